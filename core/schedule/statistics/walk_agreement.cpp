#include "core/schedule/statistics/walk_agreement.h"

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

// `bins` are the fine bins of the values, standard(i) gives value i in deviations from the mean.
template <typename Standard> double kolmogorov(const std::vector<std::uint16_t>& bins, Standard standard)
{
    const double count = double(bins.size());
    std::vector<std::uint32_t> counts(kFine + 2);
    for (const std::uint16_t bin : bins)
        ++counts[bin];
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
    for (std::size_t i = 0; i < bins.size(); ++i)
        if (candidate[bins[i]])
            inside[bins[i]].push_back(standard(i));
    for (std::size_t bin = 0; bin < kFine + 2; ++bin)
        if (candidate[bin])
            distance = std::max(distance, distanceWithin(inside[bin], before[bin], count));
    return distance;
}

std::size_t coarseBin(double z)
{
    const double place = (z + Agreement::kReach) * (Agreement::kBins / (2 * Agreement::kReach));
    return std::size_t(std::clamp(place, 0.0, Agreement::kBins - 1.0));
}

void comparePoint(Agreement& result, std::span<const float> values, float point)
{
    const auto elsewhere = std::count_if(values.begin(), values.end(), [point](float value) { return value != point; });
    result.distance = double(elsewhere) / double(values.size());
    result.histogram[coarseBin(0)] = std::uint32_t(values.size() - std::size_t(elsewhere));
    result.histogram.back() += std::uint32_t(elsewhere);
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
    double sum = 0, squares = 0; // around the Gaussian's mean, where they lose nothing
    for (const float value : values) {
        const double off = double(value) - mean;
        sum += off;
        squares += off * off;
    }
    result.mean = mean + sum / count;
    result.deviation = values.size() > 1 ? std::sqrt(std::max(0.0, squares - sum * sum / count) / (count - 1)) : 0;
    result.meanError = deviation / root;
    result.deviationError = values.size() > 1 ? deviation / std::sqrt(2 * (count - 1)) : 0;
    result.critical = 1.358 / (root + 0.12 + 0.11 / root);
    if (!(deviation > 0)) {
        comparePoint(result, values, float(mean));
        return result;
    }
    const double scale = 1 / deviation;
    const auto standard = [&](std::size_t i) { return (double(values[i]) - mean) * scale; };
    std::vector<std::uint16_t> bins(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double z = standard(i);
        ++result.histogram[coarseBin(z)];
        bins[i] = std::uint16_t(fineBin(z));
    }
    result.distance = kolmogorov(bins, standard);
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
