#pragma once
#include "core/base/error.h"
#include "core/base/frame.h"
#include "core/base/image.h"
#include "core/schedule/schedule.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

// What the core tells its clients. Plain values that own everything they hold; safe to keep and to pass between
// threads.
namespace diffuscope {

using JobId = std::uint64_t; // grows; a later job of the same kind makes earlier results stale

struct DatasetProgress {
    JobId job = 0;
    int done = 0, total = 0; // total 0: still counting
    std::string current;
};

struct DatasetOpened {
    struct Class {
        std::string name;
        int count = 0;
        Image example;
    };
    struct Skipped {
        std::string file, reason;
    };
    JobId job = 0;
    std::string source, name;
    int size = 0; // pictures
    int channels = 0, side = 0;
    std::vector<Class> classes; // one entry without a name when the set has no classes
    std::vector<Skipped> skipped;
    std::vector<Image> samples; // up to 16 pictures spread over the set
};

struct ImageLoaded {
    JobId job = 0;
    std::string name; // file name, or "digits 17"
    Image image;
};

// A model ready to sample from. `path` is what was opened; "training" stands for the weights of the current run.
struct ModelOpened {
    JobId job = 0;
    std::string path, name;
    int channels = 0, side = 0;
    int classes = 0;                     // 0: unconditional
    bool guidable = false;               // it also knows "no class", so guidance can be used
    std::vector<std::string> classNames; // may be empty even with classes
    long long parameterCount = 0;
    std::int64_t trainedSteps = 0;
    std::string predictionType;
    std::vector<double> betas; // of its noise schedule: Schedule(betas)
};

struct SampleStarted {
    JobId job = 0;
    int frameCount = 0;          // sampler steps + 1
    std::vector<int> frameSteps; // noise level (0..T) of every frame to come, first is the initial noise
    std::vector<double> betas;   // of the model's schedule
    std::string recipe;          // JSON: model, sampler, steps, seed, ...: enough to repeat it
};

struct FrameArrived {
    JobId job = 0;
    FramePtr frame;
};

struct SampleFinished {
    JobId job = 0;
    bool cancelled = false;
    double seconds = 0;
    int networkCalls = 0;
    std::vector<Image> images; // final pictures, [-1, 1] clamped (an inversion's noise is not); empty when cancelled
                               // before the end
};

enum class TrainState { Idle, Preparing, Running, Pausing, Paused, Stopping, Finished, Failed };
const char* trainStateName(TrainState state); // "idle", "preparing", ...

struct TrainStatus {
    TrainState state = TrainState::Idle;
    std::int64_t step = 0, totalSteps = 0;
    double smoothedLoss = 0;    // exponential mean, half-life 50 steps; 0 before the first step
    double imagesPerSecond = 0; // over the last seconds; 0 unknown
    double secondsElapsed = 0;
    double secondsLeft = -1; // negative: not known yet
    double epoch = 0;        // passes over the set so far
    int batch = 0;
    std::int64_t parameterCount = 0;
    std::int64_t lastCheckpoint = -1; // step on disk; -1 none yet
    std::int64_t skippedSteps = 0;    // not finite
    std::string folder;               // the run's
    std::string source;
    std::string message; // what is happening, or the reason of a failure
};

struct LossPoint {
    std::int64_t step = 0;
    double loss = 0, gradientNorm = 0, learningRate = 0;
    std::vector<std::pair<int, float>> byTimestep; // (timestep, loss) of each picture of the batch
};
struct LossPoints {
    std::vector<LossPoint> points; // in order, none lost
    bool recalled = false;         // read back from a resumed run (thinned where it is long), without byTimestep
};

struct TrainPreview {
    std::int64_t step = 0;
    std::vector<Image> images; // EMA weights, fixed seeds, always in the same order
};

// One picture through the network at one noise level (EMA weights, fixed noise).
struct ProbeView {
    std::int64_t trainStep = 0;
    int timestep = 0; // 0-based
    Image data, noise, noisy, predictedNoise, predictedData, error;
    double meanError = 0;
};

struct Exported {
    JobId job = 0;
    std::vector<std::string> files; // first is the one asked for
};

struct Failed {
    JobId job = 0;
    std::string task; // "open dataset", "open model", "sample", "export", "open image", "train"
    Error error;
};

using Event = std::variant<DatasetProgress, DatasetOpened, ImageLoaded, ModelOpened, SampleStarted, FrameArrived,
                           SampleFinished, TrainStatus, LossPoints, TrainPreview, ProbeView, Exported, Failed>;

} // namespace diffuscope
