#pragma once
#include "core/base/image/frame.h"
#include "core/base/image/image.h"
#include "core/messages/job.h"
#include "core/messages/recipes.h"
#include "core/schedule/sampling_defaults.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace diffuscope {

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
    std::string schedule;      // id of its noise schedule; "trained_betas": only its betas tell it
    std::vector<double> betas; // of its noise schedule: Schedule(betas)
    SamplingDefaults sampling; // what else decides along which noise levels it is walked
    std::string weights;       // "raw", "ema-0.99", or empty: averaged, or what the model has
    std::uint64_t bytes = 0;   // of its files with weights; 0: unknown, or in memory only
};

struct SampleStarted {
    JobId job = 0;
    int frameCount = 0;          // sampler steps + 1
    std::vector<int> frameSteps; // noise level (0..T) of every frame to come, first is the initial noise
    std::vector<double> betas;   // of the model's schedule
    TrajectoryStorage storage;   // of the frames to come
    int networkCalls = 0;        // that it will take
    SamplingRecipe recipe;
    // How the noise of given pictures was found: their states from the picture up, without what the network said,
    // evenly spread where they are many. Only of requests with a trajectoryBudget, and of those with such pictures.
    std::vector<FramePtr> up = {};
};

struct FrameArrived {
    JobId job = 0;
    FramePtr frame;
};

// A walk waits before it asks the network again, or goes on.
struct SamplePaused {
    JobId job = 0;
    bool paused = false;
};

struct SampleFinished {
    JobId job = 0;
    bool cancelled = false;
    double seconds = 0;
    int networkCalls = 0;
    std::vector<Image> images; // final pictures, [-1, 1] clamped (an inversion's noise is not); empty when cancelled
                               // before the end
};

// Before anything is drawn. Each variation is a job of its own: what it tells is what a single request tells, with its
// own job's id.
struct VariationsStarted {
    struct Variation {
        JobId job = 0;
        std::string sampler; // as it will be walked
        int steps = 0;
        double guidanceScale = 1, strength = 1;
        int networkCalls = 0; // that it will take
    };
    JobId job = 0;
    std::vector<Variation> variations;
    SamplingRecipe recipe; // of all of them on one sheet, a row each
};

struct VariationsFinished {
    struct Result {
        int networkCalls = 0;
        double seconds = 0;
        double distance = 0; // root mean squared difference of its pictures to those of the reference, in [-1, 1]
        double variety = 0;  // the same of its pictures to each other, over all pairs; of one picture 0
    };
    JobId job = 0;
    bool cancelled = false;
    int reference = 0;           // the finished one with the most network calls, the first of several
    std::vector<Result> results; // of those that were finished, in order
};

// What may become of one x_t. Spread is the root mean squared deviation from the mean over all futures and values.
struct FuturesStarted {
    JobId job = 0;
    std::vector<int> steps; // of the points to come, from noise to data
    int networkCalls = 0;   // that all will take
    SamplingRecipe recipe;  // of a sheet of them all, a row for each step
};
struct FuturesProgress { // each time that the network has been asked; with guidance that is two calls
    JobId job = 0;
    int networkCalls = 0; // so far
};
struct FuturesFrom {
    JobId job = 0;
    int step = 0;               // noise steps in the state
    double alphaBar = 1;        // of its level
    Image state;                // x_t
    std::vector<Image> futures; // [-1, 1]
    Image mean, variance;       // of the futures, value by value; the variance with their number less one below
    double spread = 0;
};
struct FuturesFinished {
    JobId job = 0;
    bool cancelled = false; // the points that were told stay
    double seconds = 0;
    int networkCalls = 0;
};

// Pictures against a dataset (core/metrics). Distances are 0 for equal distributions.
struct QualityMeasured {
    struct Neighbour {
        int index = 0;       // of the training picture
        double distance = 0; // root mean squared difference of the values in [-1, 1]
        Image picture;
    };
    JobId job = 0;
    int pictures = 0;                         // measured
    int references = 0;                       // that the distributions were compared with, spread evenly over the set
    double slicedWasserstein = 0;             // pixels, root mean squared over random directions
    double kernelDistance = 0;                // pixels, squared MMD, unbiased: may be slightly below 0
    double kernelDistanceError = 0;           // its standard error
    std::optional<double> fid, kid, kidError; // only with an Inception file
    std::vector<Neighbour> nearest;           // one for each picture, in order, among all of the set
    double medianNeighbourDistance = 0;       // median distance of training pictures to their nearest other one
    std::vector<std::string> notes;           // "FID needs thousands of pictures; with 16 it is far too high."
};

} // namespace diffuscope
