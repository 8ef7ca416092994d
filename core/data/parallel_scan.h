#pragma once
#include "core/data/dataset.h"

#include <chrono>

namespace diffuscope {

// Runs work(0) .. work(count - 1) on every core, in no particular order. `progress` is called on the calling thread,
// at most 30 times a second and once at the end; `describe` names the item it shows. The first exception of `work`
// stops the rest and is thrown here. Cancelled: throws Error("Cancelled").
struct ScanJob {
    int count = 0;
    std::function<void(int)> work;
    std::function<std::string(int)> describe; // may be empty
};
void parallelScan(const ScanJob& job, const ScanProgress& progress, const std::stop_token& stop);

// For scans that cannot tell their total: calls `progress` on this thread at most 30 times a second.
class ProgressPacer {
public:
    explicit ProgressPacer(const ScanProgress& progress) : progress_(progress) {}
    template <typename Describe> void show(int done, int total, const Describe& describe)
    {
        const auto now = std::chrono::steady_clock::now();
        if (!progress_ || now - last_ < std::chrono::milliseconds(34))
            return;
        last_ = now;
        progress_(done, total, describe());
    }

private:
    const ScanProgress& progress_;
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

void throwIfCancelled(const std::stop_token& stop);

} // namespace diffuscope
