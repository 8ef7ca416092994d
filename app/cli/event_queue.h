#pragma once
#include "app/cli/interrupt.h"
#include "core/session/session.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <variant>

namespace diffuscope::cli {

// Brings the session's events from its workers to the main thread.
class EventQueue {
public:
    Session::Listener listener()
    {
        return [this](Event event) {
            std::lock_guard lock(mutex_);
            events_.push_back(std::move(event));
            arrived_.notify_one();
        };
    }

    std::optional<Event> next(std::chrono::milliseconds patience = std::chrono::milliseconds(100))
    {
        std::unique_lock lock(mutex_);
        if (!arrived_.wait_for(lock, patience, [this] { return !events_.empty(); }))
            return std::nullopt;
        Event event = std::move(events_.front());
        events_.pop_front();
        return event;
    }

    // The first one of this kind; `meanwhile` gets those before it. Throws the error of a failure among them.
    template <typename Answer> Answer await(const std::function<void(const Event&)>& meanwhile = {})
    {
        for (;;) {
            const auto event = next();
            if (!event)
                continue;
            if (const auto* failed = std::get_if<Failed>(&*event))
                throw failed->error;
            if (const auto* answer = std::get_if<Answer>(&*event))
                return *answer;
            if (meanwhile)
                meanwhile(*event);
        }
    }

    // Gives every event to the watcher until it has `ended()`. Asked by a signal to stop, it calls `stop` once and
    // waits for the end that follows.
    template <typename Watcher> void watch(Watcher& watcher, const std::function<void()>& stop)
    {
        for (bool stopping = false; !watcher.ended();) {
            if (interrupted() && !std::exchange(stopping, true))
                stop();
            if (const auto event = next())
                std::visit(watcher, *event);
        }
    }

private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Event> events_;
};

} // namespace diffuscope::cli
