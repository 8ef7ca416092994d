#pragma once
#include "core/model/config/block_plan.h"
#include "core/model/unet/dropout.h"
#include "core/model/unet/layers.h"

namespace diffuscope {

// Feature maps are [N, C, H, W], `temb` is the time embedding [N, E] after its activation.

// norm1 - act - (resample) - conv1 - (+ time) - norm2 - act - dropout - conv2, plus the (resampled, projected) input,
// / scale. With scale_shift the time does not add: it scales and shifts the result of norm2.
class ResnetBlockImpl : public torch::nn::Module {
public:
    ResnetBlockImpl(const ResnetPlan& plan, int timeChannels, const UNetConfig& config);
    // x [N, in, H, W] -> [N, out, H, W], H and W halved or doubled where the plan resamples. `skip` [N, C1, H, W]:
    // further channels of the input, so that x has in - C1, or undefined.
    torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& temb, torch::Tensor skip = {});

private:
    Resample resample_;
    Activation activation_;
    bool scaleShift_;
    double scale_;
    torch::nn::GroupNorm norm1_{nullptr}, norm2_{nullptr};
    Convolution conv1_{nullptr}, conv2_{nullptr}, shortcut_{nullptr};
    torch::nn::Linear time_{nullptr};
    SeededDropout dropout_{nullptr};
};
TORCH_MODULE(ResnetBlock);

// Stride-2 convolution; padding 0 means (0,1,0,1) before it, as in google/ddpm-*.
class DownsampleImpl : public torch::nn::Module {
public:
    DownsampleImpl(int channels, int padding);
    torch::Tensor forward(const torch::Tensor& x); // [N, C, H, W] -> [N, C, H/2, W/2], for even H and W

private:
    int padding_;
    Convolution conv_{nullptr};
};
TORCH_MODULE(Downsample);

// Nearest x2, then a 3x3 convolution.
class UpsampleImpl : public torch::nn::Module {
public:
    explicit UpsampleImpl(int channels);
    torch::Tensor forward(const torch::Tensor& x); // [N, C, H, W] -> [N, C, 2 H, 2 W]

private:
    Convolution conv_{nullptr};
};
TORCH_MODULE(Upsample);

// Halves or doubles height and width without weights: mean of 2x2 pixels, nearest neighbour, or the binomial filter
// (1,3,3,1) of NCSN++ (Song et al. 2021) with zeros outside the picture.
torch::Tensor resampled(const torch::Tensor& x, Resample how);

} // namespace diffuscope
