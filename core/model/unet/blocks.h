#pragma once
#include "core/model/unet/attention.h"
#include "core/model/unet/resnet_block.h"

#include <vector>

namespace diffuscope {

// The blocks of diffusers' UNet2DModel with its parameter names. Feature maps are [N, C, H, W], `temb` is the time
// embedding [N, E] after its activation. `picture` is what the Skip blocks of NCSN++ carry along: on the way down the
// network's input [N, 3, H, W] at the block's resolution, on the way up the output so far (undefined: none yet).
// The other blocks leave it alone.

// DownBlock2D, AttnDownBlock2D, ResnetDownsampleBlock2D, SkipDownBlock2D and AttnSkipDownBlock2D.
// Pushes every resnet (+ attention) output [N, out, H, W] and the downsampler's [N, out, H/2, W/2] to `skips`, and
// returns the last of them.
class DownBlockImpl : public torch::nn::Module {
public:
    DownBlockImpl(const BlockPlan& plan, int timeChannels, const UNetConfig& config);
    torch::Tensor forward(torch::Tensor x, const torch::Tensor& temb, std::vector<torch::Tensor>& skips,
                          torch::Tensor& picture);

private:
    std::vector<ResnetBlock> resnets_;
    std::vector<Attention> attentions_;
    Downsample conv_{nullptr};
    ResnetBlock sampler_{nullptr};
    Convolution fromPicture_{nullptr};
};
TORCH_MODULE(DownBlock);

// UpBlock2D, AttnUpBlock2D, ResnetUpsampleBlock2D, SkipUpBlock2D and AttnSkipUpBlock2D. Pops its skips from the back.
// Returns [N, out, 2 H, 2 W], the last block [N, out, H, W].
class UpBlockImpl : public torch::nn::Module {
public:
    UpBlockImpl(const BlockPlan& plan, int timeChannels, const UNetConfig& config);
    torch::Tensor forward(torch::Tensor x, const torch::Tensor& temb, std::vector<torch::Tensor>& skips,
                          torch::Tensor& picture);

private:
    bool skip_;
    std::vector<ResnetBlock> resnets_;
    std::vector<Attention> attentions_;
    Upsample conv_{nullptr};
    ResnetBlock sampler_{nullptr};
    Convolution toPicture_{nullptr};
    torch::nn::GroupNorm pictureNorm_{nullptr};
};
TORCH_MODULE(UpBlock);

// UNetMidBlock2D: resnet, attention (unless add_attention is false), resnet.
class MidBlockImpl : public torch::nn::Module {
public:
    MidBlockImpl(const BlockPlan& plan, int timeChannels, const UNetConfig& config);
    torch::Tensor forward(torch::Tensor x, const torch::Tensor& temb);

private:
    ResnetBlock first_{nullptr}, second_{nullptr};
    Attention attention_{nullptr};
};
TORCH_MODULE(MidBlock);

} // namespace diffuscope
