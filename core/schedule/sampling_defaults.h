#pragma once
#include "core/base/params.h"

#include <optional>
#include <string>

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

} // namespace diffuscope
