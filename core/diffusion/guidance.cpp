#include "core/diffusion/guidance.h"

#include <ATen/Functions.h>
#include <torch/types.h>

#include <utility>

namespace diffuscope {

Network guidedNetwork(Network conditional, Network unconditional, const Guidance& guidance)
{
    return [conditional = std::move(conditional), unconditional = std::move(unconditional),
            guidance](const torch::Tensor& state, const torch::Tensor& timesteps) {
        const auto all = conditional(state, timesteps);
        const auto with = all.slice(1, 0, state.size(1));
        const auto without = unconditional(state, timesteps).slice(1, 0, state.size(1));
        auto guided = without + guidance.scale * (with - without);
        if (guidance.rescale > 0) {
            const auto deviation = [](const torch::Tensor& x) { return x.std({1, 2, 3}, true, true); };
            const auto alike = guided * (deviation(with) / deviation(guided));
            guided = guidance.rescale * alike + (1 - guidance.rescale) * guided;
        }
        return all.size(1) == guided.size(1) ? guided : at::cat({guided, all.slice(1, state.size(1))}, 1);
    };
}

} // namespace diffuscope
