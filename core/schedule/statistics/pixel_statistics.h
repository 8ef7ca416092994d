#pragma once
#include "core/base/image/image.h"

#include <array>
#include <cstddef>
#include <vector>

namespace diffuscope {

// Shares of pixel values in 64 bins over [-4, 4], the tails in the end ones. What is not finite is not counted.
struct ValueHistogram {
    static constexpr int kBins = 64;
    static constexpr double kReach = 4, kBinWidth = 2 * kReach / kBins;
    std::array<double, kBins> shares{}; // sum 1, or all 0 when nothing was counted
    std::size_t count = 0;
    bool constant = false; // all the values are one number
};
ValueHistogram histogramOf(const Image& image, int channel = -1); // -1: all of them together

double bellMass(int bin); // of N(0, 1) in that bin

// Divergence of the values from N(0, 1) in nat, estimated from the bins: sum p ln(p / q), less (occupied bins - 1) /
// 2 count, which it is too large by on average (Miller 1955), and never below 0. Binning can only lower a divergence,
// so the true one is at least this. Infinite for a constant, which has no density; 0 when nothing was counted.
double klToBell(const ValueHistogram& histogram);

struct ChannelStats {
    double mean = 0, variance = 0; // of the finite values, divided by their number; a constant has exactly 0
    std::size_t count = 0;
};
std::vector<ChannelStats> channelStatsOf(const Image& image);

double meanSquareOf(const Image& image); // 0 for an empty one

} // namespace diffuscope
