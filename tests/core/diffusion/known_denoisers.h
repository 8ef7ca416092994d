#pragma once
#include "core/diffusion/sampling_plan.h"
#include "core/schedule/schedule.h"

#include <torch/types.h>

#include <string>

namespace diffuscope {

inline Schedule scheduleOf(const char* id)
{
    ScheduleSpec spec;
    spec.id = id;
    return makeSchedule(spec);
}

// Data N(mean, deviation^2) per pixel has an optimal eps-prediction in closed form:
// E[eps | x_t] = noise (x_t - signal mean) / (signal^2 deviation^2 + noise^2).
inline Network gaussianDenoiser(const Schedule& schedule, double mean, double deviation)
{
    return [=](const torch::Tensor& state, const torch::Tensor& timesteps) {
        const NoiseLevel level = levelAtTimestep(schedule, timesteps[0].item<double>());
        const double signal = level.signalScale(), noise = level.noiseScale();
        return noise * (state - signal * mean) / (signal * signal * deviation * deviation + noise * noise);
    };
}

inline SamplerRun runOf(const SamplerInfo& sampler, const Schedule& schedule, int steps)
{
    return planSampling(schedule, {}, {sampler.id, steps, "trailing", {{"clip", std::string("off")}}}).run;
}

} // namespace diffuscope
