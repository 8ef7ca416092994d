#pragma once
#include "core/messages/judging.h"

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

// The network as judge: which class it takes picture files for. A short job as those of core/session/files/tools.h, on
// the calling thread. Throws Error for a model without classes, and for what is out of range.
PicturesJudged judgePictures(const JudgeRequest& request);

} // namespace diffuscope
