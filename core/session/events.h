#pragma once
#include "core/base/dataset_report.h"
#include "core/base/error.h"
#include "core/base/frame.h"
#include "core/base/image.h"
#include "core/base/params.h"
#include "core/schedule/schedule.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
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
    std::vector<Image> samples; // up to 16 pictures spread over the set, as the network will see them
    bool mirrorSafe = true;     // false: a left-right flip would change the meaning (digits, text)
    DatasetReport report;
};

struct ImageLoaded {
    JobId job = 0;
    std::string name; // file name, or "digits 17"
    Image image;
    int originalWidth = 0, originalHeight = 0; // of a file
};

// Some pictures of the open dataset, in its order.
struct DatasetPage {
    JobId job = 0;
    int first = 0;
    std::vector<Image> images;
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
    TrajectoryStorage storage;   // of the frames to come
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

// How to go on after a run has stopped by itself: resume its folder with these overrides.
struct TrainOffer {
    std::string words;          // "Go on from step 6,000 with half the learning rate"; empty: no offer
    ParamValues overrides;      // for TrainRequest
    std::int64_t fromStep = -1; // the checkpoint it starts from; -1: from the start
};

struct TrainSettings {
    std::string preset;
    ParamValues values;
};

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
    std::int64_t lastSkipped = -1;    // the newest of them
    double validationLoss = -1;       // of the averaged weights on held-out pictures; negative: none yet
    int heldOut = 0;                  // pictures kept for validation
    double gradientNorm = 0;          // of the newest step, before clipping
    double waitShare = 0;             // of the training time, waiting for data; 0..1
    std::uint64_t memoryBytes = 0;    // resident, whole program; 0 unknown
    std::string device, precision;    // "cpu", "float32"
    std::string folder;               // the run's
    std::string source;
    // What the run was set to, once that is known: its preset, and every setting under its key in trainingParams().
    std::shared_ptr<const TrainSettings> settings;
    std::string message;      // what is happening, or the reason of a failure
    bool diskTrouble = false; // `message` is why the run cannot be written; it goes on in memory and tries again
    TrainOffer offer;         // when Failed
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

// Loss on the held-out pictures, with the same noise every time, so that points can be compared.
struct ValidationPoint {
    std::int64_t step = 0;
    double loss = 0;
    std::vector<std::pair<int, float>> byTimestep; // (timestep, mean loss), always the same timesteps
};
struct ValidationPoints {
    std::vector<ValidationPoint> points;
    bool recalled = false; // read back from a resumed run
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

// A run folder, as far as its files tell.
struct RunSummary {
    enum class State { Unknown, Training, Interrupted, Stopped, Finished }; // Interrupted: its program ended before it
    std::string folder, name;
    State state = State::Unknown;
    std::string source, preset;
    std::int64_t step = 0, totalSteps = 0; // step: of the newest whole checkpoint
    double loss = -1, validationLoss = -1; // the last ones; negative: unknown
    std::int64_t parameterCount = 0;
    std::int64_t modified = 0; // seconds since 1970
    ParamValues settings;      // of trainingParams()
    std::string problem;       // why it cannot be read, if so
};
struct InterruptedRuns {
    std::vector<RunSummary> runs; // newest first
};

// Pictures against a dataset (core/metrics). Distances are 0 for equal distributions.
struct QualityMeasured {
    struct Neighbour {
        int index = 0;       // of the training picture
        double distance = 0; // root mean squared difference of the values in [-1, 1]
        Image picture;
    };
    JobId job = 0;
    int pictures = 0, references = 0;         // compared
    double slicedWasserstein = 0;             // pixels, root mean squared over random directions
    double kernelDistance = 0;                // pixels, squared MMD, unbiased: may be slightly below 0
    double kernelDistanceError = 0;           // its standard error
    std::optional<double> fid, kid, kidError; // only with an Inception file
    std::vector<Neighbour> nearest;           // one for each picture, in order
    double usualDistance = 0;                 // median distance of training pictures to their nearest other one
    std::vector<std::string> notes;           // "FID needs thousands of pictures; with 16 it is far too high."
};

struct Exported {
    JobId job = 0;
    std::vector<std::string> files; // first is the one asked for
};

// What an exported picture tells about itself. Whoever wrote the file wrote this: check every value.
struct RecipeRead {
    JobId job = 0;
    std::string path;
    std::string recipe;   // JSON as it was exported; empty: the file carries none
    std::string original; // the picture it was made from, a PNG file in base64; empty: the file carries none
};

struct Failed {
    JobId job = 0;
    std::string task; // "open dataset", "open model", "sample", "export", "open image", "train",
                      // "measure", "read recipe"
    Error error;
};

using Event = std::variant<DatasetProgress, DatasetOpened, ImageLoaded, DatasetPage, ModelOpened, SampleStarted,
                           FrameArrived, SampleFinished, TrainStatus, LossPoints, ValidationPoints, TrainPreview,
                           ProbeView, InterruptedRuns, QualityMeasured, Exported, RecipeRead, Failed>;

} // namespace diffuscope
