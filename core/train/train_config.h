#pragma once
#include "core/model/unet_config.h"
#include "core/schedule/schedule.h"

#include <cstdint>
#include <string>
#include <vector>

namespace diffuscope {

// Everything that decides a run; stored as config.toml in the run folder and enough to repeat it.
struct TrainConfig {
    std::string source; // openDataset's argument
    std::string preset = "quick";
    int size = 32, channels = 3; // network input
    std::int64_t steps = 1000;
    int batch = 32;
    double learningRate = 2e-4;
    bool learningRateDecay = true; // half a cosine, from the peak to zero at the last step
    int warmupSteps = 100;
    double weightDecay = 0.01, gradientClip = 1.0;
    double emaMaximum = 0.9995, emaPower = 0.75;
    bool mirror = false;
    bool classConditional = false;
    double labelDropout = 0.1; // share of pictures whose class is hidden, for guidance; 0: the network knows no "none"
    std::string predictionType = "epsilon"; // or "sample", "v_prediction"
    std::string background = "white";       // under transparent pictures
    int datasetLimit = 0;
    std::uint64_t seed = 0;
    int previewEvery = 100, previewCount = 16, previewSteps = 20;
    std::int64_t checkpointEvery = 500;
    ScheduleSpec schedule;
    UNetConfig network;

    // Classes of the dataset that the network is told; one more is embedded when some labels are hidden.
    int classCount() const { return network.numClassEmbeds.value_or(0) - (network.numClassEmbeds && labelDropout > 0); }
};

// What a preset is in words, with the sizes of its U-Net.
struct TrainPreset {
    std::string id, name, about;
};
const std::vector<TrainPreset>& trainPresets(); // quick, balanced, quality
const std::vector<ParamSpec>& trainParams();    // everything editable: size, steps, batch, learning_rate, seed, ...

// Preset, then explicit values on top (keys of trainParams), for pictures with `channels` and `classes` (0: none).
TrainConfig makeTrainConfig(const std::string& source, const std::string& preset, const ParamValues& overrides,
                            int channels, int classes);
ParamValues trainValues(const TrainConfig& config);  // what is editable, under its key in trainParams()
void validateTrainConfig(const TrainConfig& config); // throws Error naming the setting
std::string trainConfigToToml(const TrainConfig& config);
TrainConfig trainConfigFromToml(const std::string& text, const std::string& file);

} // namespace diffuscope
