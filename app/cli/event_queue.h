#pragma once
#include "app/cli/interrupt.h"
#include "app/cli/progress.h"
#include "core/session/session.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
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

// For watch(): what ends in one Answer, with events of the kind Told (`done` of `total`) as progress before it. Throws
// the error of a failure.
template <typename Answer, typename Told> class AnswerWatcher {
public:
    explicit AnswerWatcher(std::string task) : task_(std::move(task)) {}
    void operator()(const Told& told) { progress_.show(task_, told.done, told.total); }
    void operator()(const Answer& answer) { answer_ = answer; }
    void operator()(const Failed& failed) { throw failed.error; }
    template <typename Other> void operator()(const Other&) {}

    Progress& progress() { return progress_; }
    bool ended() const { return answer_.has_value(); }
    const Answer& answer() const { return *answer_; }

private:
    std::string task_;
    Progress progress_;
    std::optional<Answer> answer_;
};

} // namespace diffuscope::cli
