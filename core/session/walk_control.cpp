#include "core/session/walk_control.h"

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
    if (!waits() || stop.stop_requested())
        return;
    lock.unlock();
    told(true);
    lock.lock();
    changed_.wait(lock, stop, [this] { return !waits(); });
    const bool stays = paused_; // for a step
    lock.unlock();
    if (!stays)
        told(false);
}

void WalkControl::stepped()
{
    const std::lock_guard lock(mutex_);
    if (steps_ > 0)
        --steps_;
}

} // namespace diffuscope
