#include "core/data/batch_loader.h"

#include "core/base/error.h"
#include "core/base/random.h"

#include <torch/types.h>

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

namespace diffuscope {
namespace {

const std::array<float, 256>& levels()
{
    static const auto table = [] {
        std::array<float, 256> values{};
        for (std::size_t k = 0; k < values.size(); ++k)
            values[k] = fromByte(std::uint8_t(k));
        return values;
    }();
    return table;
}

void copyPicture(const Dataset& set, int index, bool flipped, float* out)
{
    const auto& level = levels();
    const std::size_t width = std::size_t(set.width), rows = std::size_t(set.channels) * std::size_t(set.height);
    const std::uint8_t* from = set.values.data() + std::size_t(index) * rows * width;
    for (std::size_t row = 0; row < rows; ++row, from += width, out += width)
        for (std::size_t column = 0; column < width; ++column)
            out[flipped ? width - 1 - column : column] = level[from[column]];
}

} // namespace

BatchLoader::BatchLoader(std::shared_ptr<const Dataset> dataset, std::vector<int> pictures, int batchSize, std::uint64_t seed, Augmentation augmentation, int)
    : dataset_(std::move(dataset)), batchSize_(batchSize), seed_(seed), mirror_(augmentation.mirror), pictures_(std::move(pictures))
{
    if (!dataset_ || dataset_->size() == 0)
        throw Error("There are no pictures to train on", dataset_ ? dataset_->source : "", "Open a dataset first.");
    if (pictures_.empty()) {
        pictures_.resize(std::size_t(dataset_->size()));
        std::iota(pictures_.begin(), pictures_.end(), 0);
    }
    if (batchSize_ < 1)
        throw Error("The batch size must be at least 1", std::to_string(batchSize_), "Choose for example 32.");
}

Batch BatchLoader::batch(std::int64_t step) const
{
    if (step < 0 || step > std::numeric_limits<std::int64_t>::max() / batchSize_ - 1)
        throw Error("There is no such training step", std::to_string(step), "Steps count up from 0.");
    const Dataset& set = *dataset_;
    Batch result;
    result.images = torch::empty({batchSize_, set.channels, set.height, set.width}, torch::kFloat32);
    if (set.classCount() > 0)
        result.labels = torch::empty({batchSize_}, torch::kInt64);
    float* pixels = result.images.data_ptr<float>();
    const std::size_t pictureSize = std::size_t(set.channels) * std::size_t(set.height) * std::size_t(set.width);
    Random coin(seed_, "mirror", std::uint64_t(step));
    for (int k = 0; k < batchSize_; ++k) {
        const std::int64_t position = step * batchSize_ + k;
        const auto count = std::int64_t(pictures_.size());
        const int index = epochOrder(position / count)[std::size_t(position % count)];
        copyPicture(set, index, mirror_ && (coin.bits() & 1u) != 0, pixels + std::size_t(k) * pictureSize);
        if (set.classCount() > 0)
            result.labels.data_ptr<std::int64_t>()[k] = set.labels[std::size_t(index)];
        result.indices.push_back(index);
    }
    return result;
}

// Two slots: a batch may cross from one epoch into the next.
const std::vector<int>& BatchLoader::epochOrder(std::int64_t epoch) const
{
    auto& order = cachedOrder_[epoch % 2];
    if (cachedEpoch_[epoch % 2] != epoch) {
        order = pictures_;
        Random random(seed_, "order", std::uint64_t(epoch));
        for (int k = int(pictures_.size()) - 1; k > 0; --k)
            std::swap(order[std::size_t(k)], order[std::size_t(random.below(k + 1))]);
        cachedEpoch_[epoch % 2] = epoch;
    }
    return order;
}

} // namespace diffuscope
