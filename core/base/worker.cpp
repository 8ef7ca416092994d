#include "core/base/worker.h"

#include "core/base/memory.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#ifdef __linux__
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>
#endif

namespace diffuscope {
namespace {

// On the thread itself and before any job, so that the OpenMP threads a job starts inherit the priority.
void describeThisThread([[maybe_unused]] const std::string& name, [[maybe_unused]] Worker::Priority priority)
{
#ifdef __linux__
    pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
    if (priority == Worker::Priority::Background)
        setpriority(PRIO_PROCESS, id_t(gettid()), std::max(10, getpriority(PRIO_PROCESS, id_t(gettid()))));
#endif
}

// LibTorch appends a long backtrace to what(); the first line is the message.
std::string firstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

Error translated(const std::filesystem::filesystem_error& error)
{
    std::string subject = error.path1().string();
    if (!error.path2().empty())
        subject += " -> " + error.path2().string();
    return Error("Cannot use the file", {"%1: %2", {subject, error.code().message()}},
                 "Check that it exists and that you may read and write there.");
}

Error translated(const std::exception& error)
{
    const bool bare = dynamic_cast<const std::bad_alloc*>(&error) != nullptr; // its words tell nothing
    const std::string line = bare ? std::string() : firstLine(error.what());
    return isOutOfMemory(error) ? Error(outOfMemory(line)) : Error("Something unexpected went wrong", line);
}

} // namespace

Worker::Worker(std::string name, Priority priority)
    : name_(std::move(name)), priority_(priority), thread_([this](std::stop_token stop) { loop(stop); })
{
}

Worker::~Worker()
{
    thread_.request_stop();
    cancel();
}

void Worker::post(Job job, OnError onError)
{
    std::lock_guard lock(mutex_);
    items_.push_back({std::move(job), std::move(onError)});
    wake_.notify_one();
}

void Worker::cancel()
{
    std::deque<Item> dropped; // destroyed and signalled outside the lock: both may run a caller's code
    std::stop_source running;
    {
        std::lock_guard lock(mutex_);
        dropped.swap(items_);
        running = current_;
        if (!running_)
            idle_.notify_all();
    }
    running.request_stop();
}

void Worker::waitUntilIdle()
{
    std::unique_lock lock(mutex_);
    idle_.wait(lock, [this] { return !running_ && items_.empty(); });
}

void Worker::loop(std::stop_token stop)
{
    describeThisThread(name_, priority_);
    std::unique_lock lock(mutex_);
    while (wake_.wait(lock, stop, [this] { return !items_.empty(); }) && !stop.stop_requested()) {
        Item item = std::move(items_.front());
        items_.pop_front();
        current_ = std::stop_source();
        running_ = true;
        const std::stop_token token = current_.get_token();
        lock.unlock();
        const auto error = attempt([&item, &token] { item.job(token); });
        if (error && item.onError)
            item.onError(*error);
        item = {}; // what the job holds is released before anyone hears of idleness
        lock.lock();
        running_ = false;
        if (items_.empty())
            idle_.notify_all();
    }
}

std::optional<Error> attempt(const std::function<void()>& work)
{
    try {
        work();
    } catch (...) {
        return currentError();
    }
    return std::nullopt;
}

Error currentError()
{
    try {
        throw;
    } catch (const Error& error) {
        return error;
    } catch (const std::filesystem::filesystem_error& error) {
        return translated(error);
    } catch (const std::exception& error) {
        return translated(error);
    } catch (...) {
        return Error("Something unexpected went wrong", "an exception of unknown type");
    }
}

} // namespace diffuscope
