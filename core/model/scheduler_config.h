#pragma once
#include <string>
#include <vector>

namespace diffuscope {

// scheduler/scheduler_config.json, the part a sampler needs.
struct SchedulerConfig {
    std::string className = "DDPMScheduler";
    int numTrainTimesteps = 1000;
    double betaStart = 1e-4, betaEnd = 0.02;
    std::string betaSchedule = "linear"; // diffusers' name
    std::vector<double> trainedBetas;    // wins over betaSchedule when not empty
    std::string predictionType = "epsilon";
    std::string varianceType = "fixed_small";
    bool clipSample = true;
    double clipSampleRange = 1.0;
    std::string timestepSpacing = "leading";
    int stepsOffset = 0;
};

// From and to the text of scheduler_config.json. Reading throws Error naming the file and the key for a value that is
// malformed, absurd or asks for something this program cannot do.
SchedulerConfig schedulerConfigFromJson(const std::string& text, const std::string& file);
std::string schedulerConfigToJson(const SchedulerConfig& config);

} // namespace diffuscope
