#include "core/model/unet/resnet_block.h"

namespace diffuscope {
namespace nn = torch::nn;
namespace F = torch::nn::functional;

ResnetBlockImpl::ResnetBlockImpl(const ResnetPlan& plan, int timeChannels, const UNetConfig& config)
    : resample_(plan.resample), activation_(activationNamed(config.actFn)),
      scaleShift_(config.resnetTimeScaleShift == "scale_shift"), scale_(plan.scale)
{
    norm1_ = register_module("norm1", groupNormOf(plan.in, plan.groupsIn, config.normEps));
    conv1_ = register_module("conv1", conv3x3(plan.in, plan.out));
    time_ = register_module("time_emb_proj", nn::Linear(timeChannels, scaleShift_ ? 2 * plan.out : plan.out));
    norm2_ = register_module("norm2", groupNormOf(plan.out, plan.groupsOut, config.normEps));
    dropout_ = register_module("dropout", SeededDropout(config.dropout)); // no parameters; eval() must reach it
    conv2_ = register_module("conv2", conv3x3(plan.out, plan.out));
    if (plan.shortcut)
        shortcut_ = register_module("conv_shortcut", conv1x1(plan.in, plan.out));
}

torch::Tensor ResnetBlockImpl::forward(const torch::Tensor& x, const torch::Tensor& temb, torch::Tensor skip)
{
    auto h = normed(norm1_, x, activation_, {.skip = skip}); // [N, in, H, W]: the channels of x, then those of skip
    auto input = x;                                          // [N, in, H, W], or [N, in - C1, H, W] beside a skip
    if (resample_ != Resample::none) {                       // from here on H and W may be halved or doubled
        h = resampled(h, resample_);
        input = resampled(x, resample_);
        skip = skip.defined() ? resampled(skip, resample_) : skip;
    }
    h = conv1_->forward(h);                 // [N, out, H, W]
    const auto time = time_->forward(temb); // [N, out], with scale_shift [N, 2 out]
    if (scaleShift_) {
        const auto parts = time.chunk(2, 1); // twice [N, out]
        h = normed(norm2_, h, activation_, {.scale = parts[0], .shift = parts[1]});
    } else {
        h = normed(norm2_, h, activation_, {.add = time});
    }
    if (!shortcut_.is_empty()) // [N, out, H, W] either way
        input = mapOf(kernels::linear(
            {pixelsOf(input), skip.defined() ? pixelsOf(skip) : skip, shortcut_->weight.flatten(1), shortcut_->bias}));
    else if (skip.defined())
        input = torch::cat({input, skip}, 1);
    h = conv2_->forward(dropout_->forward(h), input); // [N, out, H, W], input added
    return scale_ == 1 ? h : h / scale_;
}

DownsampleImpl::DownsampleImpl(int channels, int padding) : padding_(padding)
{
    conv_ = register_module("conv", conv3x3(channels, channels, 2, padding));
}

torch::Tensor DownsampleImpl::forward(const torch::Tensor& x)
{
    const auto padded = padding_ == 0 ? F::pad(x, F::PadFuncOptions({0, 1, 0, 1})) : x; // [N, C, H + 1, W + 1] or x
    return conv_->forward(padded);                                                      // [N, C, H/2, W/2]
}

UpsampleImpl::UpsampleImpl(int channels) { conv_ = register_module("conv", conv3x3(channels, channels)); }

torch::Tensor UpsampleImpl::forward(const torch::Tensor& x)
{
    return conv_->forward(resampled(x, Resample::up)); // [N, C, 2 H, 2 W]
}

namespace {

torch::Tensor filtered(const torch::Tensor& x, bool up)
{
    const auto n = x.size(0), c = x.size(1), h = x.size(2), w = x.size(3);
    // In bfloat16, LibTorch 1.13's convolution of single planes gives results of the wrong shape.
    const auto type = x.scalar_type() == torch::kBFloat16 ? torch::kFloat32 : x.scalar_type();
    const auto taps = torch::tensor({1, 3, 3, 1}, x.options().dtype(type)) / (up ? 4 : 8); // doubling: 3 of 4 are new
    const auto kernel = torch::outer(taps, taps).view({1, 1, 4, 4});                       // [1, 1, 4, 4]
    const auto planes = x.to(type).reshape({n * c, 1, h, w});                              // [N C, 1, H, W]
    const auto y = up ? torch::conv_transpose2d(planes, kernel, {}, 2, 1).view({n, c, h * 2, w * 2})
                      : torch::conv2d(planes, kernel, {}, 2, 1).view({n, c, h / 2, w / 2});
    return y.to(x.scalar_type());
}

} // namespace

torch::Tensor resampled(const torch::Tensor& x, Resample how)
{
    switch (how) {
    case Resample::down:
        return torch::avg_pool2d(x, {2, 2}, {2, 2});
    case Resample::up:
        return at::upsample_nearest2d(x, {x.size(2) * 2, x.size(3) * 2});
    case Resample::firDown:
        return filtered(x, false);
    case Resample::firUp:
        return filtered(x, true);
    case Resample::none:
        break;
    }
    return x;
}

} // namespace diffuscope
