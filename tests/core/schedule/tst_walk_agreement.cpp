#include "core/schedule/statistics/walk_agreement.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numbers>

using namespace diffuscope;

namespace {

double slowDistance(std::vector<float> values, double mean, double deviation)
{
    std::sort(values.begin(), values.end());
    double distance = 0;
    const double count = double(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double exact = 0.5 * std::erfc(-(double(values[i]) - mean) / deviation / std::numbers::sqrt2);
        distance = std::max({distance, double(i + 1) / count - exact, exact - double(i) / count});
    }
    return distance;
}

} // namespace

// The panel "jump and walk": that right chains agree and wrong ones don't.
class TestWalkAgreement : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void distanceIsExact()
    {
        Random random(5, "agreement test");
        for (const std::size_t count : {1u, 2u, 30u, 2000u})
            for (const float scale : {0.01f, 0.7f, 1.0f, 1.3f, 40.0f}) {
                std::vector<float> values(count);
                random.fillNormal(values);
                for (float& value : values)
                    value = 0.3f + scale * value;
                const Agreement found = agreementWith(values, 0.25, 0.9);
                QVERIFY2(std::abs(found.distance - slowDistance(values, 0.25, 0.9)) < 1e-12,
                         qPrintable(QStringLiteral("%1 values, scale %2").arg(count).arg(double(scale))));
                std::size_t counted = 0;
                for (const auto bin : found.histogram)
                    counted += bin;
                QCOMPARE(counted, count);
            }
    }

    void momentsAndTheirErrors()
    {
        std::vector<float> values(10000);
        Random(8, "moments").fillNormal(values);
        for (float& value : values)
            value = 2 + 3 * value;
        const Agreement found = agreementWith(values, 2, 3);
        QCOMPARE(found.meanError, 0.03);
        QVERIFY(std::abs(found.mean - 2) < 4 * found.meanError);
        QVERIFY(std::abs(found.deviation - 3) < 4 * found.deviationError);
        QVERIFY(std::abs(found.critical - 0.01358) < 1e-4);
        QVERIFY(found.agrees());
        QCOMPARE(agreementWith({}, 0, 1).count, std::size_t(0));
    }

    void aPointAgreesWithAPoint()
    {
        QCOMPARE(agreementWith(std::vector<float>(50, 0.5f), 0.5, 0).distance, 0.0);
        QCOMPARE(agreementWith(std::vector<float>(50, 0.4f), 0.5, 0).distance, 1.0);
    }

    void walksHaveTheLawOfTheJump()
    {
        int outside = 0, asked = 0;
        for (std::uint64_t seed = 0; seed < 60; ++seed) {
            WalkEnsemble walks(makeSchedule({"cosine", 40, {}}), 0.7, seed, 500);
            walks.advance(40 * 500);
            QVERIFY(walks.finished());
            for (const int step : {1, 13, 40}) {
                outside += !walks.at(step).agrees();
                ++asked;
            }
        }
        QVERIFY2(outside <= 20, qPrintable(QStringLiteral("%1 of %2").arg(outside).arg(asked))); // 9 expected
        QVERIFY(outside >= 1); // a critical value that nothing reaches would say nothing
    }

    void anotherScheduleIsNoticed()
    {
        const Schedule walked = makeSchedule({"linear", 100, {}});
        const Schedule wrong = makeSchedule({"linear", 100, {{"beta_end", 0.03}}});
        WalkEnsemble walks(walked, 0.7, 7, 2000);
        walks.advance(2000 * 100);
        // The same numbers against the other schedule's closed form, by its mean and deviation.
        for (const int step : {30, 60}) {
            const Agreement& right = walks.at(step);
            QVERIFY(right.agrees());
            std::vector<float> values;
            for (std::size_t bin = 0; bin < right.histogram.size(); ++bin)
                values.insert(
                    values.end(), right.histogram[bin],
                    float(right.exactMean + right.exactDeviation * (-4 + 8 * (double(bin) + 0.5) / Agreement::kBins)));
            QVERIFY(!agreementWith(values, wrong.signalScale(step - 1) * 0.7, wrong.noiseScale(step - 1)).agrees());
        }
    }

    void slicesAndMoreWalksContinueTheSameChains()
    {
        const Schedule schedule = makeSchedule({"linear", 30, {}});
        WalkEnsemble whole(schedule, -0.4, 3, 400), sliced(schedule, -0.4, 3, 400);
        whole.advance(400 * 30 + 5000); // nothing past T
        int calls = 0;
        while (!sliced.finished()) {
            sliced.advance(7);
            ++calls;
        }
        QVERIFY(calls > 1000);
        QCOMPARE(whole.reached(), 30);
        for (int step = 0; step <= 30; ++step) {
            QCOMPARE(sliced.at(step).mean, whole.at(step).mean);
            QCOMPARE(sliced.at(step).histogram, whole.at(step).histogram);
        }
        WalkEnsemble one(schedule, -0.4, 3, 1), other(schedule, -0.4, 4, 1);
        one.advance(30);
        other.advance(30);
        QVERIFY(one.at(30).mean != other.at(30).mean);
        WalkEnsemble again(schedule, -0.4, 3, 1);
        again.advance(30);
        QCOMPARE(again.at(30).mean, one.at(30).mean);
    }

    void zeroTerminalSnrForgetsTheData()
    {
        WalkEnsemble walks(makeSchedule({"linear", 20, {{"rescale_betas_zero_snr", true}}}), 1, 2, 1000);
        walks.advance(1000 * 20);
        QCOMPARE(walks.at(20).exactMean, 0.0);
        QCOMPARE(walks.at(20).exactDeviation, 1.0);
        QVERIFY(walks.at(20).agrees());
    }
};

TEST_MAIN(TestWalkAgreement)
#include "tst_walk_agreement.moc"
