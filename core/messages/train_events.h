#pragma once
#include "core/base/image/image.h"
#include "core/base/message.h"
#include "core/base/params.h"
#include "core/messages/job.h"
#include "core/messages/loss_by_timestep.h"
#include "core/messages/next_step.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace diffuscope {

enum class TrainState { Idle, Preparing, Running, Pausing, Paused, Stopping, Finished, Failed };
const char* trainStateName(TrainState state); // "idle", "preparing", ...
bool isActive(TrainState state);              // a run is there that has not ended

struct TrainSettings {
    std::string preset;
    ParamValues values;
};

// What was changed while a run trained.
struct SettingChange {
    struct Values {
        ParamValue before, after;
    };
    std::int64_t step = 0;                  // `before` held until so many steps were done, `after` from then on
    std::map<std::string, Values> settings; // under their keys in trainingParams()
};

struct TrainStatus {
    TrainState state = TrainState::Idle;
    std::int64_t step = 0, totalSteps = 0;
    double smoothedLoss = 0;    // core/base/smoothing.h: over about the last 100 steps; 0 before the first step
    double imagesPerSecond = 0; // over the last seconds; 0 unknown
    double secondsElapsed = 0;  // of training, with what the run took before it was resumed
    std::int64_t timedFrom = 0; // the step that secondsElapsed begins at; above 0 where earlier times are not recorded
    double secondsLeft = -1;    // negative: not known yet
    double epoch = 0;           // passes over the set so far
    int batch = 0;
    std::int64_t parameterCount = 0;
    std::int64_t lastCheckpoint = -1;                // step on disk; -1 none yet
    std::int64_t skippedSteps = 0;                   // not finite
    std::int64_t lastSkipped = -1;                   // the newest of them
    double validationLoss = -1;                      // of the averaged weights on held-out pictures; negative: none yet
    int heldOut = 0;                                 // pictures kept for validation
    int measuredPictures = 0, measuredTimesteps = 0; // of them, what validationLoss is a mean over
    std::int64_t nextPreview = -1;                   // step, where one is to come; with the interval "auto" it may move
    std::int64_t previewsLeftOut = 0, validationsLeftOut = 0; // by "auto", since the run was started or resumed
    double gradientNorm = 0;                                  // of the newest step, before clipping
    double waitShare = 0;                                     // of the training time, waiting for data; 0..1
    std::uint64_t memoryBytes = 0;                            // resident, whole program; 0 unknown
    std::string device, precision;                            // "cpu", "float32"
    std::string folder;                                       // the run's
    std::string source;
    // What the run was set to, once that is known: its preset, and every setting under its key in trainingParams().
    std::shared_ptr<const TrainSettings> settings;
    std::shared_ptr<const std::vector<SettingChange>> changes; // of it, up to this step, rising; null: none
    Message message;                                           // what is happening, or the reason of a failure
    bool diskError = false; // `message` is why the run cannot be written; it goes on in memory and tries again
    bool concern = false;   // `message` is what somebody should look at, though nothing has failed
    NextStep next;          // when Failed: how to go on, where there is a way
};

// One step of training.
struct LossPoint {
    std::int64_t step = 0; // after so many optimiser steps
    // Mean squared error of the predicted noise (of the picture where the network predicts that) over the pictures of
    // the step, without weighting, so that runs can be compared.
    double loss = 0;
    double gradientNorm = 0, learningRate = 0;
    std::vector<std::pair<int, float>> byTimestep; // (timestep, loss) of each picture of the batch
    bool skipped = false;                          // loss or gradient was not finite; the weights are unchanged
    double imagesPerSecond = 0;                    // over the last seconds; 0: not known
};
struct LossPoints {
    std::vector<LossPoint> points; // in order, none lost, without the skipped ones
    bool recalled = false;         // read back from a resumed run (thinned where it is long), without byTimestep
};

// Loss of the averaged weights on the held-out pictures: always the same pictures, timesteps and noise, so that points
// can be compared.
struct ValidationPoint {
    std::int64_t step = 0;
    double loss = 0;                               // mean over the timesteps
    std::vector<std::pair<int, float>> byTimestep; // (timestep, mean loss), rising
};
struct ValidationPoints {
    std::vector<ValidationPoint> points;
    bool recalled = false; // read back from a resumed run
};

struct TrainPreview {
    std::int64_t step = 0;
    std::vector<Image> images; // EMA weights, fixed seeds, always in the same order
    bool recalled = false;     // read back from a resumed run: 8 bits, and not all where there are very many
};

// What else a resumed run did before; told once, before its curve.
struct RecalledRun {
    LossByTimestep byTimestep;                      // empty where it was not recorded
    std::vector<std::int64_t> checkpoints, skipped; // steps, rising; of the checkpoints also those that are gone
};

// How fast a preset trains here, estimated from a few steps of small batches of plain pictures. It is low where
// something else was computed meanwhile: who asks sees to that.
struct SpeedMeasured {
    JobId job = 0;
    std::string preset;
    int side = 0, channels = 0;
    double imagesPerSecond = 0;
};

// What the network sees at one noise level, for one picture of the set (EMA weights, fixed noise).
struct ProbeView {
    std::int64_t trainStep = 0;
    int timestep = 0;                                               // 0-based
    Image data, noise, noisy, predictedNoise, predictedData, error; // error: of the noise, absolute
    double meanError = 0;
};

// A run folder, as far as its files tell.
struct RunSummary {
    enum class State { Unknown, Training, Interrupted, Stopped, Finished }; // Interrupted: its program ended before it
    std::string folder, name;
    State state = State::Unknown;
    std::string source, preset;
    std::int64_t step = 0, totalSteps = 0; // step: of the newest whole checkpoint
    double loss = -1, validationLoss = -1; // as TrainStatus has them at the last step; negative: unknown
    std::int64_t parameterCount = 0;
    std::int64_t modified = 0; // seconds since 1970
    ParamValues settings;      // of trainingParams()
    std::string problem;       // why it cannot be read, if so
};
struct InterruptedRuns {
    std::vector<RunSummary> runs; // newest first
};

} // namespace diffuscope
