#include "core/base/error.h"
#include "core/metrics/distances.h"

#include <algorithm>
#include <string>

namespace diffuscope {
namespace {

// Sum of the square roots of the eigenvalues of a symmetric matrix; rounding may push those that are 0 below it.
double sumOfRoots(const torch::Tensor& symmetric)
{
    return torch::linalg_eigvalsh((symmetric + symmetric.t()) / 2).clamp_min(0).sqrt().sum().item<double>();
}

torch::Tensor symmetricRoot(const torch::Tensor& symmetric)
{
    const auto [values, vectors] = torch::linalg_eigh((symmetric + symmetric.t()) / 2);
    return (vectors * values.clamp_min(0).sqrt()).mm(vectors.t());
}

double squaredNorm(const torch::Tensor& values) { return values.square().sum().item<double>(); }

// A sample around its mean, scaled so that its covariance is spread^T spread.
struct Sample {
    explicit Sample(const torch::Tensor& points)
    {
        if (points.size(0) < 2)
            throw Error("The Frechet distance needs at least 2 points", std::to_string(points.size(0)));
        const torch::Tensor exact = points.to(torch::kFloat64);
        mean = exact.mean(0);
        spread = (exact - mean) / std::sqrt(double(points.size(0) - 1));
    }
    torch::Tensor mean, spread;
};

} // namespace

double frechetDistance(const Gaussian& first, const Gaussian& second)
{
    const torch::Tensor root = symmetricRoot(first.covariance);
    const double mixed = sumOfRoots(root.mm(second.covariance).mm(root));
    const double traces = first.covariance.trace().item<double>() + second.covariance.trace().item<double>();
    return std::max(0.0, squaredNorm(first.mean - second.mean) + traces - 2 * mixed);
}

double frechetDistance(const torch::Tensor& first, const torch::Tensor& second)
{
    const Sample a(first), b(second);
    const auto dimension = first.size(1);
    if (std::min(first.size(0), second.size(0)) >= dimension)
        return frechetDistance(Gaussian{a.mean, a.spread.t().mm(a.spread)},
                               Gaussian{b.mean, b.spread.t().mm(b.spread)});
    // The root's trace is the sum of the singular values of A B^T, which has as many as the smaller sample has points.
    const bool firstIsSmaller = first.size(0) <= second.size(0);
    const torch::Tensor& few = firstIsSmaller ? a.spread : b.spread;
    const torch::Tensor& many = firstIsSmaller ? b.spread : a.spread;
    const torch::Tensor product = few.mm(many.t());
    const double mixed = sumOfRoots(product.mm(product.t()));
    return std::max(0.0, squaredNorm(a.mean - b.mean) + squaredNorm(a.spread) + squaredNorm(b.spread) - 2 * mixed);
}

} // namespace diffuscope
