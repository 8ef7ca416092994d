// Distances of samples against cases whose answer is known.
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/metrics/distances.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <cmath>
#include <vector>

using namespace diffuscope;

namespace {

torch::Tensor normal(std::int64_t count, std::int64_t dimension, std::uint64_t index)
{
    torch::Tensor points = torch::empty({count, dimension});
    Random(1, "test", index).fillNormal({points.data_ptr<float>(), std::size_t(count * dimension)});
    return points;
}

bool near(double value, double wanted, double tolerance)
{
    if (std::abs(value - wanted) <= tolerance)
        return true;
    qWarning("%.12g instead of %.12g", value, wanted);
    return false;
}

double kernel(const torch::Tensor& x, const torch::Tensor& y)
{
    return std::pow(x.dot(y).item<double>() / double(x.size(0)) + 1, 3);
}

// The unbiased estimate by its definition.
double meanDiscrepancy(const torch::Tensor& x, const torch::Tensor& y)
{
    const auto mean = [](const torch::Tensor& a, const torch::Tensor& b, bool same) {
        double sum = 0;
        for (int i = 0; i < a.size(0); ++i)
            for (int j = 0; j < b.size(0); ++j)
                sum += same && i == j ? 0 : kernel(a[i], b[j]);
        return sum / double(a.size(0) * (b.size(0) - same));
    };
    return mean(x, x, true) + mean(y, y, true) - 2 * mean(x, y, false);
}

torch::Tensor exact(std::initializer_list<double> values)
{
    return torch::tensor(std::vector<double>(values), torch::kFloat64);
}

} // namespace

class TestDistances : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void oneDimensionIsExact();
    void slicesOfKnownSets();
    void slicesAreReproducible();
    void kernelDistanceIsItsDefinition();
    void kernelDistanceOfEqualDistributionsIsAboutZero();
    void kernelErrorIsTheSpreadOfTheEstimate();
    void frechetOfKnownGaussians();
    void frechetOfFewPointsIsTheSame();
    void tooFewPointsAndCancelling();
};

void TestDistances::oneDimensionIsExact()
{
    const auto squared = [](std::vector<float> a, std::vector<float> b) { return squaredWasserstein(a, b); };
    QCOMPARE(squared({1, 2, 5}, {1, 2, 5}), 0.0);
    QCOMPARE(squared({1, 2, 5}, {3, 4, 7}), 4.0);          // moved by 2
    QCOMPARE(squared({0, 1}, {0.5}), 0.25);                // both halves go half a unit
    QVERIFY(near(squared({0, 0, 3}, {0, 3}), 1.5, 1e-12)); // a sixth of the mass goes 3 units
    QCOMPARE(squared({0, 0, 3, 3}, {0, 3}), 0.0);          // the same distribution
}

void TestDistances::slicesOfKnownSets()
{
    const auto line = torch::tensor({5.0f, 1.0f, 2.0f}).unsqueeze(1), moved = line.flip(0) + 3;
    QVERIFY(near(slicedWasserstein(line, moved, 0), 3, 1e-6)); // one dimension: every direction is the line
    const auto points = normal(300, 48, 0), shift = normal(1, 48, 1);
    const double apart = shift.norm().item<double>() / std::sqrt(48.0);
    QVERIFY(near(slicedWasserstein(points, points + shift, 0, 2000) / apart, 1, 0.05));
    QVERIFY(near(slicedWasserstein(points.narrow(0, 0, 1), points.narrow(0, 0, 1) + shift, 0, 2000) / apart, 1, 0.05));
    QVERIFY(slicedWasserstein(points, torch::cat({points, points}), 0) < 1e-6); // counts differ, distributions do not
    // N(0, 1) and N(0, 9) in every direction: 2 apart
    QVERIFY(near(slicedWasserstein(normal(4000, 4, 2), normal(5000, 4, 3) * 3, 0), 2, 0.1));
}

void TestDistances::slicesAreReproducible()
{
    const auto a = normal(50, 12, 0), b = normal(70, 12, 1) + 0.5;
    QCOMPARE(slicedWasserstein(a, b, 7), slicedWasserstein(a, b, 7));
    QVERIFY(slicedWasserstein(a, b, 7) != slicedWasserstein(a, b, 8));
    QVERIFY(near(slicedWasserstein(a, b, 7), slicedWasserstein(b, a, 7), 1e-9));
}

void TestDistances::kernelDistanceIsItsDefinition()
{
    for (const auto& [n, m] : {std::pair{7, 5}, {3, 40}, {61, 23}}) {
        const auto x = normal(n, 6, 0), y = normal(m, 6, 1) * 0.7 + 0.4;
        QVERIFY(near(kernelDistance(x, y, 3).value, meanDiscrepancy(x, y), 1e-5));
    }
    // All points in one place each: k(p, p) + k(q, q) - 2 k(p, q), without doubt.
    const auto p = torch::full({4, 2}, 1.0f), q = torch::full({9, 2}, -0.5f);
    const Estimate estimate = kernelDistance(p, q, 0);
    QVERIFY(near(estimate.value, 8 + std::pow(1.25, 3) - 2 * std::pow(0.5, 3), 1e-5));
    QVERIFY(estimate.error < 1e-4);
}

