#pragma once
#include "core/model/attention.h"
#include "core/model/unet_config.h"

#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/dropout.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/normalization.h>

#include <vector>

namespace diffuscope {

// The blocks of diffusers' UNet2DModel with its parameter names. Feature maps are [N, C, H, W], the time embedding
// `temb` is [N, E] before its SiLU.

// norm1 - SiLU - conv1 - (+ time) - norm2 - SiLU - dropout - conv2, plus the (projected) input, / scale.
class ResnetBlockImpl : public torch::nn::Module {
public:
    ResnetBlockImpl(int in, int out, int timeChannels, const UNetConfig& config, double scale = 1);
    torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& temb);

private:
    bool scaleShift_;
    double scale_;
    torch::nn::GroupNorm norm1_{nullptr}, norm2_{nullptr};
    torch::nn::Conv2d conv1_{nullptr}, conv2_{nullptr}, shortcut_{nullptr};
    torch::nn::Linear time_{nullptr};
    torch::nn::Dropout dropout_{nullptr};
};
TORCH_MODULE(ResnetBlock);

// Stride-2 convolution; padding 0 means (0,1,0,1) before it, as in google/ddpm-*.
class DownsampleImpl : public torch::nn::Module {
public:
    DownsampleImpl(int channels, int padding);
    torch::Tensor forward(const torch::Tensor& x);

private:
    int padding_;
    torch::nn::Conv2d conv_{nullptr};
};
TORCH_MODULE(Downsample);

// Nearest x2, then a 3x3 convolution.
class UpsampleImpl : public torch::nn::Module {
public:
    explicit UpsampleImpl(int channels);
    torch::Tensor forward(const torch::Tensor& x);

private:
    torch::nn::Conv2d conv_{nullptr};
};
TORCH_MODULE(Upsample);

// DownBlock2D and AttnDownBlock2D. Pushes every resnet (+ attention) output and the downsampler's to `skips`.
class DownBlockImpl : public torch::nn::Module {
public:
    DownBlockImpl(int in, int out, int timeChannels, bool attention, bool downsample, const UNetConfig& config);
    torch::Tensor forward(torch::Tensor x, const torch::Tensor& temb, std::vector<torch::Tensor>& skips);

private:
    std::vector<ResnetBlock> resnets_;
    std::vector<Attention> attentions_;
    Downsample downsample_{nullptr};
};
TORCH_MODULE(DownBlock);

// UpBlock2D and AttnUpBlock2D. Pops its skips from the back.
class UpBlockImpl : public torch::nn::Module {
public:
    UpBlockImpl(int in, int previous, int out, int timeChannels, bool attention, bool upsample,
                const UNetConfig& config);
    torch::Tensor forward(torch::Tensor x, const torch::Tensor& temb, std::vector<torch::Tensor>& skips);

private:
    std::vector<ResnetBlock> resnets_;
    std::vector<Attention> attentions_;
    Upsample upsample_{nullptr};
};
TORCH_MODULE(UpBlock);

// UNetMidBlock2D: resnet, attention (unless add_attention is false), resnet.
class MidBlockImpl : public torch::nn::Module {
public:
    MidBlockImpl(int channels, int timeChannels, const UNetConfig& config);
    torch::Tensor forward(torch::Tensor x, const torch::Tensor& temb);

private:
    ResnetBlock first_{nullptr}, second_{nullptr};
    Attention attention_{nullptr};
};
TORCH_MODULE(MidBlock);

} // namespace diffuscope
