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

torch::Tensor squaredError(const torch::Tensor& predicted, const torch::Tensor& target)
{
    return (predicted - target).square().flatten(1).mean(1);
}

} // namespace diffuscope
