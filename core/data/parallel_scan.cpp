#include "core/data/parallel_scan.h"

#include "core/base/error.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

namespace diffuscope {
namespace {

struct Shared {
    std::mutex mutex;
    std::condition_variable finished;
    std::atomic<int> next = 0, done = 0, current = 0;
    std::atomic<bool> failed = false;
    int running = 0;
    std::exception_ptr failure;
};

void workLoop(Shared& shared, const ScanJob& job, const std::stop_token& own, const std::stop_token& outer)
{
    try {
        for (int k = shared.next++; k < job.count; k = shared.next++) {
            if (own.stop_requested() || outer.stop_requested() || shared.failed)
                break;
            job.work(k);
            shared.current = k;
            ++shared.done;
        }
    } catch (...) {
        const std::lock_guard lock(shared.mutex);
        if (!shared.failed.exchange(true))
            shared.failure = std::current_exception();
    }
    const std::lock_guard lock(shared.mutex);
    if (--shared.running == 0)
        shared.finished.notify_all();
}

} // namespace

void throwIfCancelled(const std::stop_token& stop)
{
    if (stop.stop_requested())
        throw Error("Cancelled", "");
}

void parallelScan(const ScanJob& job, const ScanProgress& progress, const std::stop_token& stop)
{
    throwIfCancelled(stop);
    Shared shared;
    const auto report = [&] {
        if (progress)
            progress(shared.done, job.count,
                     job.describe && shared.done > 0 ? job.describe(shared.current) : std::string());
    };
    {
        shared.running = std::clamp(int(std::thread::hardware_concurrency()), 1, std::max(1, job.count));
        std::vector<std::jthread> threads; // joined before `shared` goes, even when `progress` throws
        for (int k = shared.running; k > 0; --k)
            threads.emplace_back([&](const std::stop_token& own) { workLoop(shared, job, own, stop); });
        std::unique_lock lock(shared.mutex);
        while (!shared.finished.wait_for(lock, std::chrono::milliseconds(34), [&] { return shared.running == 0; })) {
            lock.unlock();
            report();
            lock.lock();
        }
    }
    if (shared.failure)
        std::rethrow_exception(shared.failure);
    throwIfCancelled(stop);
    report();
}

} // namespace diffuscope
