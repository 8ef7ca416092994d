#include "core/schedule/schedule.h"

#include "core/base/error.h"

#include <cmath>
#include <limits>
#include <utility>

namespace diffuscope {
namespace {

constexpr std::size_t kLongestSchedule = 10000;
constexpr double kSmallestAlphaBar = 1e-60;

[[noreturn]] void refuseTimestep(int t, int lowest, int timesteps)
{
    throw Error("The timestep is outside the noise schedule", std::to_string(t),
                "It must be from " + std::to_string(lowest) + " to " + std::to_string(timesteps - 1) + ".");
}

} // namespace

Schedule::Schedule(std::vector<double> betas) : betas_(std::move(betas))
{
    if (betas_.empty() || betas_.size() > kLongestSchedule)
        throw Error("A noise schedule cannot have this many timesteps", std::to_string(betas_.size()),
                    "It needs 1 to " + std::to_string(kLongestSchedule) + ".");
    alphaBars_.reserve(betas_.size());
    double product = 1;
    for (std::size_t t = 0; t < betas_.size(); ++t) {
        const std::string where = " at timestep " + std::to_string(t);
        const bool last = t + 1 == betas_.size();
        if (!(betas_[t] > 0 && (betas_[t] < 1 || (last && t > 0 && betas_[t] == 1))))
            throw Error("A beta of the noise schedule is not between 0 and 1", std::to_string(betas_[t]) + where);
        product *= 1 - betas_[t];
        if (product < kSmallestAlphaBar && !(last && product == 0))
            throw Error("The noise schedule leaves nothing of the data", "alpha-bar is below 1e-60" + where,
                        "Choose smaller betas or fewer timesteps.");
        alphaBars_.push_back(product);
    }
}

double Schedule::beta(int t) const
{
    if (t < 0 || t >= timesteps())
        refuseTimestep(t, 0, timesteps());
    return betas_[std::size_t(t)];
}

double Schedule::alpha(int t) const { return 1 - beta(t); }

double Schedule::alphaBar(int t) const
{
    if (t < -1 || t >= timesteps())
        refuseTimestep(t, -1, timesteps());
    return t < 0 ? 1.0 : alphaBars_[std::size_t(t)];
}

double Schedule::signalScale(int t) const { return std::sqrt(alphaBar(t)); }

double Schedule::noiseScale(int t) const { return std::sqrt(1 - alphaBar(t)); }

double Schedule::snr(int t) const
{
    const double signal = alphaBar(t);
    return signal == 1 ? std::numeric_limits<double>::infinity() : signal / (1 - signal);
}

double Schedule::snrDecibel(int t) const { return 10 * std::log10(snr(t)); }

double Schedule::logSnr(int t) const { return std::log(snr(t)); }

Posterior Schedule::posterior(int t, int previous) const
{
    if (t < 0)
        refuseTimestep(t, 0, timesteps());
    if (previous >= t)
        throw Error("The previous timestep must be less noisy",
                    std::to_string(previous) + " is not below " + std::to_string(t));
    return posteriorOf(levelAt(*this, t), levelAt(*this, previous));
}

} // namespace diffuscope
