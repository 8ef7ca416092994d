#pragma once
#include "core/data/augment.h"
#include "core/messages/train_events.h"
#include "core/model/config/unet_config.h"
#include "core/schedule/schedule.h"

#include <cstdint>
#include <string>
#include <vector>

namespace diffuscope {

inline constexpr int kAuto = 0, kAutoPreviewEvery = 100, kAutoValidateEvery = 250; // steps

// Everything that decides a run; stored as config.toml in the run folder and enough to repeat it.
struct TrainConfig {
    std::string source; // openDataset's argument
    std::string preset = "quick";
    int size = 32, channels = 3; // network input
    std::int64_t steps = 1000;
    int batch = 32;               // pictures that go through the network together
    int gradientAccumulation = 1; // batches whose gradients make one step
    double learningRate = 2e-4;
    std::string learningRateSchedule = "cosine"; // half of one, from the peak to zero at the last step; or "constant"
    int warmupSteps = 100;
    double weightDecay = 0.01, gradientClip = 1.0;
    std::string lossWeighting = "plain"; // or "min_snr"
    double minSnrGamma = 5;
    double emaMaximum = 0.9995, emaPower = 0.75;
    std::string emaMore; // limits of further averages, "0.99, 0.9999"
    Augmentation augmentation;
    bool classConditional = false;
    double labelDropout = 0.1; // share of pictures whose class is hidden, for guidance; 0: the network knows no "none"
    std::string predictionType = "v_prediction"; // the noise with a skip; or "epsilon", "sample"
    std::string background = "white";            // under transparent pictures
    int datasetLimit = 0;
    double validationShare = 0.05; // of the pictures, held out
    int validateEvery = kAuto;     // steps, or kAuto: of kAutoValidateEvery as many as its share of the time allows
    std::string device = "auto", precision = "float32"; // or "bfloat16", "auto"
    std::uint64_t seed = 0;
    int previewEvery = kAuto, previewCount = 16, previewSteps = 20; // kAuto: of kAutoPreviewEvery, likewise
    std::int64_t checkpointEvery = 0;                               // steps; 0: only by time
    int checkpointSeconds = 60, keepCheckpoints = 3;
    int firstTimestep = 1, lastTimestep = 0; // t is drawn from these, 1-based; last 0: T
    bool timeInput = true;                   // false: the network is not told t, its time embedding is nothing
    ScheduleSpec schedule;
    UNetConfig network;
    std::vector<SettingChange> changes; // made while it trained, rising; what stands above holds after all of them

    // Classes of the dataset that the network is told; one more is embedded when some labels are hidden.
    int classCount() const { return network.numClassEmbeds.value_or(0) - (network.numClassEmbeds && labelDropout > 0); }
    int timestepsTo() const { return lastTimestep > 0 ? lastTimestep : schedule.timesteps; }
    int picturesPerStep() const { return batch * gradientAccumulation; }
    std::vector<double> emaLimits() const; // of emaMore; throws Error where it is not a list of numbers
};

// What a preset is in words, with the sizes of its U-Net.
struct TrainPreset {
    std::string id, name, about;
};
const std::vector<TrainPreset>& trainPresets();    // quick, balanced, quality
const std::vector<ParamSpec>& trainParams();       // everything editable: size, steps, batch, learning_rate, seed, ...
const std::vector<std::string>& resumableParams(); // keys of those that may change when a run goes on
const std::vector<std::string>& liveParams();      // of them, while it trains; a repeated run does so at the same step

// The settings as they were after so many steps.
TrainConfig configAt(const TrainConfig& config, std::int64_t step);
void requireLiveChange(const SettingChange& change); // of settings that can; throws Error naming the other one
// From that step on. What was to change later of the same settings is forgotten. Throws Error naming the setting; then
// nothing has changed.
void changeSettings(TrainConfig& config, std::int64_t step, const ParamValues& values);

// Preset, then explicit values on top (keys of trainParams), for pictures with `channels` and `classes` (0: none).
// Where the batch is the preset's, it becomes smaller with the pictures, and accumulates, so that it fits the memory.
TrainConfig makeTrainConfig(const std::string& source, const std::string& preset, const ParamValues& overrides,
                            int channels, int classes);
ParamValues trainValues(const TrainConfig& config);                  // what is editable, under its key in trainParams()
void setTrainValues(TrainConfig& config, const ParamValues& values); // those given; the network's shape stays
void resolvePrecision(TrainConfig& config);                          // "auto" becomes what this machine does
void validateTrainConfig(const TrainConfig& config);                 // throws Error naming the setting
std::string trainConfigToToml(const TrainConfig& config);
TrainConfig trainConfigFromToml(const std::string& text, const std::string& file);

} // namespace diffuscope
