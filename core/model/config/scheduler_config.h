#pragma once
#include "core/base/params.h"

#include <optional>
#include <string>
#include <vector>

namespace diffuscope {

// scheduler/scheduler_config.json of diffusers: the noise schedule a model was trained with, and what its makers chose
// for sampling. Any scheduler class over the same (variance-preserving) process is understood.
struct SchedulerConfig {
    std::string className = "DDPMScheduler";
    int numTrainTimesteps = 1000;
    double betaStart = 1e-4, betaEnd = 0.02;
    std::string betaSchedule = "linear"; // diffusers' name
    std::vector<double> trainedBetas;    // wins over betaSchedule when not empty
    bool rescaleBetasZeroSnr = false;    // zero terminal SNR, applied to either
    std::string predictionType = "epsilon";
    std::string varianceType = "fixed_small";
    bool clipSample = true;
    bool clipAlways = false; // ours: every sampler limits x0-hat, not only those that do so in diffusers
    double clipSampleRange = 1.0;
    bool thresholding = false;
    double dynamicThresholdingRatio = 0.995, sampleMaxValue = 1.0;
    std::optional<std::string> timestepSpacing; // absent: each sampler has its own default
    int stepsOffset = 0;
    // What else the file says about samplers, by the keys of their settings (core/diffusion/samplers): "solver_order",
    // "sigmas" (karras, exponential), "set_alpha_to_one", "lambda_min_clipped", ...
    ParamValues samplerParams;
};

// From and to the text of scheduler_config.json. Reading throws Error naming the file and the key for a value that is
// malformed, absurd or asks for something this program cannot do. Writing makes a DDPMScheduler.
SchedulerConfig schedulerConfigFromJson(const std::string& text, const std::string& file);
std::string schedulerConfigToJson(const SchedulerConfig& config);

} // namespace diffuscope
