#include "core/run/train_meter.h"

#include "core/base/smoothing.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace diffuscope {
namespace {

constexpr double kWindow = 8; // seconds
constexpr std::size_t kFewest = 3, kMost = 2000;
constexpr std::int64_t kStepsToTrust = 10, kFirstLosses = 20, kStepsToJudge = 100;
constexpr double kFallen = 0.95; // of the first loss

} // namespace

void TrainMeter::add(double time, int images, double loss)
{
    ++steps_;
    recent_.push_back({time, images});
    while (recent_.size() > kMost || (recent_.size() > kFewest && recent_.front().first < time - kWindow))
        recent_.pop_front();
    recall(loss);
}

void TrainMeter::recall(double loss)
{
    if (!std::isfinite(loss))
        return;
    loss_ += smoothingWeight(++losses_) * (loss - loss_);
    if (losses_ <= kFirstLosses)
        firstSum_ += loss;
}

double TrainMeter::firstLoss() const { return losses_ == 0 ? 0 : firstSum_ / double(std::min(losses_, kFirstLosses)); }

void TrainMeter::missStart() { knowsStart_ = false; }

bool TrainMeter::hasLearnt() const { return !knowsStart_ || losses_ < kStepsToJudge || loss_ < kFallen * firstLoss(); }

double TrainMeter::smoothedLoss() const { return loss_; }

double TrainMeter::imagesPerSecond(double time) const
{
    if (recent_.size() < 2 || time <= recent_.front().first)
        return 0;
    int images = 0;
    for (std::size_t k = 1; k < recent_.size(); ++k)
        images += recent_[k].second;
    return images / (time - recent_.front().first);
}

double TrainMeter::secondsPerStep() const
{
    if (recent_.size() < 2)
        return 0;
    return (recent_.back().first - recent_.front().first) / double(recent_.size() - 1);
}

double TrainMeter::secondsLeft(double time, std::int64_t steps, int batch) const
{
    const double rate = imagesPerSecond(time);
    return steps_ < kStepsToTrust || rate <= 0 ? -1 : double(steps) * batch / rate;
}

double TrainClock::now()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void TrainClock::pause()
{
    before_ = seconds();
    paused_ = true;
}

void TrainClock::resume()
{
    start_ = now();
    paused_ = false;
}

double TrainClock::seconds() const { return paused_ ? before_ : before_ + now() - start_; }

} // namespace diffuscope
