#pragma once
#include <torch/nn/modules/container/modulelist.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/normalization.h>

#include <string>
#include <vector>

namespace diffuscope {

// What the network's modules are made of.

inline torch::nn::Conv2d conv3x3(int in, int out, int stride = 1, int padding = 1)
{
    return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 3).stride(stride).padding(padding));
}

// Statistics are float32 also where the convolutions around compute in bfloat16.
class FloatGroupNormImpl : public torch::nn::GroupNormImpl {
public:
    using GroupNormImpl::GroupNormImpl;
    torch::Tensor forward(const torch::Tensor& x) { return GroupNormImpl::forward(x.to(weight.scalar_type())); }
};
TORCH_MODULE(FloatGroupNorm);

inline FloatGroupNorm groupNorm(int channels, int groups, double eps)
{
    return FloatGroupNorm(torch::nn::GroupNormOptions(groups, channels).eps(eps));
}

// Modules as a numbered list: registered as "resnets", they are "resnets.0", "resnets.1", ...
template <typename Holder> torch::nn::ModuleList listOf(const std::vector<Holder>& modules)
{
    torch::nn::ModuleList list;
    for (const auto& module : modules)
        list->push_back(module);
    return list;
}

// act_fn; "swish" is another name of SiLU.
enum class Activation { silu, mish, gelu, relu };

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
        break;
    }
    return torch::silu(x);
}

// The activation of a tensor that nobody else holds: SiLU in place where no gradient is recorded.
inline torch::Tensor activated(torch::Tensor fresh, Activation activation = Activation::silu)
{
    if (activation == Activation::silu && !at::GradMode::is_enabled())
        return torch::silu_(fresh);
    return activationOf(fresh, activation);
}

} // namespace diffuscope
