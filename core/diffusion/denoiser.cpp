#include "core/diffusion/denoiser.h"

#include "core/base/error.h"

#include <torch/types.h>

namespace diffuscope {

Denoiser::Denoiser(Network network, Schedule schedule, std::string predictionType, ClipSettings clip)
    : network_(std::move(network)), schedule_(std::move(schedule)), predictionType_(std::move(predictionType)),
      clip_(clip)
{
    if (predictionType_ != "epsilon" && predictionType_ != "sample" && predictionType_ != "v_prediction")
        throw Error("Unknown prediction type", predictionType_, "Known: epsilon, sample, v_prediction.");
}

Prediction Denoiser::operator()(const torch::Tensor& state, int timestep) const
{
    const auto timesteps = torch::full({state.size(0)}, timestep, torch::kInt64);
    return interpret(network_(state, timesteps), state, timestep);
}

Prediction Denoiser::interpret(const torch::Tensor& output, const torch::Tensor& state, int timestep) const
{
    if (output.sizes() != state.sizes())
        throw Error("The network's output does not have the picture's shape", "timestep " + std::to_string(timestep),
                    "Models with learned variance are not supported.");
    const double signal = schedule_.signalScale(timestep), noise = schedule_.noiseScale(timestep);
    Prediction p;
    if (predictionType_ == "epsilon") {
        p.noise = output;
        p.data = (state - noise * output) / signal;
    } else if (predictionType_ == "sample") {
        p.data = output;
        p.noise = (state - signal * output) / noise;
    } else { // v = signal * eps - noise * x0
        p.data = signal * state - noise * output;
        p.noise = signal * output + noise * state;
    }
    if (clip_.enabled)
        p.data = p.data.clamp(-clip_.range, clip_.range);
    return p;
}

} // namespace diffuscope
