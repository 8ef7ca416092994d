#pragma once
#include "core/base/image/image.h"

#include <torch/types.h>

#include <vector>

namespace diffuscope {

// Images of one shape as a float tensor [N, C, H, W] on the CPU; deep copies both ways.
torch::Tensor tensorOf(const std::vector<Image>& images);
Image imageOf(const torch::Tensor& chw);                // [C, H, W], any float type or device
std::vector<Image> imagesOf(const torch::Tensor& nchw); // [N, C, H, W]

// N(0, 1) of shape [count, C, H, W]; picture k equals noiseImage(..., seed + k).
torch::Tensor noiseTensor(int count, int channels, int height, int width, std::uint64_t seed);

} // namespace diffuscope
