#pragma once
#include "core/data/augment.h"
#include "core/data/dataset.h"

#include <torch/types.h>

#include <memory>

namespace diffuscope {

struct Batch {
    torch::Tensor images; // [N, C, H, W] float in [-1, 1]
    torch::Tensor labels; // [N] int64; undefined when the set has no classes
    std::vector<int> indices;
};

// Shuffled epochs without replacement. Batch `index` depends on (seed, index) only, so a resumed run sees the same
// pictures, changed in the same way, in the same order. A background thread prepares the next ones. For one caller.
class BatchLoader {
public:
    // `pictures`: those of the set to draw from; empty: all. `ahead`: batches made in advance; 0: none, and no thread.
    BatchLoader(std::shared_ptr<const Dataset> dataset, std::vector<int> pictures, int batchSize, std::uint64_t seed,
                Augmentation augmentation, int ahead = 4);
    ~BatchLoader();
    BatchLoader(const BatchLoader&) = delete;
    BatchLoader& operator=(const BatchLoader&) = delete;

    Batch batch(std::int64_t index);
    double waitedSeconds() const; // that batch() took so far, in all
    const Dataset& dataset() const;

private:
    class Maker;
    class Prefetch;
    std::unique_ptr<Maker> maker_;
    std::unique_ptr<Prefetch> prefetch_; // last: its thread uses the maker
    double waited_ = 0;
};

} // namespace diffuscope
