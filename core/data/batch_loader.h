#pragma once
#include "core/data/augment.h"
#include "core/data/dataset.h"

#include <torch/types.h>

namespace diffuscope {

struct Batch {
    torch::Tensor images; // [N, C, H, W] float in [-1, 1]
    torch::Tensor labels; // [N] int64; undefined when the set has no classes
    std::vector<int> indices;
};

// Shuffled epochs without replacement. Batch `step` depends on (seed, step) only, so a resumed run sees the same
// pictures in the same order.
class BatchLoader {
public:
    BatchLoader(std::shared_ptr<const Dataset> dataset, std::vector<int> pictures, int batchSize, std::uint64_t seed, Augmentation augmentation, int ahead = 4);
    double waitedSeconds() const { return 0; }
    Batch batch(std::int64_t step) const;
    const Dataset& dataset() const { return *dataset_; }

private:
    const std::vector<int>& epochOrder(std::int64_t epoch) const;

    std::shared_ptr<const Dataset> dataset_;
    int batchSize_;
    std::uint64_t seed_;
    bool mirror_;
    std::vector<int> pictures_;
    mutable std::int64_t cachedEpoch_[2] = {-1, -1};
    mutable std::vector<int> cachedOrder_[2];
};

} // namespace diffuscope
