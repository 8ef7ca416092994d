#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace diffuscope {

struct JudgeRequest {
    std::string model;              // with classes
    std::vector<std::string> files; // pictures, fitted to the model
    int draws = 16;                 // 1 .. 1000: timesteps, spread evenly, each with noise of its own
    std::uint64_t seed = 0;         // of that noise
};
struct Judged {
    std::vector<std::string> classNames;     // as many as the model names
    std::vector<std::vector<double>> errors; // [picture][class]: mean squared error of the predicted noise
    std::vector<int> labels;                 // the class with the least error, of each picture
    int networkCalls = 0;
};

// The network as judge: which class it takes pictures for. A short job as those of core/session/tools.h, on the calling
// thread. Throws Error for a model without classes, and for what is out of range.
Judged judgePictures(const JudgeRequest& request);

} // namespace diffuscope