void TestDistances::kernelDistanceOfEqualDistributionsIsAboutZero()
{
    const auto a = normal(900, 16, 0), b = normal(700, 16, 1);
    const Estimate equal = kernelDistance(a, b, 0), other = kernelDistance(a, b * 1.3 + 0.2, 0);
    QVERIFY2(std::abs(equal.value) < 4 * equal.error, qPrintable(QString::number(equal.value)));
    QVERIFY2(equal.error > 0 && equal.error < 0.05, qPrintable(QString::number(equal.error)));
    QVERIFY(other.value > 8 * other.error && other.value > 0.05);
    QVERIFY(kernelDistance(a, a, 0).value < 1e-3);
    QCOMPARE(kernelDistance(a, b, 5).value, kernelDistance(a, b, 5).value);
}

// Measured again and again on fresh samples, the estimates spread as each one says.
void TestDistances::kernelErrorIsTheSpreadOfTheEstimate()
{
    constexpr int kTrials = 200;
    double sum = 0, squares = 0, errors = 0;
    for (std::uint64_t k = 0; k < kTrials; ++k) {
        const Estimate estimate = kernelDistance(normal(80, 4, 2 * k), normal(120, 4, 2 * k + 1) + 0.5, k);
        sum += estimate.value;
        squares += estimate.value * estimate.value;
        errors += estimate.error;
    }
    const double spread = std::sqrt((squares - sum * sum / kTrials) / (kTrials - 1));
    QVERIFY2(near(errors / kTrials / spread, 1, 0.25), qPrintable(QString::number(spread)));
}

void TestDistances::frechetOfKnownGaussians()
{
    const Gaussian a{exact({1, 2}), torch::diag(exact({4, 9}))}, b{exact({1, 5}), torch::diag(exact({1, 16}))};
    QVERIFY(near(frechetDistance(a, b), 9 + 1 + 1, 1e-9)); // means, then (2 - 1)^2 + (3 - 4)^2
    QVERIFY(near(frechetDistance(a, a), 0, 1e-9));
    // Not diagonal together: tr sqrt(C1 C2) = sqrt(tr + 2 sqrt(det)) in two dimensions.
    const Gaussian c{exact({0, 0}), exact({2, 1, 1, 3}).view({2, 2})},
        d{exact({0, 0}), exact({5, -2, -2, 1}).view({2, 2})};
    const double trace = c.covariance.mm(d.covariance).trace().item<double>(), determinant = 5.0 * 1.0;
    const double wanted = 5 + 6 - 2 * std::sqrt(trace + 2 * std::sqrt(determinant));
    QVERIFY(near(frechetDistance(c, d), wanted, 1e-9));
    QVERIFY(near(frechetDistance(d, c), wanted, 1e-9));
    // Flat ones, where a general matrix square root fails: variance only along different axes.
    const Gaussian e{exact({0, 0}), torch::diag(exact({4, 0}))}, f{exact({0, 0}), torch::diag(exact({0, 9}))};
    QVERIFY(near(frechetDistance(e, f), 13, 1e-9));
}

void TestDistances::frechetOfFewPointsIsTheSame()
{
    const auto a = normal(12, 30, 0), b = normal(50, 30, 1) * 1.5 + 0.3;
    const auto gaussianOf = [](const torch::Tensor& points) {
        const auto values = points.to(torch::kFloat64), centred = values - values.mean(0);
        return Gaussian{values.mean(0), centred.t().mm(centred) / double(points.size(0) - 1)};
    };
    const double wanted = frechetDistance(gaussianOf(a), gaussianOf(b));
    QVERIFY(wanted > 1);
    QVERIFY(near(frechetDistance(a, b), wanted, 1e-6 * wanted)); // by the points
    QVERIFY(near(frechetDistance(b, a), wanted, 1e-6 * wanted));
    QVERIFY(near(frechetDistance(a, a), 0, 1e-6));
    const auto many = normal(60, 30, 3);
    QVERIFY(near(frechetDistance(many, b), frechetDistance(gaussianOf(many), gaussianOf(b)), 1e-9)); // by covariances
}

void TestDistances::tooFewPointsAndCancelling()
{
    const auto a = normal(2, 3, 0), b = normal(9, 3, 1);
    QVERIFY_EXCEPTION_THROWN(kernelDistance(a, b, 0), Error);
    QVERIFY_EXCEPTION_THROWN(frechetDistance(b, a.narrow(0, 0, 1)), Error);
    std::stop_source stop;
    stop.request_stop();
    QVERIFY_EXCEPTION_THROWN(kernelDistance(b, b, 0, stop.get_token()), Error);
    QVERIFY_EXCEPTION_THROWN(slicedWasserstein(b, b, 0, 16, stop.get_token()), Error);
}

TEST_MAIN(TestDistances)
#include "tst_distances.moc"
