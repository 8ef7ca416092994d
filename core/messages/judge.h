#pragma once
#include "core/base/image/image.h"
#include "core/messages/job.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

// A class-conditional network as a judge: which class it takes pictures for.
namespace diffuscope {

struct JudgeRequest {
    std::string model;              // with classes
    std::vector<std::string> files; // pictures, fitted to the model
    int draws = 16;                 // 1 .. 1000: timesteps, spread evenly, each with noise of its own
    std::uint64_t seed = 0;         // of that noise
    // More of them, [-1, 1] and of the model's shape; called where they are judged.
    std::function<std::vector<Image>()> pictures = {};
};

struct Judged {
    JobId job = 0;
    bool cancelled = false;                  // then it says nothing about any picture
    std::vector<std::string> classNames;     // as many as the model names
    std::vector<std::vector<double>> errors; // [picture][class]: mean squared error of the predicted noise
    std::vector<int> labels;                 // the class with the least error, of each picture
    int networkCalls = 0;
};

} // namespace diffuscope
