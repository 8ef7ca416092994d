#pragma once
#include "core/base/image/image.h"
#include "core/messages/job.h"

#include <string>
#include <vector>

namespace diffuscope {

// What a model's classes look like: a sample of each, drawn by the model itself.
struct ClassSamples {
    static constexpr int kMostClasses = 60; // of models with more, none are drawn
    static constexpr int kMostSide = 64;    // the same; pixels
    JobId job = 0;
    std::string model;           // as it was asked for
    std::vector<Image> pictures; // [-1, 1], in the order of the classes; empty: they cannot be had
};

} // namespace diffuscope
