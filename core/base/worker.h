#pragma once
#include "core/base/error.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

namespace diffuscope {

// One background thread with a queue of jobs. The destructor asks the running job to stop, drops the waiting ones
// and joins. Jobs run one at a time, in order.
class Worker {
public:
    enum class Priority { Normal, Background }; // Background yields the processor to the GUI thread
    using Job = std::function<void(std::stop_token)>;
    using OnError = std::function<void(const Error&)>; // any exception of the job, translated; on the worker thread

    explicit Worker(std::string name, Priority priority = Priority::Normal);
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    void post(Job job, OnError onError); // after what is queued
    void cancel();                       // asks the running job to stop and drops the waiting ones
    void waitUntilIdle();                // for tests; never on the GUI thread

private:
    struct Item {
        Job job;
        OnError onError;
    };
    void loop(std::stop_token stop);

    std::string name_;
    Priority priority_;
    mutable std::mutex mutex_;
    std::condition_variable_any wake_;
    std::condition_variable idle_;
    std::deque<Item> items_;
    std::stop_source current_;
    bool running_ = false;
    std::jthread thread_; // last: started when everything above exists, joined before it goes
};

// The exception in flight as an Error; call inside a catch block. Keeps an Error as it is.
Error currentError();

// Runs `work`. What it throws comes back as an Error, for work that may fail without ending the job it is part of.
std::optional<Error> attempt(const std::function<void()>& work);

} // namespace diffuscope
