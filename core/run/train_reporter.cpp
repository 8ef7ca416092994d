#include "core/run/train_reporter.h"

#include "core/messages/event_sink.h"

#include <utility>

namespace diffuscope {
namespace {

constexpr auto kInterval = std::chrono::milliseconds(100);

bool mayAnnounce(TrainState from, TrainState to)
{
    if (to == TrainState::Pausing)
        return from == TrainState::Running;
    return from == TrainState::Preparing || from == TrainState::Running || from == TrainState::Pausing ||
           from == TrainState::Paused;
}

} // namespace

void TrainReporter::add(LossPoint point)
{
    std::lock_guard lock(mutex_);
    points_.push_back(std::move(point));
}

void TrainReporter::update(const std::function<void(TrainStatus&)>& change)
{
    std::lock_guard lock(mutex_);
    const TrainStatus before = status_;
    change(status_);
    // Rare news must never wait for a next update, which may not come while paused.
    const bool news = status_.state != before.state || status_.lastCheckpoint != before.lastCheckpoint ||
                      status_.message != before.message || status_.diskError != before.diskError ||
                      status_.validationLoss != before.validationLoss;
    if (news || std::chrono::steady_clock::now() - lastSent_ >= kInterval)
        sendLocked();
}

void TrainReporter::setState(TrainState state, Message message)
{
    std::lock_guard lock(mutex_);
    status_.state = state;
    status_.message = std::move(message);
    sendLocked();
}

void TrainReporter::announce(TrainState state)
{
    std::lock_guard lock(mutex_);
    if (!mayAnnounce(status_.state, state))
        return;
    status_.state = state;
    sendLocked();
}

void TrainReporter::fail(const Error& error)
{
    std::lock_guard lock(mutex_);
    status_.state = TrainState::Failed;
    status_.concern = false;
    status_.message = error.what();
    sendLocked();
    sink_.send(Failed{job_, Task::Train, error, status_.next});
}

void TrainReporter::resend()
{
    std::lock_guard lock(mutex_);
    sendLocked();
}

TrainStatus TrainReporter::status() const
{
    std::lock_guard lock(mutex_);
    return status_;
}

void TrainReporter::sendLocked()
{
    lastSent_ = std::chrono::steady_clock::now();
    if (!points_.empty())
        sink_.send(LossPoints{std::exchange(points_, {}), false});
    sink_.send(status_);
}

} // namespace diffuscope
