#pragma once
#include "core/diffusion/samplers.h"

#include <optional>

namespace diffuscope {

// What a model's scheduler configuration says about sampling; what is unset is the sampler's own choice.
struct SamplingDefaults {
    std::string predictionType = "epsilon";
    std::optional<std::string> spacing;
    int stepsOffset = 0;
    bool clip = true, clipAlways = false; // limits x0-hat; always: with the samplers that would not do it, too
    double clipRange = 1;
    bool threshold = false;
    double thresholdQuantile = 0.995, thresholdMaximum = 1;
    ParamValues params; // by the keys of the samplers' settings: "variance_type", "solver_order", "sigmas", ...
};

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
