#pragma once
#include "core/model/unet_config.h"

#include <torch/nn/modules/container/modulelist.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/normalization.h>

#include <vector>

namespace diffuscope {

// What the network's modules are made of.

inline torch::nn::Conv2d conv3x3(int in, int out, int stride = 1, int padding = 1)
{
    return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 3).stride(stride).padding(padding));
}

inline torch::nn::GroupNorm groupNorm(int channels, const UNetConfig& config)
{
    return torch::nn::GroupNorm(torch::nn::GroupNormOptions(config.normNumGroups, channels).eps(config.normEps));
}

// Modules as a numbered list: registered as "resnets", they are "resnets.0", "resnets.1", ...
template <typename Holder> torch::nn::ModuleList listOf(const std::vector<Holder>& modules)
{
    torch::nn::ModuleList list;
    for (const auto& module : modules)
        list->push_back(module);
    return list;
}

// SiLU of a tensor that nobody else holds: in place where no gradient is recorded.
inline torch::Tensor activated(torch::Tensor fresh)
{
    return at::GradMode::is_enabled() ? torch::silu(fresh) : torch::silu_(fresh);
}

} // namespace diffuscope
