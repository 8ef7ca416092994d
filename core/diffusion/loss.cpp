#include "core/diffusion/loss.h"

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

torch::Tensor noiseLoss(const torch::Tensor& predicted, const torch::Tensor& noise)
{
    return (predicted - noise).square().flatten(1).mean(1);
}

} // namespace diffuscope
