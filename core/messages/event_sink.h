#pragma once
#include "core/messages/events.h"

#include <functional>
#include <mutex>

namespace diffuscope {

// The way out for every worker: the client's listener, one call at a time.
class EventSink {
public:
    explicit EventSink(std::function<void(Event)> listener) : listener_(std::move(listener)) {}
    void send(Event event)
    {
        std::lock_guard lock(mutex_);
        if (listener_)
            listener_(std::move(event));
    }

private:
    std::mutex mutex_;
    std::function<void(Event)> listener_;
};

} // namespace diffuscope
