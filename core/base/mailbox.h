#pragma once
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace diffuscope {

// Thread-safe slot whose newest value replaces the last one: for previews and progress.
template <typename T> class LatestMailbox {
public:
    void put(T value)
    {
        std::lock_guard lock(mutex_);
        value_ = std::move(value);
    }
    std::optional<T> take()
    {
        std::lock_guard lock(mutex_);
        return std::exchange(value_, std::nullopt);
    }

private:
    std::mutex mutex_;
    std::optional<T> value_;
};

// Thread-safe list that keeps everything until taken: for loss points and finished frames.
template <typename T> class QueueMailbox {
public:
    void put(T value)
    {
        std::lock_guard lock(mutex_);
        values_.push_back(std::move(value));
    }
    std::vector<T> takeAll()
    {
        std::lock_guard lock(mutex_);
        return std::exchange(values_, {});
    }

private:
    std::mutex mutex_;
    std::vector<T> values_;
};

} // namespace diffuscope
