#pragma once
#include <functional>
#include <vector>

namespace diffuscope {

// Seconds of a step, one value a round. Empty when stopped before the first round was over.
struct BenchmarkRounds {
    std::vector<double> stepSeconds;
    int stepsPerRound = 0;

    double median() const;
    double fastest() const; // least seconds
    double slowest() const;
};

// Warms up (two steps, and a tenth of `seconds`), then times rounds of as many steps as make `seconds` in all, at least
// three rounds of one step. `stopped` is asked after each step; may be empty.
BenchmarkRounds timeRounds(const std::function<void()>& step, double seconds, const std::function<bool()>& stopped);

} // namespace diffuscope
