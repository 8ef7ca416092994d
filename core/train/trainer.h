#pragma once
#include "core/messages/microscope.h"
#include "core/messages/train_events.h"
#include "core/model/model_folder.h"
#include "core/train/train_config.h"

#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

namespace diffuscope {

class Dataset;
struct TrainerCopy;

// What a dissection looks at; see MicroscopeRequest.
struct Dissection {
    std::int64_t batchesAhead = 0;
    int picture = 0;
    int timestep = -1;
};

// Training without a thread of its own, but for the one that prepares batches: the owner calls step(). All randomness
// is (seed, step), so a run continued from its state is the run that was never stopped. Not thread-safe.
class Trainer {
public:
    static constexpr int kMeasuredTimesteps = 8; // of validate()

    // Of a copy, the loader has no thread of its own.
    enum class Loader { Ahead, WhenAsked };
    Trainer(TrainConfig config, std::shared_ptr<const Dataset> dataset, Loader loader = Loader::Ahead);
    ~Trainer();

    // One optimiser step (Ho et al., algorithm 1). Throws OutOfMemory where the batch does not fit: then the trainer is
    // as it was before the step.
    LossPoint step();
    // The same step, told in all its parts; of the answer, those that only the owner knows (job, run, copyBytes) are
    // left out. Takes more memory and time.
    DissectedStep dissect(const Dissection& wanted);
    // The picture that is followed, with its timestep and noise, as the network is now: error and difference.
    LookedAt lookAgain(const LookedAt& before) const;
    // Of `pictures` of those that are trained on, each with noise of its own.
    double meanError(int timestep, int pictures) const;
    std::int64_t steps() const;             // done so far
    const TrainConfig& config() const;      // as it is now
    const TrainConfig& wholeConfig() const; // with what is still to change in a run that is repeated or resumed
    // From the next step on, see changeSettings(). Throws Error naming the setting; then nothing has changed.
    void change(const ParamValues& values);
    SnapshotPtr snapshot() const;                                              // deep copy of the EMA weights
    std::vector<std::pair<std::string, SnapshotPtr>> furtherSnapshots() const; // "ema-0.99": those of emaMore
    ProbeView view(int timestep, int pictureIndex) const;                      // EMA weights, fixed noise
    SchedulerConfig scheduler() const;

    int heldOut() const;               // pictures kept from training
    int measuredPictures() const;      // of them, those that validate() looks at
    ValidationPoint validate() const;  // call only when some are held out
    double waitedSeconds() const;      // for data, so far
    const std::string& device() const; // "cpu", "cuda" or "mps"

    // Deep, and independent of what this trainer does later: only the pictures are shared.
    std::shared_ptr<const TrainerCopy> copy() const;
    void restore(const TrainerCopy& copy); // of a trainer with the same settings

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
