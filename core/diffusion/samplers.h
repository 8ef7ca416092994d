#pragma once
#include "core/diffusion/denoiser.h"
#include "core/schedule/step_grid.h"

#include <functional>
#include <stop_token>

namespace diffuscope {

// Fresh Gaussian noise shaped like the state; call k of a run is the noise of step k.
using NoiseSource = std::function<torch::Tensor(int stepIndex)>;

struct SamplerMove {
    torch::Tensor state;        // x at step.previous
    Prediction prediction;      // at step.timestep
    double addedNoiseScale = 0; // sigma
};

// One sampler: a short function over a denoiser. Stateless ones ignore everything but this step.
using SamplerFunction = std::function<SamplerMove(const Denoiser&, const torch::Tensor& state, const SamplerStep& step,
                                                  int stepIndex, const NoiseSource& noise, const ParamValues& params)>;

struct SamplerInfo {
    std::string id, name, about, reference; // "ddim", "DDIM", one sentence, paper and equation
    int defaultSteps = 50;
    std::vector<ParamSpec> params;
    SamplerFunction move;
};

const std::vector<SamplerInfo>& samplerCatalog();
const SamplerInfo& samplerInfo(const std::string& id); // throws Error naming the known ones

struct SamplerRun {
    std::string sampler = "ddim";
    std::vector<SamplerStep> steps;
    ParamValues params;
};

struct StepReport {
    int index = 0; // 0 .. steps-1
    SamplerStep step;
    const torch::Tensor& state; // x at step.previous
    const Prediction& prediction;
    double addedNoiseScale;
};
using StepObserver = std::function<void(const StepReport&)>;

// Walks the whole grid from `noise` (x_T). Cancel is checked each step; a cancelled run returns the state reached.
torch::Tensor runSampler(const SamplerRun& run, const Denoiser& denoiser, torch::Tensor noise, const NoiseSource& fresh,
                         const StepObserver& observer = {}, std::stop_token stop = {});

// Noise for step k of a batch: picture i draws from Random(seed + i, "sampler", k), whatever the batch size.
NoiseSource perImageNoise(int count, int channels, int height, int width, std::uint64_t seed);

} // namespace diffuscope
