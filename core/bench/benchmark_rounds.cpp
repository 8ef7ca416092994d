#include "core/bench/benchmark_rounds.h"

#include <algorithm>
#include <chrono>

namespace diffuscope {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kRounds = 5, kFewestRounds = 3, kWarmUpSteps = 2;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

} // namespace

double BenchmarkRounds::median() const
{
    std::vector<double> sorted = stepSeconds;
    std::sort(sorted.begin(), sorted.end());
    const std::size_t middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

double BenchmarkRounds::fastest() const { return *std::min_element(stepSeconds.begin(), stepSeconds.end()); }
double BenchmarkRounds::slowest() const { return *std::max_element(stepSeconds.begin(), stepSeconds.end()); }

BenchmarkRounds timeRounds(const std::function<void()>& step, double seconds, const std::function<bool()>& stopped)
{
    const auto stop = [&stopped] { return stopped && stopped(); };
    BenchmarkRounds rounds;
    double stepSeconds = 0;
    const auto warmUp = Clock::now();
    for (int k = 0; k < kWarmUpSteps || secondsSince(warmUp) < seconds / 10; ++k) {
        const auto start = Clock::now();
        step();
        stepSeconds = secondsSince(start); // the last one counts: the first ones prepare
        if (stop())
            return rounds;
    }
    rounds.stepsPerRound = std::max(1, int(seconds / kRounds / std::max(stepSeconds, 1e-9)));
    // Where one step takes longer than a round should, fewer rounds will do.
    const int count = std::clamp(int(seconds / stepSeconds), kFewestRounds, kRounds);
    for (int round = 0; round < count; ++round) {
        const auto start = Clock::now();
        for (int k = 0; k < rounds.stepsPerRound; ++k) {
            step();
            if (stop())
                return rounds;
        }
        rounds.stepSeconds.push_back(secondsSince(start) / rounds.stepsPerRound);
    }
    return rounds;
}

} // namespace diffuscope
