#pragma once
#include "core/base/random.h"
#include "core/schedule/schedule.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace diffuscope {

// How well many values agree with a Gaussian that they should come from.
struct Agreement {
    static constexpr int kBins = 64;
    static constexpr double kReach = 4; // of the histogram, in standard deviations of the Gaussian around its mean
    std::size_t count = 0;
    double mean = 0, deviation = 0;           // of the values (divided by count - 1)
    double exactMean = 0, exactDeviation = 0; // of the Gaussian
    double meanError = 0, deviationError = 0; // standard errors of the two, if the values come from the Gaussian
    double distance = 0; // Kolmogorov and Smirnov's: largest distance of the distribution functions
    double critical = 0; // what 19 of 20 such samples stay below (Stephens 1970)
    std::array<std::uint32_t, kBins> histogram{}; // the tails in the end bins

    bool agrees() const { return distance <= critical; }
};

// Exact, in one pass and a little more: values are put into narrow bins, and only the bins where the largest distance
// may lie are sorted. deviation 0: the Gaussian is a point, and the distance the share of values elsewhere.
Agreement agreementWith(std::span<const float> values, double mean, double deviation);

// Many independent Markov chains x_t = sqrt(1 - beta_t) x_{t-1} + sqrt(beta_t) z_t (Ho et al. 2020, eq. 2) of one pixel
// value, side by side, against the closed form N(sqrt(alphaBar_t) x_0, 1 - alphaBar_t) (eq. 4) at every step. Chain k's
// numbers depend on (seed, timestep, k) only, so that more chains continue the same experiment. Steps are 0 (data) ..
// T.
class WalkEnsemble {
public:
    WalkEnsemble(Schedule schedule, double start, std::uint64_t seed, std::size_t walks);
    std::size_t walks() const { return states_.size(); }
    double start() const { return start_; }
    int reached() const { return int(kept_.size()) - 1; } // steps whose agreement is known: 0 .. reached
    bool finished() const { return reached() == schedule_.timesteps(); }
    void advance(std::size_t moves); // so many single moves of one chain, from wherever it stands; nothing past T
    const Agreement& at(int step) const { return kept_.at(std::size_t(step)); }

private:
    Schedule schedule_;
    double start_;
    std::uint64_t seed_;
    std::vector<float> states_;
    std::size_t moved_ = 0;        // chains that have made the step after reached()
    std::optional<Random> random_; // of that step
    std::vector<Agreement> kept_;
};

} // namespace diffuscope
