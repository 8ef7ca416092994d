#pragma once
#include "core/kernels/group_norm.h"
#include "core/kernels/linear.h"
#include "core/model/unet/convolution.h"

#include <torch/nn/modules/container/modulelist.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/normalization.h>

#include <string>
#include <vector>

namespace diffuscope {

// What the network's modules are made of.

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
    case Activation::mish: // LibTorch 1.13 has none for bfloat16
        return x.scalar_type() == torch::kBFloat16 ? torch::mish(x.to(torch::kFloat32)).to(torch::kBFloat16)
                                                   : torch::mish(x);
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
    const auto y = kernels::groupNorm({x, extras.skip, extras.add, norm->weight, norm->bias, extras.scale, extras.shift,
                                       norm->options.num_groups(), norm->options.eps(), fused});
    return fused ? y : activationOf(y, activation);
}

} // namespace diffuscope
