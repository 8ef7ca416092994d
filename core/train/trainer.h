#pragma once
#include "core/base/error.h"
#include "core/base/image/image.h"
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
    double loss = 0;       // mean squared error, without weighting, so that runs can be compared
    double gradientNorm = 0, learningRate = 0;
    bool skipped = false;                              // loss or gradient was not finite; weights unchanged
    std::vector<std::pair<int, float>> lossByTimestep; // (t, loss) of each picture of the step
};

// Loss of the averaged weights on the pictures that are held out: always the same pictures, timesteps and noise.
struct ValidationResult {
    std::int64_t step = 0;
    double loss = 0;                               // mean over the timesteps
    std::vector<std::pair<int, float>> byTimestep; // (t, mean loss), rising
};

// What the network sees at one timestep, for one picture of the set.
struct NetworkView {
    int timestep = 0;
    Image data, noise, noisy, predictedNoise, predictedData, error;
    double meanError = 0;
};

// The batch does not fit into the memory. The trainer is as it was before the step.
class OutOfMemory : public Error {
public:
    using Error::Error;
};

// Training without a thread of its own, but for the one that prepares batches: the owner calls step(). All randomness
// is (seed, step), so a run continued from its state is the run that was never stopped. Not thread-safe.
class Trainer {
public:
    Trainer(TrainConfig config, std::shared_ptr<const Dataset> dataset);
    ~Trainer();

    StepResult step();          // one optimiser step (Ho et al., algorithm 1); may throw OutOfMemory
    std::int64_t steps() const; // done so far
    const TrainConfig& config() const;
    SnapshotPtr snapshot() const;                                              // deep copy of the EMA weights
    std::vector<std::pair<std::string, SnapshotPtr>> furtherSnapshots() const; // "ema-0.99": those of emaMore
    NetworkView view(int timestep, int pictureIndex) const;                    // EMA weights, fixed noise
    SchedulerConfig scheduler() const;

    int heldOut() const;               // pictures that validate() looks at, or fewer
    ValidationResult validate() const; // call only when some are held out
    double waitedSeconds() const;      // for data, so far
    const std::string& device() const; // "cpu", "cuda" or "mps"

    // Everything to go on: weights, averages, optimiser moments, counters, and which pictures they came from.
    void saveState(const std::filesystem::path& folder) const; // fills an existing folder
    // Throws Error naming what is missing. Answers with sentences where the run will not be the one that was never
    // stopped, because the pictures or the number of threads have changed; else with nothing.
    std::string loadState(const std::filesystem::path& folder);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace diffuscope
