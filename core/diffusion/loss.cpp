#include "core/diffusion/loss.h"

#include "core/base/error.h"

#include <torch/types.h>

namespace diffuscope {

TensorSchedule::TensorSchedule(const Schedule& schedule)
{
    const int count = schedule.timesteps();
    signal_ = torch::empty({count});
    noise_ = torch::empty({count});
    for (int t = 0; t < count; ++t) { // rounded to float once, from double
        signal_.data_ptr<float>()[t] = float(schedule.signalScale(t));
        noise_.data_ptr<float>()[t] = float(schedule.noiseScale(t));
    }
}

torch::Tensor TensorSchedule::forward(const torch::Tensor& data, const torch::Tensor& noise,
                                      const torch::Tensor& timesteps) const
{
    const auto signal = signal_.index_select(0, timesteps).view({-1, 1, 1, 1});
    const auto scale = noise_.index_select(0, timesteps).view({-1, 1, 1, 1});
    return signal * data + scale * noise;
}

torch::Tensor TensorSchedule::target(const std::string& predictionType, const torch::Tensor& data,
                                     const torch::Tensor& noise, const torch::Tensor& timesteps) const
{
    if (predictionType == "epsilon")
        return noise;
    if (predictionType == "sample")
        return data;
    if (predictionType == "v_prediction")
        return forward(noise, -data, timesteps);
    throw Error("Unknown prediction type", predictionType, "Known: epsilon, sample, v_prediction.");
}

torch::Tensor TensorSchedule::minSnrWeights(const std::string& predictionType, double gamma,
                                            const torch::Tensor& timesteps) const
{
    const auto signal = signal_.index_select(0, timesteps).to(torch::kFloat64).square();
    const auto noise = noise_.index_select(0, timesteps).to(torch::kFloat64).square();
    const auto snr = signal / noise;
    const auto capped = snr.clamp_max(gamma);
    // min(SNR, gamma) / SNR = min(1, gamma / SNR), which is also right where no signal is left
    const auto weights = predictionType == "epsilon"  ? (gamma * noise / signal).clamp_max(1)
                         : predictionType == "sample" ? capped
                                                      : capped / (snr + 1);
    return weights.to(torch::kFloat32);
}

torch::Tensor TensorSchedule::noiseErrors(const std::string& predictionType, const torch::Tensor& errors,
                                          const torch::Tensor& timesteps) const
{
    return predictionType == "v_prediction" ? errors * signal_.index_select(0, timesteps).square() : errors;
}

void TensorSchedule::to(torch::Device device)
{
    signal_ = signal_.to(device);
    noise_ = noise_.to(device);
}

torch::Tensor squaredError(const torch::Tensor& predicted, const torch::Tensor& target)
{
    return (predicted - target).square().flatten(1).mean(1);
}

} // namespace diffuscope
