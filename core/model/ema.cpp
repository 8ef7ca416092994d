#include "core/model/ema.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>

namespace diffuscope {

StateDict stateOf(UNet network)
{
    at::NoGradGuard noGrad;
    StateDict state;
    for (const auto& item : network->named_parameters())
        state.emplace(item.key(), item.value().detach().to(torch::kCPU).contiguous().clone());
    return state;
}

void loadState(UNet network, const StateDict& state)
{
    at::NoGradGuard noGrad;
    auto parameters = network->named_parameters();
    for (const auto& [name, tensor] : state)
        if (!parameters.contains(name))
            throw Error("The weights do not fit this network", "unexpected tensor " + name,
                        "The configuration and the weights are from different models.");
    for (auto& item : parameters) {
        const auto found = state.find(item.key());
        if (found == state.end())
            throw Error("The weights do not fit this network", "missing tensor " + item.key(),
                        "The file is incomplete or belongs to another configuration.");
        if (found->second.sizes() != item.value().sizes())
            throw Error("The weights do not fit this network", "tensor " + item.key() + " has another shape",
                        "The configuration and the weights are from different models.");
        item.value().copy_(found->second);
    }
}

Ema::Ema(UNet network, double maximumDecay, double power)
    : state_(stateOf(network)), maximum_(maximumDecay), power_(power)
{
}

double Ema::decay() const
{
    if (steps_ <= 1) // the first update replaces the random start
        return 0;
    return std::clamp(1.0 - std::pow(double(steps_), -power_), 0.0, maximum_);
}

void Ema::update(UNet network)
{
    at::NoGradGuard noGrad;
    ++steps_;
    const double rate = 1.0 - decay();
    for (const auto& item : network->named_parameters())
        state_.at(item.key()).lerp_(item.value().detach().to(torch::kCPU), rate);
}

void Ema::restore(StateDict state, std::int64_t steps)
{
    for (const auto& [name, tensor] : state_) {
        const auto found = state.find(name);
        if (found == state.end() || found->second.sizes() != tensor.sizes())
            throw Error("The averaged weights do not fit this network", "tensor " + name,
                        "Use the run's own checkpoint.");
    }
    for (auto& [name, tensor] : state_)
        tensor = state.at(name).clone();
    steps_ = steps;
}

} // namespace diffuscope
