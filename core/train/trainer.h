#pragma once
#include "core/base/image.h"
#include "core/model/model_folder.h"
#include "core/train/train_config.h"

#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

namespace diffuscope {

class Dataset;

struct StepResult {
    std::int64_t step = 0; // after this many optimiser steps
    double loss = 0, gradientNorm = 0, learningRate = 0;
    bool skipped = false;                              // loss or gradient was not finite; weights unchanged
    std::vector<std::pair<int, float>> lossByTimestep; // (t, loss) of each picture in the batch
};

// What the network sees at one timestep, for one picture of the set.
struct NetworkView {
    int timestep = 0;
    Image data, noise, noisy, predictedNoise, predictedData, error;
    double meanError = 0;
};

// Training without a thread: the owner calls step(). All randomness is (seed, step), so a run continued from its
// state is the run that was never stopped. Not thread-safe.
class Trainer {
public:
    Trainer(TrainConfig config, std::shared_ptr<const Dataset> dataset);
    ~Trainer();

    StepResult step();          // one optimiser step (Ho et al., algorithm 1)
    std::int64_t steps() const; // done so far
    const TrainConfig& config() const;
    SnapshotPtr snapshot() const;                           // deep copy of the EMA weights
    NetworkView view(int timestep, int pictureIndex) const; // EMA weights, fixed noise
    SchedulerConfig scheduler() const;

    // Everything to go on: weights, EMA, optimiser moments, counters.
    void saveState(const std::filesystem::path& folder) const; // fills an existing folder
    void loadState(const std::filesystem::path& folder);       // throws Error naming what is missing

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

} // namespace diffuscope
