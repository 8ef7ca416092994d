#pragma once
#include "core/base/image/image.h"
#include "core/messages/job.h"
#include "core/messages/requests.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

// One step of a training, taken apart on a copy of it.
namespace diffuscope {

struct MicroscopeRequest {
    enum class Copy {
        Fresh, // of the training as it is after the step that it takes now
        Kept,  // the one that was taken last, as it was before the step; as Fresh where there is none
        Next   // the kept one, after that step
    };
    Copy copy = Copy::Fresh;
    // Where no run is active: the folder of one that has ended, whose newest checkpoint counts; empty: the network that
    // `start` would begin with, on the open dataset.
    std::string folder = {};
    TrainRequest start = {};
    std::int64_t batchesAhead = 0; // 0: the pictures, timesteps and noise that the run takes next; k: those k steps on
    int picture = 0;               // of the step, the one to follow
    int timestep = -1;             // its own (0-based), in the place of the drawn one; -1: the drawn one
    // Also the mean error at some timesteps, told one by one as MicroscopeErrors; once for each copy.
    bool errorsByTimestep = false;
};

// A part of the network, in the order of the data's way through it; what knows of time and class comes last.
struct NetworkBlock {
    enum class Kind { In, Down, Shrink, Middle, Up, Grow, Out, Time };
    Kind kind = Kind::In;
    int number = 0;           // of Down, Up and what follows them, from 1
    int level = 0;            // 0: full size, 1: half of it, ...
    std::int64_t weights = 0; // how many
    double gradient = 0;      // Euclidean norm, before clipping
    double length = 0;        // of the weights before the step, likewise
    double change = 0;        // of what the step added to them
};

// AdamW's arithmetic of one weight: after = before + change, and
// change = -rate (average / size + decay before).
struct WeightStep {
    NetworkBlock::Kind block = NetworkBlock::Kind::Out;
    int blockNumber = 0;
    std::string tensor;              // its name in the model
    std::int64_t index = 0;          // in it, row-major
    std::vector<std::int64_t> place; // the same, one for each dimension
    double before = 0, after = 0, change = 0;
    double slope = 0, clipped = 0; // of the loss; as the clipped gradient has it
    double average = 0, size = 0;  // of the slopes so far, without their bias: mean, root of the mean square
    double rate = 0, decay = 0;
};

// A picture of the batch on its way.
struct LookedAt {
    int index = 0;    // in the dataset
    int label = -1;   // -1: the set has no classes
    bool told = true; // the network was told the class
    int timestep = 0; // 0-based
    double error = 0; // mean square of `difference`
    // `answer` and `truth`: the noise, as it follows from what the network says; of one that predicts pictures the
    // data.
    Image data, noise, noisy, answer, truth, difference; // answer minus truth
};

struct DissectedStep {
    JobId job = 0;
    std::int64_t step = 0;         // of the copy: so many had been taken before
    std::int64_t batchesAhead = 0; // as asked for
    int picture = 0;               // that is followed
    bool ownTimestep = false;      // it has the timestep that was asked for
    bool answersData = false;      // the network predicts pictures
    std::string prediction;        // "epsilon", "v_prediction", "sample"
    std::vector<LookedAt> pictures;
    std::vector<double> betas; // of the schedule, by timestep
    std::string setName;
    int setSize = 0; // pictures
    std::vector<std::string> classNames;
    std::vector<NetworkBlock> blocks;
    std::int64_t weights = 0;
    double loss = 0, gradientNorm = 0, gradientLimit = 0; // as the run records them; what is longer is cut to the limit
    double lossAfter = 0;                                 // the same pictures, timesteps and noise after the step
    bool finite = true;                                   // else the weights stayed as they were
    double learningRate = 0, beta1 = 0, beta2 = 0, weightDecay = 0;
    WeightStep weight;
    double lookSeconds = 0;      // that the network took for the batch, forwards
    std::uint64_t copyBytes = 0; // of memory, that the copy takes
    bool trained = true;         // false: of a network that has not been trained yet
    std::string run;             // folder of the run; empty: none yet
};
using DissectedPtr = std::shared_ptr<const DissectedStep>; // it holds many pictures
struct StepDissected {
    JobId job = 0;
    DissectedPtr step;
};

// Mean error of some pictures of the set, each at this timestep.
struct MicroscopeErrors {
    JobId job = 0; // of the dissection
    int timestep = 0, total = 0;
    double error = 0;
};

// A picture, t and noise of the last dissection again, after further real steps on a second copy: one for each, from 0.
struct FurtherStep {
    JobId job = 0;
    int done = 0, total = 0; // steps; the last one has done == total
    double error = 0;
    Image difference = {};
};
struct FurtherStepsEnded {
    JobId job = 0;
    int done = 0;
    bool cancelled = false;
};

} // namespace diffuscope
