#include "core/schedule/statistics/pixel_statistics.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <span>

namespace diffuscope {
namespace {

bool countable(float value) { return std::abs(value) <= std::numeric_limits<float>::max(); }

std::span<const float> planeOf(const Image& image, int channel)
{
    const std::span<const float> all(image.values);
    if (channel < 0)
        return all;
    const std::size_t size = image.planeSize();
    return channel < image.channels ? all.subspan(std::size_t(channel) * size, size) : all.first(0);
}

// Neighbours are counted in tables of their own: equal ones would wait for each other.
using BinCounts = std::array<std::uint32_t, ValueHistogram::kBins + 1>;
BinCounts countedIn(std::span<const float> values)
{
    std::array<BinCounts, 4> tables{};
    constexpr float kPerBin = float(1 / ValueHistogram::kBinWidth);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const float place =
            std::clamp((values[i] + float(ValueHistogram::kReach)) * kPerBin, 0.0f, float(ValueHistogram::kBins - 1));
        ++tables[i % 4][countable(values[i]) ? std::size_t(int(place)) : std::size_t(ValueHistogram::kBins)];
    }
    for (std::size_t table = 1; table < 4; ++table)
        for (std::size_t bin = 0; bin < tables[0].size(); ++bin)
            tables[0][bin] += tables[table][bin];
    return tables[0];
}

bool oneNumber(std::span<const float> values)
{
    const auto first = std::find_if(values.begin(), values.end(), countable);
    return std::all_of(first, values.end(), [&](float value) { return value == *first || !countable(value); });
}

} // namespace

ValueHistogram histogramOf(const Image& image, int channel)
{
    const std::span<const float> values = planeOf(image, channel);
    const BinCounts counts = countedIn(values);
    ValueHistogram histogram;
    histogram.count = values.size() - counts.back();
    if (histogram.count == 0)
        return histogram;
    for (std::size_t bin = 0; bin < histogram.shares.size(); ++bin) {
        histogram.shares[bin] = double(counts[bin]) / double(histogram.count);
        if (counts[bin] == histogram.count)
            histogram.constant = oneNumber(values);
    }
    return histogram;
}

double bellMass(int bin)
{
    static const std::array<double, ValueHistogram::kBins> kMasses = [] {
        const auto below = [](double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); };
        std::array<double, ValueHistogram::kBins> masses{};
        for (int i = 0; i < ValueHistogram::kBins; ++i) {
            const double left = -ValueHistogram::kReach + i * ValueHistogram::kBinWidth;
            masses[std::size_t(i)] =
                (i == ValueHistogram::kBins - 1 ? 1 : below(left + ValueHistogram::kBinWidth)) - (i ? below(left) : 0);
        }
        return masses;
    }();
    return kMasses[std::size_t(std::clamp(bin, 0, ValueHistogram::kBins - 1))];
}

double klToBell(const ValueHistogram& histogram)
{
    if (histogram.constant)
        return std::numeric_limits<double>::infinity();
    double kl = 0;
    int occupied = 0;
    for (int bin = 0; bin < ValueHistogram::kBins; ++bin)
        if (const double share = histogram.shares[std::size_t(bin)]; share > 0) {
            kl += share * std::log(share / bellMass(bin));
            ++occupied;
        }
    return occupied ? std::max(0.0, kl - (occupied - 1) / (2.0 * double(histogram.count))) : 0;
}

std::vector<ChannelStats> channelStatsOf(const Image& image)
{
    std::vector<ChannelStats> all;
    for (int channel = 0; channel < image.channels; ++channel) {
        ChannelStats stats;
        const std::span<const float> values = planeOf(image, channel);
        double sum = 0, squares = 0;
        float low = std::numeric_limits<float>::infinity(), high = -low;
        for (const float value : values)
            if (countable(value)) {
                sum += double(value);
                ++stats.count;
                low = std::min(low, value), high = std::max(high, value);
            }
        if (stats.count) {
            stats.mean = low == high ? double(low) : sum / double(stats.count);
            for (const float value : values)
                if (countable(value))
                    squares += (double(value) - stats.mean) * (double(value) - stats.mean);
            stats.variance = squares / double(stats.count);
        }
        all.push_back(stats);
    }
    return all;
}

double meanSquareOf(const Image& image)
{
    double sum = 0;
    for (const float value : image.values)
        sum += double(value) * double(value);
    return image.values.empty() ? 0 : sum / double(image.values.size());
}

} // namespace diffuscope
