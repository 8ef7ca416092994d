#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>

namespace diffuscope {

// What is said to a walk while it runs. The worker comes by before each network call and after each step. Thread-safe.
class WalkControl {
public:
    void reset(); // for the next walk: it runs
    void pause();
    void resume();
    void stepOnce(); // of a paused one: to the next frame

    // The worker's. `told` is called with true before it waits, and with false after that.
    void hold(const std::stop_token& stop, const std::function<void(bool paused)>& told);
    void stepped();

private:
    bool waits() const { return paused_ && steps_ == 0; }
    std::mutex mutex_;
    std::condition_variable_any changed_;
    bool paused_ = false;
    bool told_ = false; // the worker's: what it has said last
    int steps_ = 0;     // that may be taken in the pause
};

} // namespace diffuscope
