#pragma once
#include "core/data/dataset.h"

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

void throwIfCancelled(const std::stop_token& stop);

} // namespace diffuscope
