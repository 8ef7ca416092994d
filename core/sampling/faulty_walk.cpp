#include "core/sampling/faulty_walk.h"

#include "core/base/error.h"

#include <torch/types.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace diffuscope {
namespace {

// Whether its steps add fresh noise with these settings, none of which is open any more.
bool addsNoise(const SamplerInfo& info, const ParamValues& params)
{
    const auto has = [&info](const char* key) {
        return std::any_of(info.params.begin(), info.params.end(),
                           [key](const ParamSpec& spec) { return spec.key == key; });
    };
    if (has("eta"))
        return realParam(info.params, params, "eta") > 0;
    if (has("s_churn"))
        return realParam(info.params, params, "s_churn") > 0;
    if (has("algorithm_type"))
        return choiceParam(info.params, params, "algorithm_type").starts_with("sde");
    return has("variance_type");
}

bool hasLargeVariance(const SamplerInfo& info)
{
    return std::any_of(info.params.begin(), info.params.end(), [](const ParamSpec& spec) {
        return spec.key == "variance_type" &&
               std::find(spec.choices.begin(), spec.choices.end(), "fixed_large") != spec.choices.end();
    });
}

} // namespace

void requireFaults(const SampleRequest& request, const SamplingPlan& healthy)
{
    const Faults& faults = request.faults;
    const SamplerInfo& info = samplerInfo(request.sampler);
    if (faults.timestepOffset < -Faults::kMostOffset || faults.timestepOffset > Faults::kMostOffset)
        throw Error("The timestep cannot be that far off", std::to_string(faults.timestepOffset),
                    {"Choose -%1 to %1.", {std::to_string(Faults::kMostOffset)}});
    if (info.inverts && faults.any())
        throw Error("An inversion has no faults to show", request.sampler, "Choose a sampler.");
    if (faults.noNoise && !addsNoise(info, healthy.run.params))
        throw Error("This walk adds no noise that could be left out", info.name,
                    "Choose DDPM, or let the sampler add noise.");
    if (faults.noInputScaling && info.grid != GridKind::Sigmas)
        throw Error("This sampler has no input that is scaled", info.name, "Choose one in \u03c3: Euler, Heun or EDM.");
    if (faults.noClipping && healthy.clip.mode == ClipSettings::Mode::Off)
        throw Error("This walk limits nothing that could be let go", info.name, "Turn clipping on first.");
    if (faults.largeVariance && !hasLargeVariance(info))
        throw Error("This sampler has no choice of variances", info.name, "Choose DDPM.");
}

SampleRequest faultySettings(SampleRequest request)
{
    if (request.faults.noClipping)
        request.params.insert_or_assign("clip", std::string("off"));
    if (request.faults.largeVariance) {
        request.params.insert_or_assign("variance_type", std::string("fixed_large"));
        request.steps = std::min(request.steps, Faults::kFewSteps);
    }
    return request;
}

Network faultyNetwork(Network network, const Schedule& schedule, const Faults& faults)
{
    if (faults.timestepOffset == 0 && !faults.noInputScaling)
        return network;
    return
        [network = std::move(network), schedule, faults](const torch::Tensor& state, const torch::Tensor& timesteps) {
            torch::Tensor seen = state;
            if (faults.noInputScaling) {
                const double timestep = timesteps.reshape({-1})[0].item<double>();
                seen = state / levelAtTimestep(schedule, timestep).signalScale();
            }
            return network(seen, (timesteps + faults.timestepOffset).clamp(0, schedule.timesteps() - 1));
        };
}

NoiseSource faultyNoise(NoiseSource noise, const Faults& faults)
{
    if (!faults.noNoise)
        return noise;
    return [noise = std::move(noise)](int index) { return torch::zeros_like(noise(index)); };
}

} // namespace diffuscope
