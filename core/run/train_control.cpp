#include "core/run/train_control.h"

#include "core/base/error.h"

#include <chrono>
#include <utility>

namespace diffuscope {

bool TrainControl::begin()
{
    std::lock_guard lock(mutex_);
    if (active_)
        return false;
    active_ = true;
    fresh_ = false;
    snapshot_.reset();
    stop_ = std::stop_source();
    stops_ = 0;
    closing_ = false;
    commands_ = {};
    return true;
}

void TrainControl::pause()
{
    std::lock_guard lock(mutex_);
    commands_.pause = active_;
}

void TrainControl::resume()
{
    std::lock_guard lock(mutex_);
    commands_.pause = false;
    changed_.notify_all();
}

void TrainControl::stop()
{
    std::stop_source source;
    {
        std::lock_guard lock(mutex_);
        if (!active_)
            return;
        source = stop_;
        ++stops_;
        changed_.notify_all();
    }
    source.request_stop();
}

void TrainControl::close()
{
    {
        std::lock_guard lock(mutex_);
        closing_ = active_ && stops_ == 0;
    }
    stop();
}

void TrainControl::requestCheckpoint()
{
    std::lock_guard lock(mutex_);
    commands_.checkpoint = active_;
    changed_.notify_all();
}

void TrainControl::setProbe(int timestep, int picture)
{
    std::lock_guard lock(mutex_);
    probe_ = {timestep, picture};
    if (active_)
        commands_.probe = probe_;
    changed_.notify_all();
}

TrainControl::Snapshot TrainControl::freshSnapshot(std::stop_token stop)
{
    std::unique_lock lock(mutex_);
    if (active_ && !fresh_) {
        commands_.snapshot = true;
        changed_.notify_all();
        changed_.wait(lock, stop, [this] { return fresh_ || !active_; });
    }
    if (stop.stop_requested())
        throw Error("Cancelled", "");
    if (!snapshot_)
        throw Error("There is no network in training", "training", "Start a training first, or open a model folder.");
    return snapshot_;
}

std::stop_token TrainControl::stopToken() const
{
    std::lock_guard lock(mutex_);
    return stop_.get_token();
}

TrainCommands TrainControl::take()
{
    std::lock_guard lock(mutex_);
    TrainCommands taken = commands_;
    taken.stop = stop_.stop_requested();
    commands_.checkpoint = commands_.snapshot = false;
    commands_.probe.reset();
    return taken;
}

std::optional<TrainCommands::Probe> TrainControl::probe() const
{
    std::lock_guard lock(mutex_);
    return probe_;
}

bool TrainControl::hasNews() const
{
    return !commands_.pause || commands_.checkpoint || commands_.snapshot || commands_.probe;
}

void TrainControl::waitForCommand(double seconds)
{
    std::unique_lock lock(mutex_);
    const auto news = [this] { return hasNews(); };
    if (seconds > 0)
        changed_.wait_for(lock, stop_.get_token(), std::chrono::duration<double>(seconds), news);
    else
        changed_.wait(lock, stop_.get_token(), news);
}

bool TrainControl::closing() const
{
    std::lock_guard lock(mutex_);
    return closing_;
}

int TrainControl::stops() const
{
    std::lock_guard lock(mutex_);
    return stops_;
}

bool TrainControl::waitForStop(int stops, double seconds, std::stop_token quit)
{
    std::unique_lock lock(mutex_);
    const auto wanted = [&] { return stops_ > stops; };
    changed_.wait_for(lock, quit, std::chrono::duration<double>(seconds), wanted);
    return wanted() || quit.stop_requested();
}

void TrainControl::publish(Snapshot snapshot)
{
    std::lock_guard lock(mutex_);
    snapshot_ = std::move(snapshot);
    fresh_ = true;
    changed_.notify_all();
}

void TrainControl::weightsChanged()
{
    std::lock_guard lock(mutex_);
    fresh_ = false;
}

void TrainControl::end()
{
    std::lock_guard lock(mutex_);
    active_ = false;
    changed_.notify_all();
}

} // namespace diffuscope
