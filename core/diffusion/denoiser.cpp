#include "core/diffusion/denoiser.h"

#include "core/base/error.h"

#include <ATen/Functions.h>
#include <torch/types.h>

#include <cmath>

namespace diffuscope {
namespace {

torch::Tensor thresholded(const torch::Tensor& data, const ClipSettings& clip)
{
    const auto quantile = at::quantile(data.abs().flatten(1), clip.quantile, 1);
    const auto limit = quantile.clamp(1.0, clip.maximum).view({-1, 1, 1, 1});
    return torch::max(torch::min(data, limit), -limit) / limit;
}

torch::Tensor limited(const torch::Tensor& data, const ClipSettings& clip)
{
    switch (clip.mode) {
    case ClipSettings::Mode::Off:
        return data;
    case ClipSettings::Mode::Clip:
        return data.clamp(-clip.range, clip.range);
    case ClipSettings::Mode::Threshold:
        return thresholded(data, clip);
    }
    return data;
}

// Of each picture whether a value further out than people can see came to lie within [-1, 1].
torch::Tensor broughtBack(const torch::Tensor& free, const torch::Tensor& limited)
{
    constexpr double kVisible = 0.01, kRounding = 1e-3;
    return ((free.abs() > 1 + kVisible) & (limited.abs() <= 1 + kRounding)).flatten(1).any(1);
}

} // namespace

Denoiser::Denoiser(Network network, Schedule schedule, std::string predictionType, ClipSettings clip)
    : network_(std::move(network)), schedule_(std::move(schedule)), predictionType_(std::move(predictionType)),
      clip_(clip)
{
    if (predictionType_ != "epsilon" && predictionType_ != "sample" && predictionType_ != "v_prediction")
        throw Error("Unknown prediction type", predictionType_, "Known: epsilon, sample, v_prediction.");
}

torch::Tensor Denoiser::output(const torch::Tensor& state, double timestep) const
{
    const bool whole = timestep == std::floor(timestep);
    const auto timesteps = whole ? torch::full({state.size(0)}, std::int64_t(timestep), torch::kInt64)
                                 : torch::full({state.size(0)}, timestep, torch::kFloat);
    return network_(state, timesteps);
}

Prediction Denoiser::operator()(const torch::Tensor& state, const NoiseLevel& level) const
{
    return interpret(output(state, level.timestep), state, level);
}

Prediction Denoiser::interpret(const torch::Tensor& output, const torch::Tensor& state, const NoiseLevel& level) const
{
    const std::string where = "timestep " + std::to_string(level.timestep);
    Prediction p;
    p.output = output;
    if (output.dim() == 4 && output.size(1) == 2 * state.size(1)) {
        p.output = output.slice(1, 0, state.size(1));
        p.variance = output.slice(1, state.size(1));
    }
    if (p.output.sizes() != state.sizes())
        throw Error("The network's output does not have the picture's shape", where,
                    "It must have as many channels as the picture, or twice as many with a learned variance.");
    const double signal = level.signalScale(), noise = level.noiseScale();
    if (predictionType_ == "epsilon") {
        if (signal == 0)
            throw Error("A model that predicts noise cannot start where no signal is left", where,
                        "Zero terminal SNR needs a model with v or sample prediction.");
        p.data = (state - noise * p.output) / signal;
    } else if (predictionType_ == "sample") {
        p.data = p.output;
    } else { // v
        p.data = signal * state - noise * p.output;
    }
    p.noise = noiseOfOutput(predictionType_, p.output, state, level);
    if (limits()) {
        const auto free = p.data;
        p.data = limited(free, clip_);
        p.limited = broughtBack(free, p.data);
    }
    return p;
}

torch::Tensor Denoiser::consistentNoise(const Prediction& prediction, const torch::Tensor& state,
                                        const NoiseLevel& level) const
{
    if (!limits())
        return prediction.noise;
    return (state - level.signalScale() * prediction.data) / level.noiseScale();
}

} // namespace diffuscope
