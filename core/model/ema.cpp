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

Ema::Ema(UNet network, double maximumDecay, double power) : maximum_(maximumDecay), power_(power)
{
    at::NoGradGuard noGrad;
    for (const auto& item : network->named_parameters()) {
        values_.push_back(item.value().detach().clone());
        state_.emplace(item.key(), values_.back());
    }
}

kernels::WeightUpdate::Average Ema::nextUpdate()
{
    ++steps_;
    return {values_, 1.0 - decay()};
}

void Ema::setDecay(double maximum, double power)
{
    maximum_ = maximum;
    power_ = power;
}

StateDict Ema::state() const
{
    StateDict state;
    for (const auto& [name, tensor] : state_)
        state.emplace(name, tensor.to(torch::kCPU));
    return state;
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
    const auto update = nextUpdate();
    const auto weights = network->parameters();
    for (std::size_t i = 0; i < weights.size(); ++i)
        update.values[i].lerp_(weights[i].detach(), update.rate);
}

void Ema::restore(const StateDict& state, std::int64_t steps)
{
    for (const auto& [name, tensor] : state_) {
        const auto found = state.find(name);
        if (found == state.end() || found->second.sizes() != tensor.sizes())
            throw Error("The averaged weights do not fit this network", "tensor " + name,
                        "Use the run's own checkpoint.");
    }
    at::NoGradGuard noGrad;
    for (auto& [name, tensor] : state_)
        tensor.copy_(state.at(name));
    steps_ = steps;
}

} // namespace diffuscope
