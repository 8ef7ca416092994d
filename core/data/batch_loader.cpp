#include "core/data/batch_loader.h"

#include "core/base/error.h"
#include "core/base/random.h"

#include <torch/types.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <limits>
#include <mutex>
#include <numeric>
#include <thread>
#include <utility>

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
    const std::uint8_t* from = set.pixels(index);
    for (std::size_t row = 0; row < rows; ++row, from += width, out += width)
        for (std::size_t column = 0; column < width; ++column)
            out[flipped ? width - 1 - column : column] = level[from[column]];
}

} // namespace

// What a batch is. Plain loops: a thread that calls parallel operators would get a pool of threads of its own.
class BatchLoader::Maker {
public:
    Maker(std::shared_ptr<const Dataset> set, std::vector<int> pictures, int size, std::uint64_t randomSeed,
          Augmentation how)
        : dataset(std::move(set)), pictures_(std::move(pictures)), batchSize_(size), seed_(randomSeed), how_(how)
    {
        if (!dataset || dataset->size() == 0)
            throw Error("There are no pictures to train on", dataset ? dataset->source : "", "Open a dataset first.");
        if (batchSize_ < 1)
            throw Error("The batch size must be at least 1", std::to_string(batchSize_), "Choose for example 32.");
        if (!pictures_.empty())
            return;
        pictures_.resize(std::size_t(dataset->size()));
        std::iota(pictures_.begin(), pictures_.end(), 0);
    }

    Batch make(std::int64_t index)
    {
        const Dataset& set = *dataset;
        Batch result;
        result.images = torch::empty({batchSize_, set.channels, set.height, set.width}, torch::kFloat32);
        if (set.classCount() > 0)
            result.labels = torch::empty({batchSize_}, torch::kInt64);
        float* pixels = result.images.data_ptr<float>();
        Random coin(seed_, "mirror", std::uint64_t(index));
        for (int k = 0; k < batchSize_; ++k, pixels += set.imageBytes()) {
            const std::int64_t position = index * batchSize_ + k, count = std::int64_t(pictures_.size());
            const int picture = epochOrder(position / count)[std::size_t(position % count)];
            copyPicture(set, picture, how_.mirror && (coin.bits() & 1u) != 0, pixels);
            if (how_.warps() || how_.colour > 0) {
                Random random(seed_, "augment", std::uint64_t(position));
                augment(how_, pixels, set.channels, set.height, set.width, random);
            }
            if (set.classCount() > 0)
                result.labels.data_ptr<std::int64_t>()[k] = set.labels[std::size_t(picture)];
            result.indices.push_back(picture);
        }
        return result;
    }

    void check(std::int64_t index) const
    {
        if (index < 0 || index > std::numeric_limits<std::int64_t>::max() / batchSize_ - 1)
            throw Error("There is no such training step", std::to_string(index), "Steps count up from 0.");
    }

    const std::shared_ptr<const Dataset> dataset;

private:
    // Two slots: a batch may cross from one epoch into the next.
    const std::vector<int>& epochOrder(std::int64_t epoch)
    {
        auto& order = cachedOrder_[epoch % 2];
        if (cachedEpoch_[epoch % 2] != epoch) {
            order = pictures_;
            Random random(seed_, "order", std::uint64_t(epoch));
            for (int k = int(order.size()) - 1; k > 0; --k)
                std::swap(order[std::size_t(k)], order[std::size_t(random.below(k + 1))]);
            cachedEpoch_[epoch % 2] = epoch;
        }
        return order;
    }

    std::vector<int> pictures_;
    int batchSize_;
    std::uint64_t seed_;
    Augmentation how_;
    std::int64_t cachedEpoch_[2] = {-1, -1};
    std::vector<int> cachedOrder_[2];
};

// Makes the batches after the one that was asked for last.
class BatchLoader::Prefetch {
public:
    Prefetch(Maker& maker, int ahead)
        : maker_(maker), ahead_(std::size_t(ahead)), thread_([this](const std::stop_token& stop) { work(stop); })
    {
    }

    Batch take(std::int64_t index)
    {
        std::unique_lock lock(mutex_);
        if (expected_ != index) { // a jump
            ready_.clear();
            next_ = index;
            ++jumps_;
            wake_.notify_all();
        }
        expected_ = index + 1;
        wake_.wait(lock, [&] { return !ready_.empty(); });
        Made made = std::move(ready_.front());
        ready_.pop_front();
        wake_.notify_all();
        if (made.failure)
            std::rethrow_exception(made.failure);
        return std::move(made.batch);
    }

private:
    struct Made {
        Batch batch;
        std::exception_ptr failure;
    };

    void work(const std::stop_token& stop)
    {
        std::unique_lock lock(mutex_);
        for (;;) {
            const bool wanted = wake_.wait(lock, stop, [this] { return next_ >= 0 && ready_.size() < ahead_; });
            if (!wanted || stop.stop_requested()) // the wait is over with work left, too
                return;
            const std::int64_t index = next_++;
            const int jumps = jumps_;
            lock.unlock();
            Made made;
            try {
                made.batch = maker_.make(index);
            } catch (...) {
                made.failure = std::current_exception();
            }
            lock.lock();
            if (jumps_ == jumps)
                ready_.push_back(std::move(made));
            wake_.notify_all();
        }
    }

    Maker& maker_;
    const std::size_t ahead_;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::deque<Made> ready_;
    std::int64_t next_ = -1, expected_ = -1; // to be made, to be asked for; none before the first request
    int jumps_ = 0;
    std::jthread thread_; // last: joined before the rest goes
};

BatchLoader::BatchLoader(std::shared_ptr<const Dataset> dataset, std::vector<int> pictures, int batchSize,
                         std::uint64_t seed, Augmentation augmentation, int ahead)
    : maker_(std::make_unique<Maker>(std::move(dataset), std::move(pictures), batchSize, seed, augmentation)),
      prefetch_(ahead > 0 ? std::make_unique<Prefetch>(*maker_, ahead) : nullptr)
{
}

BatchLoader::~BatchLoader() = default;

Batch BatchLoader::batch(std::int64_t index)
{
    maker_->check(index);
    const auto start = std::chrono::steady_clock::now();
    Batch result = prefetch_ ? prefetch_->take(index) : maker_->make(index);
    waited_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

double BatchLoader::waitedSeconds() const { return waited_; }
const Dataset& BatchLoader::dataset() const { return *maker_->dataset; }

} // namespace diffuscope
