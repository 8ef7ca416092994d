#pragma once
#include "core/messages/events.h"

#include <chrono>
#include <functional>
#include <mutex>
#include <vector>

namespace diffuscope {

class EventSink;

// What the client hears of one run: every loss point, and the status at most ten times a second. Thread-safe.
class TrainReporter {
public:
    TrainReporter(EventSink& sink, JobId job) : sink_(sink), job_(job) {}

    void add(LossPoint point);
    void
    update(const std::function<void(TrainStatus&)>& change); // sent now when the state changes, else when it is due
    void setState(TrainState state, Message message);
    void announce(TrainState state); // the client's wish, while the worker is still busy with a step
    void fail(const Error& error);
    void resend(); // the status as it is, to somebody who asked
    TrainStatus status() const;

private:
    void sendLocked();

    EventSink& sink_;
    JobId job_;
    mutable std::mutex mutex_;
    TrainStatus status_;
    std::vector<LossPoint> points_;
    std::chrono::steady_clock::time_point lastSent_{};
};

} // namespace diffuscope
