#include "core/schedule/noise_level.h"

#include "core/schedule/schedule.h"

#include <algorithm>
#include <cmath>

namespace diffuscope {
namespace {

constexpr double kLeastSignal = 0x1p-24; // stands for alphaBar = 0 where sigma must be finite

double sigmaOf(double alphaBar) { return std::sqrt((1 - alphaBar) / alphaBar); }

double tableSigma(const Schedule& schedule, int timestep)
{
    const double alphaBar = schedule.alphaBar(timestep);
    return sigmaOf(alphaBar > 0 ? alphaBar : kLeastSignal);
}

// The last timestep whose sigma is at most this one, kept one below the end of the table.
int timestepBelow(const Schedule& schedule, double sigma)
{
    int low = 0, high = schedule.timesteps() - 1; // sigma grows with the timestep
    while (high - low > 1) {
        const int middle = (low + high) / 2;
        (tableSigma(schedule, middle) <= sigma ? low : high) = middle;
    }
    return low;
}

} // namespace

double NoiseLevel::signalScale() const { return std::sqrt(alphaBar); }
double NoiseLevel::noiseScale() const { return std::sqrt(1 - alphaBar); }
double NoiseLevel::sigma() const { return sigmaOf(alphaBar); }
double NoiseLevel::lambda() const { return 0.5 * std::log(alphaBar / (1 - alphaBar)); }

NoiseLevel levelAt(const Schedule& schedule, int timestep) { return {double(timestep), schedule.alphaBar(timestep)}; }

Posterior posteriorOf(const NoiseLevel& now, const NoiseLevel& next)
{
    const double jumpAlpha = now.alphaBar / next.alphaBar, jumpBeta = 1 - jumpAlpha;
    const double noise = 1 - now.alphaBar, rest = 1 - next.alphaBar;
    return {std::sqrt(next.alphaBar) * jumpBeta / noise, std::sqrt(jumpAlpha) * rest / noise, jumpBeta * rest / noise};
}

NoiseLevel levelAtTimestep(const Schedule& schedule, double timestep)
{
    const double t = std::clamp(timestep, 0.0, double(schedule.timesteps() - 1));
    const int low = int(std::floor(t)), high = std::min(low + 1, schedule.timesteps() - 1);
    const double below = tableSigma(schedule, low);
    const double sigma = below + (tableSigma(schedule, high) - below) * (t - low);
    return {t, 1 / (1 + sigma * sigma)};
}

NoiseLevel levelAtSigma(const Schedule& schedule, double sigma)
{
    const double alphaBar = 1 / (1 + sigma * sigma);
    if (schedule.timesteps() == 1)
        return {0, alphaBar};
    const int low = timestepBelow(schedule, sigma);
    const double from = std::log(tableSigma(schedule, low)), to = std::log(tableSigma(schedule, low + 1));
    const double part = std::clamp((std::log(std::max(sigma, 1e-10)) - from) / (to - from), 0.0, 1.0);
    return {low + part, alphaBar};
}

} // namespace diffuscope
