#pragma once
#include "core/base/image/image_sequence.h"
#include "core/messages/job.h"

#include <cstdint>
#include <string>
#include <vector>

// Which class does a network take pictures for? What is asked, and what is answered.
namespace diffuscope {

struct JudgingRequest {
    std::string model;       // with classes
    std::string weightsHash; // see SampleRequest
    ImageSequence pictures;  // [-1, 1], of the model's shape; asked for on a worker, some at a time
    int draws = 16;          // 1 .. 1000: timesteps, spread evenly, each with noise of its own
    std::uint64_t seed = 0;  // of that noise
};

struct JudgingProgress {
    JobId job = 0;
    int done = 0, total = 0; // network calls, each for as many pictures as are judged at once
};

struct PicturesJudged {
    JobId job = 0;
    bool cancelled = false;                  // then there is nothing below
    std::vector<std::string> classNames;     // as many as the model names
    std::vector<std::vector<double>> errors; // [picture][class]: mean squared error of the predicted noise
    std::vector<int> labels;                 // the class with the least error, of each picture
    int networkCalls = 0;
    double seconds = 0;
};

} // namespace diffuscope
