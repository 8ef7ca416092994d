#include "core/schedule/walk_agreement.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace diffuscope {
namespace {

constexpr std::size_t kFine = 4096; // narrow bins over +- kFineReach deviations, and one for each tail
constexpr double kFineReach = 5;

double normalBelow(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

double fineEdge(std::size_t bin) { return -kFineReach + 2 * kFineReach * double(bin) / double(kFine); }

const std::vector<double>& belowFineEdges()
{
    static const std::vector<double> kBelow = [] {
        std::vector<double> below;
        for (std::size_t bin = 0; bin <= kFine; ++bin)
            below.push_back(normalBelow(fineEdge(bin)));
        return below;
    }();
    return kBelow;
}

std::size_t fineBin(double z) // 0 and kFine + 1 are the tails
{
    if (!(z >= -kFineReach))
        return 0;
    const double place = (z + kFineReach) * (double(kFine) / (2 * kFineReach));
    return place >= double(kFine) ? kFine + 1 : std::size_t(place) + 1;
}

// The largest distance at the values inside one bin, of which `before` are smaller.
double distanceWithin(std::vector<double>& inside, std::size_t before, double count)
{
    std::sort(inside.begin(), inside.end());
    double distance = 0;
    for (std::size_t i = 0; i < inside.size(); ++i) {
        const double exact = normalBelow(inside[i]);
        distance = std::max({distance, double(before + i + 1) / count - exact, exact - double(before + i) / count});
    }
    return distance;
}

double kolmogorov(const std::vector<double>& standard)
{
    const double count = double(standard.size());
    std::vector<std::uint32_t> counts(kFine + 2);
    for (const double z : standard)
        ++counts[fineBin(z)];
    const std::vector<double>& below = belowFineEdges();
    double distance = 0; // at the edges; between them it may be larger by what is in the bin
    std::vector<std::size_t> before(kFine + 3);
    for (std::size_t bin = 0; bin < kFine + 2; ++bin) {
        before[bin + 1] = before[bin] + counts[bin];
        if (bin <= kFine)
            distance = std::max(distance, std::abs(double(before[bin + 1]) / count - below[bin]));
    }
    std::vector<std::vector<double>> inside(kFine + 2);
    std::vector<bool> candidate(kFine + 2);
    for (std::size_t bin = 0; bin < kFine + 2; ++bin) {
        const double low = bin == 0 ? 0 : below[bin - 1], high = bin == kFine + 1 ? 1 : below[bin];
        const double most = std::max(double(before[bin + 1]) / count - low, high - double(before[bin]) / count);
        candidate[bin] = counts[bin] > 0 && most > distance;
    }
    for (const double z : standard)
        if (const std::size_t bin = fineBin(z); candidate[bin])
            inside[bin].push_back(z);
    for (std::size_t bin = 0; bin < kFine + 2; ++bin)
        if (candidate[bin])
            distance = std::max(distance, distanceWithin(inside[bin], before[bin], count));
    return distance;
}

} // namespace

Agreement agreementWith(std::span<const float> values, double mean, double deviation)
{
    Agreement result;
    result.count = values.size();
    result.exactMean = mean;
    result.exactDeviation = deviation;
    if (values.empty())
        return result;
    const double count = double(values.size()), root = std::sqrt(count);
    double sum = 0, squares = 0;
    for (const float value : values)
        sum += double(value) - mean;
    const double off = sum / count;
    result.mean = mean + off;
    for (const float value : values)
        squares += (double(value) - result.mean) * (double(value) - result.mean);
    result.deviation = values.size() > 1 ? std::sqrt(squares / (count - 1)) : 0;
    result.meanError = deviation / root;
    result.deviationError = values.size() > 1 ? deviation / std::sqrt(2 * (count - 1)) : 0;
    result.critical = 1.358 / (root + 0.12 + 0.11 / root);
    const float point = float(mean);
    std::vector<double> standard;
    standard.reserve(values.size());
    for (const float value : values) {
        const double z = deviation > 0 ? (double(value) - mean) / deviation : value == point ? 0 : Agreement::kReach;
        const double place = (z + Agreement::kReach) * Agreement::kBins / (2 * Agreement::kReach);
        ++result.histogram[std::size_t(std::clamp(place, 0.0, Agreement::kBins - 1.0))];
        standard.push_back(z);
    }
    result.distance =
        deviation > 0
            ? kolmogorov(standard)
            : double(std::count_if(values.begin(), values.end(), [point](float value) { return value != point; })) /
                  count;
    return result;
}

WalkEnsemble::WalkEnsemble(Schedule schedule, double start, std::uint64_t seed, std::size_t walks)
    : schedule_(std::move(schedule)), start_(start), seed_(seed), states_(walks, float(start))
{
    kept_.push_back(agreementWith(states_, double(float(start)), 0));
}

void WalkEnsemble::advance(std::size_t moves)
{
    while (moves > 0 && !finished() && !states_.empty()) {
        const int timestep = reached(); // the step to come, 0-based
        const float keep = float(std::sqrt(schedule_.alpha(timestep))),
                    add = float(std::sqrt(schedule_.beta(timestep)));
        if (!random_)
            random_.emplace(seed_, "agreement", std::uint64_t(timestep));
        const std::size_t end = std::min(states_.size(), moved_ + moves);
        moves -= end - moved_;
        for (; moved_ < end; ++moved_)
            states_[moved_] = keep * states_[moved_] + add * random_->normal();
        if (moved_ < states_.size())
            return;
        kept_.push_back(
            agreementWith(states_, schedule_.signalScale(timestep) * start_, schedule_.noiseScale(timestep)));
        moved_ = 0;
        random_.reset();
    }
}

} // namespace diffuscope
