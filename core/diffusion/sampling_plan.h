#pragma once
#include "core/diffusion/samplers.h"
#include "core/schedule/sampling_defaults.h"

namespace diffuscope {

struct SamplingChoice {
    std::string sampler = "ddim";
    int steps = 50;
    std::string spacing = "model"; // or leading, trailing, linspace
    ParamValues params = {};
    bool matchDiffusers = false; // diffusers 0.27 step for step: see docs/decisions.md
};

// A run with nothing left open.
struct SamplingPlan {
    SamplerRun run;
    ClipSettings clip;
    double initialScale = 1; // N(0, 1) times this is x at the first level, in the variance-preserving form
};

// Throws Error for a setting that the sampler does not have, or that the model asks for and nobody can do.
SamplingPlan planSampling(const Schedule& schedule, const SamplingDefaults& model, const SamplingChoice& choice);

} // namespace diffuscope
