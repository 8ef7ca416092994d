#include "core/run/train_control.h"

#include "core/base/worker.h"
#include "core/messages/event_sink.h"
#include "core/run/train_loop.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace diffuscope {

bool TrainControl::isActive() const
{
    std::lock_guard lock(mutex_);
    return active_;
}

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
    closing_ = pause_ = false;
    questions_.clear();
    return true;
}

void TrainControl::pause()
{
    std::lock_guard lock(mutex_);
    pause_ = active_;
}

void TrainControl::resume()
{
    std::lock_guard lock(mutex_);
    pause_ = false;
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
        closing_ = closing_ || (active_ && stops_ == 0);
    }
    stop();
}

void TrainControl::queue(TrainQuestion question)
{
    if (!question.kind.empty())
        std::erase_if(questions_, [&](const TrainQuestion& earlier) { return earlier.kind == question.kind; });
    questions_.push_back(std::move(question));
    changed_.notify_all();
}

void TrainControl::ask(TrainQuestion question)
{
    std::lock_guard lock(mutex_);
    if (active_)
        queue(std::move(question));
}

void TrainControl::keepAsking(TrainQuestion question)
{
    std::lock_guard lock(mutex_);
    standing_ = question;
    if (active_)
        queue(std::move(question));
}

TrainControl::Snapshot TrainControl::freshSnapshot(std::stop_token stop)
{
    struct Waiting {
        bool settled = false;
        std::optional<Error> failure;
    };
    const auto waiting = std::make_shared<Waiting>(); // outlives whoever gives up
    std::unique_lock lock(mutex_);
    if (active_ && !fresh_) {
        TrainQuestion question;
        question.answer = [this, waiting](TrainLoop& loop) {
            if (!isFresh()) // somebody else may have asked, too
                loop.publish();
            const std::lock_guard settling(mutex_);
            waiting->settled = true;
            changed_.notify_all();
            return std::nullopt;
        };
        question.refuse = [this, waiting](const Error& error) {
            const std::lock_guard settling(mutex_);
            waiting->settled = true;
            if (active_) // else what there was last is the answer
                waiting->failure = error;
            changed_.notify_all();
            return std::nullopt;
        };
        queue(std::move(question));
        changed_.wait(lock, stop, [&] { return waiting->settled || !active_; });
    }
    if (stop.stop_requested())
        throw Error("Cancelled", "");
    if (waiting->failure)
        throw *waiting->failure;
    if (!snapshot_)
        throw Error("There is no network in training", "training", "Start a training first, or open a model folder.");
    return snapshot_;
}

std::shared_ptr<const TrainerCopy> TrainControl::freshCopy(std::stop_token stop)
{
    struct Waiting {
        std::shared_ptr<const TrainerCopy> copy;
        std::optional<Error> failure;
    };
    const auto waiting = std::make_shared<Waiting>(); // outlives whoever gives up
    std::unique_lock lock(mutex_);
    if (!active_)
        return nullptr;
    TrainQuestion question;
    question.answer = [this, waiting](TrainLoop& loop) {
        auto copy = loop.copy();
        const std::lock_guard settling(mutex_);
        waiting->copy = std::move(copy);
        changed_.notify_all();
        return std::nullopt;
    };
    question.refuse = [this, waiting](const Error& error) {
        const std::lock_guard settling(mutex_);
        if (active_) // else there is no run to copy any more
            waiting->failure = error;
        changed_.notify_all();
        return std::nullopt;
    };
    queue(std::move(question));
    changed_.wait(lock, stop, [&] { return waiting->copy || waiting->failure || !active_; });
    if (stop.stop_requested())
        throw Error("Cancelled", "");
    if (waiting->failure)
        throw *waiting->failure;
    return waiting->copy;
}

std::stop_token TrainControl::stopToken() const
{
    std::lock_guard lock(mutex_);
    return stop_.get_token();
}

bool TrainControl::pauseWanted() const
{
    std::lock_guard lock(mutex_);
    return pause_;
}

// One that cannot be answered is no reason to end the run.
void TrainControl::settle(const TrainQuestion& question, TrainLoop& loop)
{
    TrainQuestion::Reply reply;
    if (const auto error = attempt([&] { reply = question.answer(loop); }))
        refuse(question, *error);
    else if (reply)
        sink_.send(std::move(*reply));
}

void TrainControl::refuse(const TrainQuestion& question, const Error& error)
{
    if (!question.refuse)
        return;
    if (auto reply = question.refuse(error))
        sink_.send(std::move(*reply));
}

// Those that come meanwhile wait for the next step: whoever asks without end must not hold up the training.
void TrainControl::answer(TrainLoop& loop)
{
    std::deque<TrainQuestion> asked;
    {
        std::lock_guard lock(mutex_);
        asked.swap(questions_);
    }
    for (const TrainQuestion& question : asked)
        settle(question, loop);
}

void TrainControl::answerStanding(TrainLoop& loop)
{
    std::unique_lock lock(mutex_);
    const std::optional<TrainQuestion> question = standing_;
    lock.unlock();
    if (question)
        settle(*question, loop);
}

void TrainControl::waitForNews(double seconds)
{
    std::unique_lock lock(mutex_);
    const auto news = [this] { return !pause_ || !questions_.empty(); };
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
    changed_.wait_for(lock, quit, std::chrono::duration<double>(seconds),
                      [&] { return wanted() || !questions_.empty(); });
    return wanted() || quit.stop_requested();
}

void TrainControl::publish(Snapshot snapshot)
{
    std::lock_guard lock(mutex_);
    snapshot_ = std::move(snapshot);
    fresh_ = true;
    changed_.notify_all();
}

bool TrainControl::isFresh() const
{
    std::lock_guard lock(mutex_);
    return fresh_;
}

void TrainControl::weightsChanged()
{
    std::lock_guard lock(mutex_);
    fresh_ = false;
}

void TrainControl::end()
{
    std::deque<TrainQuestion> left;
    {
        std::lock_guard lock(mutex_);
        active_ = false;
        left.swap(questions_);
        changed_.notify_all();
    }
    for (const TrainQuestion& question : left)
        refuse(question, Error("The training has ended", "", "Start one or go on with one, then ask again."));
}

} // namespace diffuscope
