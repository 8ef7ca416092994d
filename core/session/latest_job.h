#pragma once
#include <mutex>
#include <stop_token>

namespace diffuscope {

// One kind of request of which only the newest counts: asking for the next asks the earlier ones to stop. Thread-safe.
class LatestJob {
public:
    std::stop_source next()
    {
        std::lock_guard lock(mutex_);
        current_.request_stop();
        return current_ = std::stop_source();
    }
    void cancel()
    {
        std::lock_guard lock(mutex_);
        current_.request_stop();
    }

private:
    std::mutex mutex_;
    std::stop_source current_;
};

} // namespace diffuscope
