#include "ui/timeline/timeline_model.h"

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr double kSpeeds[] = {0.25, 0.5, 1, 2, 4, 8};
constexpr int kLastSpeed = int(std::size(kSpeeds)) - 1;
constexpr double kSecondsForAll = 8; // at speed 1
constexpr int kFrame = 16;           // ms

} // namespace

TimelineModel::TimelineModel(QObject* parent) : QObject(parent), schedule_(makeSchedule(ScheduleSpec{}))
{
    timer_.setTimerType(Qt::PreciseTimer);
    timer_.setInterval(kFrame);
    connect(&timer_, &QTimer::timeout, this, &TimelineModel::tick);
}

void TimelineModel::setSchedule(const Schedule& schedule)
{
    const int before = totalSteps(), now = schedule.timesteps();
    schedule_ = schedule;
    if (now != before) {
        const auto moved = [&](int step) { return int(std::lround(double(step) * now / before)); };
        if (in_)
            in_ = moved(*in_);
        if (out_)
            out_ = moved(*out_);
        stops_.clear();
        available_ = 0;
        step_ = std::clamp(moved(step_), 0, now);
        position_ = step_;
    }
    Q_EMIT changed();
    Q_EMIT stepChanged(step_); // what a step means has changed
}

void TimelineModel::setStep(int step)
{
    const int target = snapped(std::clamp(step, 0, totalSteps()));
    if (!ticking_)
        position_ = target;
    if (target == step_)
        return;
    step_ = target;
    Q_EMIT stepChanged(step_);
}

int TimelineModel::snapped(int step) const
{
    if (!snap_ || available_ == 0)
        return step;
    int best = stops_[0];
    for (int i = 1; i < available_; ++i)
        if (std::abs(stops_[std::size_t(i)] - step) < std::abs(best - step))
            best = stops_[std::size_t(i)];
    return best;
}

void TimelineModel::setStops(const std::vector<int>& stops, bool snap)
{
    stops_ = stops;
    snap_ = snap;
    available_ = std::min(available_, int(stops_.size()));
    Q_EMIT changed();
    setStep(step_);
}

void TimelineModel::setChanges(const std::vector<int>& steps)
{
    if (steps == changes_)
        return;
    changes_ = steps;
    Q_EMIT changed();
}

void TimelineModel::setAvailableStops(int count)
{
    available_ = std::clamp(count, 0, int(stops_.size()));
    Q_EMIT changed();
    setStep(step_);
}

void TimelineModel::setDirection(Direction direction)
{
    direction_ = direction;
    sign_ = 1;
    Q_EMIT changed();
}

void TimelineModel::setThumbnails(Thumbnail provider)
{
    thumbnail_ = std::move(provider);
    refreshThumbnails();
}

void TimelineModel::refreshThumbnails() { Q_EMIT thumbnailsChanged(); }

void TimelineModel::setNote(const QString& note)
{
    if (note == note_)
        return;
    note_ = note;
    Q_EMIT noteChanged();
}

// With snapping, playback ends at the last stop that exists.
std::pair<int, int> TimelineModel::playable() const
{
    int low = rangeLow(), high = rangeHigh();
    if (snap_ && available_ > 0) {
        const auto [first, last] = std::minmax_element(stops_.begin(), stops_.begin() + available_);
        low = std::max(low, *first);
        high = std::max(low, std::min(high, *last));
    }
    return {low, high};
}

void TimelineModel::play()
{
    if (playing())
        return;
    const auto [low, high] = playable();
    sign_ = 1;
    const bool forwards = direction_ == Direction::Forward;
    if (step_ < low || step_ > high || step_ == (forwards ? high : low))
        setStep(forwards ? low : high);
    position_ = step_;
    clock_.start();
    timer_.start();
    Q_EMIT playingChanged(true);
}

void TimelineModel::pause()
{
    if (!playing())
        return;
    timer_.stop();
    Q_EMIT playingChanged(false);
}

void TimelineModel::togglePlay() { playing() ? pause() : play(); }

void TimelineModel::tick()
{
    const double seconds = double(clock_.nsecsElapsed()) * 1e-9;
    clock_.start();
    const auto [low, high] = playable();
    const int towards = (direction_ == Direction::Forward ? 1 : -1) * sign_;
    position_ += towards * seconds * speed() * totalSteps() / kSecondsForAll;
    const bool over = towards > 0 ? position_ >= high : position_ <= low;
    bool stopping = false;
    if (over && loop_ == Loop::PingPong) {
        position_ = towards > 0 ? high : low;
        sign_ = -sign_;
    } else if (over && loop_ == Loop::Once) {
        position_ = towards > 0 ? high : low;
        stopping = true;
    } else if (over && step_ != (towards > 0 ? high : low)) {
        position_ = towards > 0 ? high : low; // the last picture is shown before the next round
    } else if (over) {
        position_ = towards > 0 ? low : high;
    }
    ticking_ = true;
    setStep(int(std::lround(position_)));
    ticking_ = false;
    if (stopping)
        pause();
}

void TimelineModel::moveBy(int steps)
{
    if (!snap_ || available_ == 0)
        return setStep(step_ + steps);
    std::vector<int> rests(stops_.begin(), stops_.begin() + available_);
    std::sort(rests.begin(), rests.end());
    const auto here = std::lower_bound(rests.begin(), rests.end(), step_) - rests.begin();
    setStep(rests[std::size_t(std::clamp<std::ptrdiff_t>(here + steps, 0, std::ssize(rests) - 1))]);
}

void TimelineModel::toData() { setStep(0); }

void TimelineModel::toNoise() { setStep(totalSteps()); }

void TimelineModel::toIn() { setStep(rangeLow()); }

void TimelineModel::toOut() { setStep(rangeHigh()); }

void TimelineModel::clearRange()
{
    in_.reset();
    out_.reset();
    Q_EMIT changed();
}

double TimelineModel::speed() const { return kSpeeds[speed_]; }

int TimelineModel::speedCount() { return kLastSpeed + 1; }

double TimelineModel::speedAt(int index) { return kSpeeds[std::clamp(index, 0, kLastSpeed)]; }

void TimelineModel::setSpeedIndex(int index)
{
    speed_ = std::clamp(index, 0, kLastSpeed);
    Q_EMIT changed();
}

void TimelineModel::setLoop(Loop loop)
{
    loop_ = loop;
    sign_ = 1;
    Q_EMIT changed();
}

void TimelineModel::setIn(std::optional<int> step)
{
    in_ = step;
    if (in_ && out_ && *in_ >= *out_)
        out_.reset();
    Q_EMIT changed();
}

void TimelineModel::setOut(std::optional<int> step)
{
    out_ = step;
    if (in_ && out_ && *in_ >= *out_)
        in_.reset();
    Q_EMIT changed();
}

void TimelineModel::toggleIn() { setIn(in_ == step_ ? std::nullopt : std::optional(step_)); }

void TimelineModel::toggleOut() { setOut(out_ == step_ ? std::nullopt : std::optional(step_)); }

int TimelineModel::rangeLow() const { return std::clamp(in_.value_or(0), 0, totalSteps()); }

int TimelineModel::rangeHigh() const { return std::clamp(out_.value_or(totalSteps()), 0, totalSteps()); }

} // namespace diffuscope::ui
