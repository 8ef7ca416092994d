#pragma once
#include <torch/types.h>

#include <cstdint>
#include <span>
#include <stop_token>

namespace diffuscope {

// How far two samples of distributions are apart. A sample is a float tensor [N, D] on the CPU, a point a row. Those
// that take a stop token throw Error("Cancelled") once it is asked for.

// Squared 2-Wasserstein distance between two samples of numbers, both sorted: the integral of the squared difference
// of their quantile functions, exact for any two counts >= 1.
double squaredWasserstein(std::span<const float> first, std::span<const float> second);

// Sliced 2-Wasserstein distance (Bonneel et al. 2015): root of the mean of the squared distances of the projections on
// `directions` random unit vectors. Two single points x and y are about |x - y| / sqrt(D) apart: for pictures, their
// root mean squared difference. Fewer points make it larger. Every N >= 1.
double slicedWasserstein(const torch::Tensor& first, const torch::Tensor& second, std::uint64_t seed,
                         int directions = 256, std::stop_token stop = {});

struct Estimate {
    double value = 0, error = 0; // error: one standard error
};

// Squared maximum mean discrepancy with the kernel (x.y / D + 1)^3, unbiased, so it may fall below 0 (Gretton et al.
// 2012, eq. 3; the kernel is that of the KID, Binkowski et al. 2018). Of each sample at most 4000 points drawn at
// random are used. The error is a jackknife over up to 20 random subsets left out in turn. Every N >= 3, else Error.
Estimate kernelDistance(const torch::Tensor& first, const torch::Tensor& second, std::uint64_t seed,
                        std::stop_token stop = {});

struct Gaussian {
    torch::Tensor mean, covariance; // double, [D] and [D, D] symmetric, positive semidefinite
};

// |m1 - m2|^2 + tr(C1 + C2 - 2 (C1^1/2 C2 C1^1/2)^1/2), the squared 2-Wasserstein distance of two Gaussians (Dowson &
// Landau 1982; Heusel et al. 2017 for the FID). By eigen-decomposition of symmetric matrices, so it is never complex.
double frechetDistance(const Gaussian& first, const Gaussian& second);

// The same of the Gaussians with the samples' means and covariances (divided by N - 1). Every N >= 2. Where a sample
// has fewer points than dimensions, the work and memory follow the points.
double frechetDistance(const torch::Tensor& first, const torch::Tensor& second);

} // namespace diffuscope
