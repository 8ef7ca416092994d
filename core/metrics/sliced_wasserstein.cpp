#include "core/base/random.h"
#include "core/metrics/distances.h"
#include "core/metrics/pictures.h"

#include <cmath>

namespace diffuscope {
namespace {

constexpr int kDirectionsAtOnce = 32;

// Rows of length 1: [count, D], from number `first` on.
torch::Tensor directionsFrom(std::uint64_t seed, int first, int count, std::int64_t dimension)
{
    torch::Tensor rows = torch::empty({count, dimension}, torch::kFloat32);
    for (int k = 0; k < count; ++k)
        Random(seed, "slices", std::uint64_t(first + k))
            .fillNormal({rows.data_ptr<float>() + k * dimension, std::size_t(dimension)});
    return rows / rows.norm(2, 1, true);
}

// [directions, N], each row sorted.
torch::Tensor projections(const torch::Tensor& points, const torch::Tensor& directions)
{
    return std::get<0>(directions.mm(points.t()).sort(1)).contiguous();
}

std::span<const float> rowOf(const torch::Tensor& matrix, std::int64_t row)
{
    return {matrix.data_ptr<float>() + row * matrix.size(1), std::size_t(matrix.size(1))};
}

} // namespace

double squaredWasserstein(std::span<const float> first, std::span<const float> second)
{
    const auto n = std::int64_t(first.size()), m = std::int64_t(second.size());
    double sum = 0;
    // Both quantile functions are steps; walk from one of their edges to the next, in units of 1 / (n m).
    for (std::int64_t i = 0, j = 0, at = 0; i < n && j < m;) {
        const std::int64_t endFirst = (i + 1) * m, endSecond = (j + 1) * n, next = std::min(endFirst, endSecond);
        const double apart = double(first[std::size_t(i)]) - double(second[std::size_t(j)]);
        sum += apart * apart * double(next - at);
        at = next;
        i += next == endFirst;
        j += next == endSecond;
    }
    return sum / (double(n) * double(m));
}

double slicedWasserstein(const torch::Tensor& first, const torch::Tensor& second, std::uint64_t seed, int directions,
                         std::stop_token stop)
{
    double sum = 0;
    for (int start = 0; start < directions; start += kDirectionsAtOnce) {
        throwIfStopped(stop);
        const int count = std::min(kDirectionsAtOnce, directions - start);
        const torch::Tensor rows = directionsFrom(seed, start, count, first.size(1));
        const torch::Tensor a = projections(first, rows), b = projections(second, rows);
        for (int k = 0; k < count; ++k)
            sum += squaredWasserstein(rowOf(a, k), rowOf(b, k));
    }
    return std::sqrt(sum / directions);
}

} // namespace diffuscope
