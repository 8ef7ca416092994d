#include "core/base/random.h"
#include "core/metrics/distances.h"
#include "core/metrics/pictures.h"

#include <cmath>
#include <numeric>
#include <string>
#include <utility>

namespace diffuscope {
namespace {

constexpr int kMostPoints = 4000;
constexpr int kMostSubsets = 20;

// At most kMostPoints rows in random order.
torch::Tensor drawn(const torch::Tensor& points, Random random)
{
    std::vector<std::int64_t> order(std::size_t(points.size(0)));
    std::iota(order.begin(), order.end(), 0);
    const std::size_t kept = std::min<std::size_t>(order.size(), kMostPoints);
    for (std::size_t k = 0; k < kept; ++k)
        std::swap(order[k], order[k + std::size_t(random.below(int(order.size() - k)))]);
    order.resize(kept);
    return points.index_select(0, torch::tensor(order, torch::kLong));
}

struct Subsets {
    torch::Tensor points;
    int count;
    std::int64_t start(int subset) const { return points.size(0) * subset / count; }
    std::int64_t size(int subset) const { return start(subset + 1) - start(subset); }
    torch::Tensor of(int subset) const { return points.narrow(0, start(subset), size(subset)); }
};

// Sums of the kernel over all pairs of a subset of x and a subset of y, row by row; pairs of a point with itself are
// left out when x and y are one sample.
std::vector<double> pairSums(const Subsets& x, const Subsets& y, bool same, const std::stop_token& stop)
{
    std::vector<double> sums(std::size_t(x.count * y.count));
    const auto at = [&](int i, int j) -> double& { return sums[std::size_t(i * y.count + j)]; };
    for (int i = 0; i < x.count; ++i) {
        throwIfStopped(stop);
        const std::int64_t first = same ? y.start(i) : 0; // the kernel is symmetric: half of the work
        const torch::Tensor others = y.points.narrow(0, first, y.points.size(0) - first);
        const torch::Tensor kernel = x.of(i).mm(others.t()).div_(double(x.points.size(1))).add_(1).pow_(3);
        for (int j = same ? i : 0; j < y.count; ++j)
            at(i, j) = kernel.narrow(1, y.start(j) - first, y.size(j)).sum(torch::kFloat64).item<double>();
        if (same)
            at(i, i) -= kernel.diagonal().sum(torch::kFloat64).item<double>();
        for (int j = i + 1; same && j < y.count; ++j)
            at(j, i) = at(i, j);
    }
    return sums;
}

double sumWithout(const std::vector<double>& sums, int count, int left)
{
    double sum = 0;
    for (int i = 0; i < count; ++i)
        for (int j = 0; j < count; ++j)
            sum += i == left || j == left ? 0 : sums[std::size_t(i * count + j)];
    return sum;
}

} // namespace

Estimate kernelDistance(const torch::Tensor& first, const torch::Tensor& second, std::uint64_t seed,
                        std::stop_token stop)
{
    const auto fewest = std::min(first.size(0), second.size(0));
    if (fewest < 3)
        throw Error("The kernel distance needs at least 3 points", std::to_string(fewest));
    const int count = int(std::min<std::int64_t>(kMostSubsets, fewest));
    const Subsets x{drawn(first, Random(seed, "subsets", 0)), count};
    const Subsets y{drawn(second, Random(seed, "subsets", 1)), count};
    const auto xx = pairSums(x, x, true, stop), yy = pairSums(y, y, true, stop), xy = pairSums(x, y, false, stop);
    const auto without = [&](int left) {
        const double n = double(x.points.size(0) - (left < 0 ? 0 : x.size(left)));
        const double m = double(y.points.size(0) - (left < 0 ? 0 : y.size(left)));
        return sumWithout(xx, count, left) / (n * (n - 1)) + sumWithout(yy, count, left) / (m * (m - 1)) -
               2 * sumWithout(xy, count, left) / (n * m);
    };
    double sum = 0, squares = 0;
    for (int left = 0; left < count; ++left) {
        const double value = without(left);
        sum += value;
        squares += value * value;
    }
    const double spread = std::max(0.0, squares - sum * sum / count);
    return {without(-1), std::sqrt(spread * (count - 1) / count)};
}

} // namespace diffuscope
