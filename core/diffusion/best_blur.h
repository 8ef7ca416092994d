#pragma once
#include <torch/types.h>

namespace diffuscope {

// What blurring can do against noise: the Gaussian blur of a noisy picture that comes nearest to the true one.
struct BestBlur {
    torch::Tensor picture; // [1,C,H,W]
    double deviation = 0;  // of the Gaussian, pixels; 0: none is best
    double psnr = 0;       // see psnrOf()
};
// Both [1,C,H,W]. Tried up to half the picture's side; the deviation is found to within a hundredth of a pixel or a
// percent, whichever is more.
BestBlur bestBlur(const torch::Tensor& noisy, const torch::Tensor& truth);

// Peak signal to noise ratio in decibels of values in [-1, 1], whose range is 2; infinite where nothing differs.
double psnrOf(const torch::Tensor& picture, const torch::Tensor& truth);

} // namespace diffuscope
