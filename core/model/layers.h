#pragma once
#include "core/kernels/convolution.h"
#include "core/kernels/group_norm.h"
#include "core/kernels/linear.h"

#include <torch/nn/modules/container/modulelist.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/normalization.h>

#include <string>
#include <vector>

namespace diffuscope {

// What the network's modules are made of.

inline torch::nn::Conv2d conv3x3(int in, int out, int stride = 1, int padding = 1)
{
    return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 3).stride(stride).padding(padding));
}

// Feature maps are [N, C, H, W] with the channels of a pixel side by side (channels last), in the type the network
// computes in; weights keep theirs and are converted on the way.

// `residual` is added to the result.
inline torch::Tensor convolved(const torch::nn::Conv2d& conv, const torch::Tensor& x,
                               const torch::Tensor& residual = {})
{
    const auto& options = conv->options;
    const auto padding = get<torch::ExpandingArray<2>>(options.padding()); // of c10's or the standard's variant
    const auto isAll = [](const torch::ExpandingArray<2>& values, int wanted) {
        return values->at(0) == wanted && values->at(1) == wanted;
    };
    if (isAll(options.kernel_size(), 3) && isAll(options.stride(), 1) && isAll(padding, 1))
        return convolution3x3(x, conv->weight, conv->bias, residual);
    const auto y =
        at::conv2d(x, conv->weight.to(x.scalar_type()), conv->bias.to(x.scalar_type()), options.stride(), padding);
    return residual.defined() ? y + residual : y;
}

inline torch::nn::GroupNorm groupNormOf(int channels, int groups, double eps)
{
    return torch::nn::GroupNorm(torch::nn::GroupNormOptions(groups, channels).eps(eps));
}

// What happens around a norm, see core/kernels/group_norm.h.
struct NormExtras {
    torch::Tensor skip = {}, add = {}, scale = {}, shift = {};
};

// act(norm(x)), for one of the activations below.
enum class Activation { none, silu, mish, gelu, relu };
torch::Tensor normed(const torch::nn::GroupNorm& norm, const torch::Tensor& x, Activation activation,
                     const NormExtras& extras = {});

// A feature map as [N, H, W, C], and back: neither copies.
inline torch::Tensor pixelsOf(const torch::Tensor& map) { return map.permute({0, 2, 3, 1}); }
inline torch::Tensor mapOf(const torch::Tensor& pixels) { return pixels.permute({0, 3, 1, 2}); }

// Modules as a numbered list: registered as "resnets", they are "resnets.0", "resnets.1", ...
template <typename Holder> torch::nn::ModuleList listOf(const std::vector<Holder>& modules)
{
    torch::nn::ModuleList list;
    for (const auto& module : modules)
        list->push_back(module);
    return list;
}

// act_fn; "swish" is another name of SiLU.
inline Activation activationNamed(const std::string& name) // validated
{
    return name == "mish"   ? Activation::mish
           : name == "gelu" ? Activation::gelu
           : name == "relu" ? Activation::relu
                            : Activation::silu;
}

inline torch::Tensor activationOf(const torch::Tensor& x, Activation activation)
{
    switch (activation) {
    case Activation::mish:
        return torch::mish(x);
    case Activation::gelu:
        return torch::gelu(x);
    case Activation::relu:
        return torch::relu(x);
    case Activation::silu:
        return torch::silu(x);
    case Activation::none:
        break;
    }
    return x;
}

inline torch::Tensor normed(const torch::nn::GroupNorm& norm, const torch::Tensor& x, Activation activation,
                            const NormExtras& extras)
{
    const bool fused = activation == Activation::silu;
    const auto y = groupNorm({x, extras.skip, extras.add, norm->weight, norm->bias, extras.scale, extras.shift,
                              norm->options.num_groups(), norm->options.eps(), fused});
    return fused ? y : activationOf(y, activation);
}

} // namespace diffuscope
