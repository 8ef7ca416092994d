#pragma once
#include <torch/nn/modules/conv.h>

#include <mutex>

namespace diffuscope {

// A convolution with the parameters and the initial weights of torch's. Feature maps are [N, C, H, W] with the channels
// of a pixel side by side (channels last), in the type the network computes in; the weights keep theirs and are
// converted on the way. Thread-safe where the weights need no gradient.
class ConvolutionImpl : public torch::nn::Conv2dImpl {
public:
    using Conv2dImpl::Conv2dImpl;
    // `residual`, of the result's shape, is added to it where it is defined.
    torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& residual = {});

private:
    torch::Tensor preparedFor(const torch::Tensor& x); // the kernel's form of weights that do not change any more

    std::mutex mutex_;
    torch::Tensor prepared_;
    std::uint32_t preparedVersion_ = 0;
};
TORCH_MODULE(Convolution);

inline Convolution conv3x3(int in, int out, int stride = 1, int padding = 1)
{
    return Convolution(torch::nn::Conv2dOptions(in, out, 3).stride(stride).padding(padding));
}

inline Convolution conv1x1(int in, int out) { return Convolution(torch::nn::Conv2dOptions(in, out, 1)); }

} // namespace diffuscope
