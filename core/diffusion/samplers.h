#pragma once
#include "core/diffusion/denoiser.h"
#include "core/diffusion/inpainting.h"
#include "core/diffusion/step_sum.h"
#include "core/schedule/step_grid.h"

#include <deque>
#include <functional>
#include <optional>
#include <stop_token>

namespace diffuscope {

// Fresh Gaussian noise shaped like the state, that of step `stepIndex` of a run; asked for at most once an index. With
// inpainting, step k taken again for the r-th time asks for index k + r x the number of steps.
// What an earlier step saw: multistep methods build on it.
struct PastStep {
    NoiseLevel level;
    torch::Tensor state; // at that level, after correction
    Prediction prediction;
};

// Everything one step may look at.
struct StepContext {
    const Denoiser& denoiser;
    const std::vector<SamplerStep>& steps;
    const ParamValues& params; // resolved: no "model" left (core/diffusion/sampling_plan.h)
    const NoiseSource& noise;
    int index;                        // of this step
    const torch::Tensor& state;       // x at step().now
    const std::deque<PastStep>& past; // newest last, at most kPastSteps
    bool matchDiffusers;              // do what diffusers 0.27 does even where the papers differ

    const SamplerStep& step() const { return steps[std::size_t(index)]; }
    bool last() const { return std::size_t(index) + 1 == steps.size(); }
};
inline constexpr std::size_t kPastSteps = 4;

struct SamplerMove {
    StepSum state = {};         // x at step().next
    Prediction prediction;      // at step().now; EDM: at the noisier level it goes to first
    double addedNoiseScale = 0; // sigma, of the fresh noise in `state` (EDM: in `corrected`); where learned, its mean
    StepSum corrected = {};     // x at step().now, where the method works on it first (StepTerms); else undefined
    std::optional<double> stirredAlphaBar = {}; // of the level that the method went to before it asked the network
};

// One sampler: a short function over a denoiser.
using SamplerFunction = SamplerMove (*)(const StepContext&);

struct SamplerInfo {
    std::string id, name, about, reference; // "ddim", "DDIM", one sentence, paper and equation
    int defaultSteps = 50;
    GridKind grid = GridKind::Timesteps;
    std::string spacing = "leading"; // where neither user nor model says
    bool clips = true;               // obeys a model's clip_sample, as the reference does
    bool inverts = false;            // from a picture to its noise
    bool corrects = false;           // puts a state of its history in the place of this one
    std::vector<ParamSpec> params;
    SamplerFunction move = nullptr;
    int (*calls)(int steps, const ParamValues& params) = nullptr; // of the network; null: one a step
};

const std::vector<SamplerInfo>& samplerCatalog();
const SamplerInfo& samplerInfo(const std::string& id); // throws Error naming the known ones

// Network calls of a run, guidance not counted.
int networkCalls(const SamplerInfo& info, int steps, const ParamValues& params);
// Of a part of one, which starts without a history; `toEnd`: with the last step. `redos` as in Inpainting.
int networkCalls(const SamplerInfo& info, int steps, const ParamValues& params, bool toEnd, int redos);

struct SamplerRun {
    std::string sampler = "ddim";
    std::vector<SamplerStep> steps;
    ParamValues params; // the sampler's; "model" means its own default here
    bool matchDiffusers = false;
    std::optional<Inpainting> inpainting = {};
};

// Where a walk is: before step `index` of its run.
struct WalkState {
    torch::Tensor x; // [N,C,H,W] at the level of that step
    std::size_t index = 0;
    std::deque<PastStep> past = {}; // what multistep methods build on; where it is empty they start anew
};

struct StepReport {
    int index = 0; // 0 .. steps-1
    SamplerStep step;
    const torch::Tensor& state; // x at step.next
    const Prediction& prediction;
    double addedNoiseScale;
    StepTerms terms;                            // what x at step.next is the sum of
    std::optional<double> stirredAlphaBar = {}; // see Frame
};
using StepObserver = std::function<void(const StepReport&)>;

// Walks the whole grid from `noise` (x at the first level). Cancel is checked each step; a cancelled run returns the
// state reached. Throws Error when a step gives values that are not finite.
torch::Tensor runSampler(const SamplerRun& run, const Denoiser& denoiser, torch::Tensor noise, const NoiseSource& fresh,
                         const StepObserver& observer = {}, std::stop_token stop = {});

// The same from anywhere, as far as step `to`: what it returns can be gone on from. A cancelled walk is where it came.
WalkState walkSteps(const SamplerRun& run, const Denoiser& denoiser, WalkState from, std::size_t to,
                    const NoiseSource& fresh, const StepObserver& observer = {}, std::stop_token stop = {});

// Noise for step k of a batch: picture i draws from Random(seed + i, stream, k), whatever the batch size.
NoiseSource perImageNoise(int count, int channels, int height, int width, std::uint64_t seed,
                          const std::string& stream = "sampler");

} // namespace diffuscope
