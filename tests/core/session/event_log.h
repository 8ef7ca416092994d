#pragma once
#include "core/session/session.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

// Keeps every event of a session in order, and waits for one.
class EventLog {
public:
    diffuscope::Session::Listener listener()
    {
        return [this](diffuscope::Event event) {
            std::lock_guard lock(mutex_);
            events_.push_back(std::move(event));
            arrived_.notify_all();
        };
    }

    template <typename T> std::vector<T> all() const
    {
        std::lock_guard lock(mutex_);
        std::vector<T> found;
        for (const diffuscope::Event& event : events_)
            if (const T* wanted = std::get_if<T>(&event))
                found.push_back(*wanted);
        return found;
    }

    // The first event of the type that `accept` takes, from those after `from`; waits up to two minutes, since
    // training has a low priority and the machine may be busy.
    template <typename T> std::optional<T> wait(
        const std::function<bool(const T&)>& accept = [](const T&) { return true; }, std::size_t from = 0)
    {
        std::unique_lock lock(mutex_);
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(2);
        for (std::size_t next = from;; ++next) {
            if (!arrived_.wait_until(lock, deadline, [&] { return events_.size() > next; }))
                return std::nullopt;
            const T* wanted = std::get_if<T>(&events_[next]);
            if (wanted && accept(*wanted))
                return *wanted;
        }
    }

    std::size_t size() const
    {
        std::lock_guard lock(mutex_);
        return events_.size();
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<diffuscope::Event> events_;
};
