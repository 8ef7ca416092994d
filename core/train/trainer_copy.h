#pragma once
#include "core/train/train_config.h"

#include <cstdint>
#include <memory>

namespace diffuscope {

class Dataset;

// Everything that a trainer needs to go on, in memory; see Trainer::copy().
struct TrainerCopy {
    struct Tensors; // weights, averages, moments
    TrainConfig config;
    std::shared_ptr<const Dataset> dataset;
    std::shared_ptr<const Tensors> tensors;
    std::int64_t done = 0, optimiserSteps = 0, averageSteps = 0;
    std::uint64_t bytes = 0; // of memory, without the pictures
};

} // namespace diffuscope
