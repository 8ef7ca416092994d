#pragma once
#include <cstdint>
#include <deque>
#include <utility>

namespace diffuscope {

// The numbers of a running training. Times are seconds of training (pauses left out), as the caller's clock says.
class TrainMeter {
public:
    void add(double time, int images, double loss); // one step
    void recall(double loss);                       // a step of an earlier session, whose time is not known
    double smoothedLoss() const;                    // smoothingWeight(); 0 before a step
    void missStart();                               // what comes are not the first steps of the run
    double firstLoss() const;                       // mean of the first twenty; 0 before a step
    bool hasLearnt() const;                         // the loss is lower than at its start, or nobody can tell
    double imagesPerSecond(double time) const;      // over the last seconds; 0 unknown
    double secondsPerStep() const;                  // over the last seconds; 0 unknown
    double secondsLeft(double time, std::int64_t steps, int batch) const; // negative before 10 steps

private:
    std::deque<std::pair<double, int>> recent_; // (time, images)
    double loss_ = 0, firstSum_ = 0;
    std::int64_t steps_ = 0, losses_ = 0;
    bool knowsStart_ = true;
};

// A stopwatch that can be paused.
class TrainClock {
public:
    void pause();
    void resume();
    double seconds() const;

private:
    static double now();
    double start_ = now(), before_ = 0;
    bool paused_ = false;
};

} // namespace diffuscope
