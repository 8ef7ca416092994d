// The nearest picture of a set: the right one, exactly, and what distance is usual.
#include "core/base/random.h"
#include "core/metrics/nearest.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace diffuscope;

namespace {

std::vector<Image> noisePictures(int count, int side, std::uint64_t seed)
{
    std::vector<Image> images;
    for (int k = 0; k < count; ++k) {
        Image image(1, side, side);
        Random(seed, "test", std::uint64_t(k)).fillNormal(image.values);
        images.push_back(std::move(image));
    }
    return images;
}

double apart(const Image& a, const Image& b)
{
    double sum = 0;
    for (std::size_t k = 0; k < a.values.size(); ++k)
        sum += std::pow(double(a.values[k]) - double(b.values[k]), 2);
    return std::sqrt(sum / double(a.values.size()));
}

std::pair<int, double> byLooking(const Image& image, const std::vector<Image>& set, int self = -1)
{
    std::pair<int, double> best{-1, std::numeric_limits<double>::infinity()};
    for (int k = 0; k < int(set.size()); ++k)
        if (const double distance = apart(image, set[std::size_t(k)]); k != self && distance < best.second)
            best = {k, distance};
    return best;
}

} // namespace

class TestNearest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyNearestIsTheRightOne();
    void copiesAreFoundExactly();
    void usualDistanceLeavesThePictureItselfOut();
    void onePictureHasNoNeighbour();
    void cancelling();
};

void TestNearest::everyNearestIsTheRightOne()
{
    const auto set = noisePictures(9000, 4, 0), images = noisePictures(40, 4, 1); // three blocks
    const NearestImages found = nearestImages(images, picturesOf(set));
    QCOMPARE(found.nearest.size(), images.size());
    for (std::size_t k = 0; k < images.size(); ++k) {
        const auto [index, distance] = byLooking(images[k], set);
        QCOMPARE(found.nearest[k].index, index);
        QVERIFY(std::abs(found.nearest[k].distance - distance) < 1e-12);
    }
}

void TestNearest::copiesAreFoundExactly()
{
    auto set = noisePictures(6000, 12, 0);
    for (const int near : {17, 4500}) { // so close that a difference of products cannot tell
        set[std::size_t(near)] = set[2222];
        set[std::size_t(near)].values[5] += 1e-4f;
    }
    const auto strangers = noisePictures(1, 12, 5);
    const NearestImages found = nearestImages({set[2222], set[0], set[5999], strangers[0]}, picturesOf(set));
    const int wanted[] = {2222, 0, 5999};
    for (std::size_t k = 0; k < 3; ++k) {
        QCOMPARE(found.nearest[k].index, wanted[k]);
        QCOMPARE(found.nearest[k].distance, 0.0);
    }
    QVERIFY(found.nearest[3].distance > 0.5 * found.medianNeighbourDistance);
}

void TestNearest::usualDistanceLeavesThePictureItselfOut()
{
    const auto set = noisePictures(101, 4, 3); // all are looked at
    std::vector<double> distances;
    for (int k = 0; k < int(set.size()); ++k)
        distances.push_back(byLooking(set[std::size_t(k)], set, k).second);
    std::sort(distances.begin(), distances.end());
    QVERIFY(std::abs(nearestImages({set[3]}, picturesOf(set)).medianNeighbourDistance - distances[50]) < 1e-12);

    auto pairs = noisePictures(400, 4, 4);
    for (std::size_t k = 0; k < 200; ++k)
        pairs[k + 200] = pairs[k];
    QCOMPARE(nearestImages({set[3]}, picturesOf(pairs)).medianNeighbourDistance, 0.0); // every picture is there twice
}

void TestNearest::onePictureHasNoNeighbour()
{
    const auto alone = noisePictures(1, 4, 6), asked = noisePictures(2, 4, 7);
    QCOMPARE(usualNeighbourDistance(picturesOf(alone)), 0.0); // unknown
    const NearestImages found = nearestImages({asked[0], alone[0]}, picturesOf(alone));
    QCOMPARE(found.nearest[0].index, 0);
    QCOMPARE(found.nearest[1].distance, 0.0);
}

void TestNearest::cancelling()
{
    const auto set = noisePictures(9000, 4, 0);
    std::stop_source stop;
    int asked = 0;
    const Pictures counted{int(set.size()), [&](int index) {
                               if (++asked == 1000)
                                   stop.request_stop();
                               return set[std::size_t(index)];
                           }};
    QVERIFY_EXCEPTION_THROWN(nearestImages({set[0]}, counted, stop.get_token()), Error);
    QVERIFY(asked < 6000);
}

TEST_MAIN(TestNearest)
#include "tst_nearest.moc"
