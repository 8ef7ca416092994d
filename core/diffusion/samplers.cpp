#include "core/diffusion/samplers.h"

#include "core/base/error.h"
#include "core/base/random.h"

#include <torch/types.h>

#include <algorithm>
#include <cmath>

namespace diffuscope {

namespace {

// Ancestral sampling (Ho et al. 2020, algorithm 2): x0-hat from the network, then a draw from q(x_prev | x_t, x0-hat).
// With strided steps beta is 1 - alphaBar_t / alphaBar_prev, not the table's.
SamplerMove moveDdpm(const Denoiser& denoiser, const torch::Tensor& state, const SamplerStep& step, int index,
                     const NoiseSource& noise, const ParamValues& params)
{
    const Schedule& schedule = denoiser.schedule();
    const auto posterior = schedule.posterior(step.timestep, step.previous);
    SamplerMove move{.state = {}, .prediction = denoiser(state, step.timestep)};
    move.state = posterior.dataWeight * move.prediction.data + posterior.stateWeight * state;
    if (step.previous < 0) // the last step is the mean
        return move;
    const bool large = choiceParam(samplerInfo("ddpm").params, params, "variance_type") == "fixed_large";
    const double beta = 1.0 - schedule.alphaBar(step.timestep) / schedule.alphaBar(step.previous);
    move.addedNoiseScale = std::sqrt(std::max(large ? beta : posterior.variance, 1e-20));
    move.state = move.state + move.addedNoiseScale * noise(index);
    return move;
}

// DDIM (Song et al. 2021, eq. 12): eta 0 is deterministic, eta 1 adds as much noise as DDPM.
SamplerMove moveDdim(const Denoiser& denoiser, const torch::Tensor& state, const SamplerStep& step, int index,
                     const NoiseSource& noise, const ParamValues& params)
{
    const Schedule& schedule = denoiser.schedule();
    const auto& specs = samplerInfo("ddim").params;
    const double eta = realParam(specs, params, "eta");
    const double now = schedule.alphaBar(step.timestep), next = schedule.alphaBar(step.previous);
    SamplerMove move{.state = {}, .prediction = denoiser(state, step.timestep)};
    auto direction = move.prediction.noise;
    if (boolParam(specs, params, "rederive_noise")) // consistent with the clipped x0-hat
        direction = (state - std::sqrt(now) * move.prediction.data) / std::sqrt(1 - now);
    const double variance = eta * eta * (1 - next) / (1 - now) * (1 - now / next);
    move.state = std::sqrt(next) * move.prediction.data + std::sqrt(std::max(0.0, 1 - next - variance)) * direction;
    move.addedNoiseScale = std::sqrt(std::max(0.0, variance));
    if (move.addedNoiseScale > 0)
        move.state = move.state + move.addedNoiseScale * noise(index);
    return move;
}

ParamSpec etaSpec()
{
    return {.key = "eta",
            .label = "Noise η",
            .help = "Share of fresh noise in every step: 0 none, 1 as much as DDPM.",
            .kind = ParamSpec::Kind::Real,
            .initial = 0.0,
            .minimum = 0,
            .maximum = 1,
            .decimals = 2,
            .choices = {}};
}

ParamSpec rederiveSpec()
{
    return {.key = "rederive_noise",
            .label = "Re-derive ε̂",
            .help = "Make the noise direction consistent with the clipped x̂₀.",
            .kind = ParamSpec::Kind::Toggle,
            .initial = false,
            .choices = {}};
}

ParamSpec varianceSpec()
{
    return {.key = "variance_type",
            .label = "Variance",
            .help = "Noise added in each step: the posterior's (fixed_small) or beta (fixed_large; many steps only).",
            .kind = ParamSpec::Kind::Choice,
            .initial = std::string("fixed_small"),
            .choices = {"fixed_small", "fixed_large"}};
}

} // namespace

const std::vector<SamplerInfo>& samplerCatalog()
{
    static const std::vector<SamplerInfo> catalog = {
        {.id = "ddpm",
         .name = "DDPM",
         .about = "Ancestral sampling: fresh noise in every step; best with many steps.",
         .reference = "Ho et al. 2020, algorithm 2",
         .defaultSteps = 250,
         .params = {varianceSpec()},
         .move = moveDdpm},
        {.id = "ddim",
         .name = "DDIM",
         .about = "Deterministic at η = 0, good with 20 to 100 steps.",
         .reference = "Song et al. 2021, eq. 12",
         .defaultSteps = 50,
         .params = {etaSpec(), rederiveSpec()},
         .move = moveDdim},
    };
    return catalog;
}

const SamplerInfo& samplerInfo(const std::string& id)
{
    std::string known;
    for (const auto& info : samplerCatalog()) {
        if (info.id == id)
            return info;
        known += (known.empty() ? "" : ", ") + info.id;
    }
    throw Error("Unknown sampler", id, "Known: " + known + ".");
}

torch::Tensor runSampler(const SamplerRun& run, const Denoiser& denoiser, torch::Tensor noise, const NoiseSource& fresh,
                         const StepObserver& observer, std::stop_token stop)
{
    at::NoGradGuard noGrad;
    const SamplerInfo& sampler = samplerInfo(run.sampler);
    validateParams(sampler.params, run.params);
    torch::Tensor state = std::move(noise);
    for (std::size_t i = 0; i < run.steps.size() && !stop.stop_requested(); ++i) {
        const auto move = sampler.move(denoiser, state, run.steps[i], int(i), fresh, run.params);
        if (!move.state.isfinite().all().item<bool>())
            throw Error("Sampling produced values that are not finite",
                        "timestep " + std::to_string(run.steps[i].timestep),
                        "The model's weights are probably damaged, or training diverged.");
        state = move.state;
        if (observer)
            observer({int(i), run.steps[i], state, move.prediction, move.addedNoiseScale});
    }
    return state;
}

NoiseSource perImageNoise(int count, int channels, int height, int width, std::uint64_t seed)
{
    return [=](int stepIndex) {
        auto noise = torch::empty({count, channels, height, width});
        const std::size_t size = std::size_t(channels) * std::size_t(height) * std::size_t(width);
        for (int i = 0; i < count; ++i)
            Random(seed + std::uint64_t(i), "sampler", std::uint64_t(stepIndex))
                .fillNormal({noise.data_ptr<float>() + std::size_t(i) * size, size});
        return noise;
    };
}

} // namespace diffuscope
