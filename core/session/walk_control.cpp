#include "core/session/walk_control.h"

#include <utility>

namespace diffuscope {

void WalkControl::reset()
{
    const std::lock_guard lock(mutex_);
    paused_ = false;
    steps_ = 0;
    changed_.notify_all();
}

void WalkControl::pause()
{
    const std::lock_guard lock(mutex_);
    paused_ = true;
    steps_ = 0;
}

void WalkControl::resume() { reset(); }

void WalkControl::stepOnce()
{
    const std::lock_guard lock(mutex_);
    if (paused_)
        ++steps_;
    changed_.notify_all();
}

void WalkControl::hold(const std::stop_token& stop, const std::function<void(bool paused)>& told)
{
    std::unique_lock lock(mutex_);
    if (waits() && !stop.stop_requested()) {
        told_ = true;
        lock.unlock();
        told(true);
        lock.lock();
        changed_.wait(lock, stop, [this] { return !waits(); });
    }
    if (paused_ || !std::exchange(told_, false)) // a step in the pause ends no pause
        return;
    lock.unlock();
    told(false);
}

void WalkControl::stepped()
{
    const std::lock_guard lock(mutex_);
    if (steps_ > 0)
        --steps_;
}

} // namespace diffuscope
