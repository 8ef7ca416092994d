// What training is fed with: the same batches whether made in advance or not, each picture once an epoch, and changes
// to pictures that do what they say.
#include "core/base/error.h"
#include "core/data/batch_loader.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <torch/types.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <numeric>
#include <set>

using namespace diffuscope;

namespace {

std::shared_ptr<Dataset> gradients(int count, int channels = 3, int side = 12)
{
    auto set = std::make_shared<Dataset>();
    set->source = set->name = "gradients";
    set->channels = channels;
    set->height = set->width = side;
    set->classNames = {"even", "odd"};
    for (int k = 0; k < count; ++k) {
        set->labels.push_back(k % 2);
        for (int c = 0; c < channels; ++c)
            for (int y = 0; y < side; ++y)
                for (int x = 0; x < side; ++x)
                    set->values.push_back(std::uint8_t((k * 37 + c * 80 + y * 9 + x * 5) % 256));
    }
    return set;
}

bool same(const Batch& a, const Batch& b)
{
    return a.indices == b.indices && torch::equal(a.images, b.images) && torch::equal(a.labels, b.labels);
}

std::vector<float> picture(int channels, int side)
{
    std::vector<float> values;
    for (int k = 0; k < channels * side * side; ++k)
        values.push_back(float(std::sin(k * 0.37)));
    return values;
}

double processorSeconds() { return double(std::clock()) / CLOCKS_PER_SEC; } // of all threads

const Augmentation kEverything = {.mirror = true, .crop = 2, .rotate = 12, .zoom = 0.2, .colour = 0.3};

} // namespace

class TestBatchLoader : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void advanceChangesNothing();
    void everyPictureOnceAnEpoch();
    void onlyTheChosenPictures();
    void aBusyLoaderEndsAtOnce();
    void waitingIsMeasured();
    void wrongUseIsNamed();
    void nothingToDoDoesNothing();
    void mirrorIsExact();
    void shiftMovesWholePixels();
    void augmentationDependsOnSeedAndPositionOnly();
    void augmentationStaysWithinItsLimits();
};

void TestBatchLoader::advanceChangesNothing()
{
    const auto set = gradients(23);
    BatchLoader plain(set, {}, 5, 7, kEverything, 0), ahead(set, {}, 5, 7, kEverything, 4),
        one(set, {}, 5, 7, kEverything, 1);
    for (const int index : {0, 1, 2, 3, 4, 5, 6, 20, 21, 23, 24, 3, 4, 4, 0, 1, 2, 9, 11, 12}) {
        for (int k = 0; k < index % 3; ++k) // meanwhile the others get ahead, now more, now less
            (void)plain.batch(k);
        const Batch wanted = plain.batch(index);
        QVERIFY2(same(ahead.batch(index), wanted), qPrintable(QString::number(index)));
        QVERIFY2(same(one.batch(index), wanted), qPrintable(QString::number(index)));
    }
}

void TestBatchLoader::everyPictureOnceAnEpoch()
{
    BatchLoader loader(gradients(20), {}, 4, 3, {});
    std::vector<std::vector<int>> epochs;
    for (int epoch = 0; epoch < 3; ++epoch) {
        std::vector<int> seen;
        for (int k = 0; k < 5; ++k) {
            const Batch batch = loader.batch(epoch * 5 + k);
            seen.insert(seen.end(), batch.indices.begin(), batch.indices.end());
            for (int i = 0; i < 4; ++i)
                QCOMPARE(int(batch.labels[i].item<std::int64_t>()), batch.indices[std::size_t(i)] % 2);
        }
        epochs.push_back(seen);
        std::sort(seen.begin(), seen.end());
        for (int k = 0; k < 20; ++k)
            QCOMPARE(seen[std::size_t(k)], k);
    }
    QVERIFY(epochs[0] != epochs[1] && epochs[1] != epochs[2]);
}

void TestBatchLoader::onlyTheChosenPictures()
{
    BatchLoader loader(gradients(20), {1, 5, 8}, 6, 3, {});
    std::multiset<int> seen;
    for (int k = 0; k < 4; ++k)
        for (const int index : loader.batch(k).indices)
            seen.insert(index);
    QCOMPARE(int(seen.count(1) + seen.count(5) + seen.count(8)), 24);
    QCOMPARE(int(seen.count(1)), 8);
}

// It finishes the batch that it is at, not all that it was to have ready. Measured in what the processor did, which no
// other program makes longer.
void TestBatchLoader::aBusyLoaderEndsAtOnce()
{
    constexpr int kAhead = 100;
    const auto set = gradients(30, 3, 32);
    BatchLoader plain(set, {}, 64, 3, kEverything, 0);
    const double start = processorSeconds();
    (void)plain.batch(0);
    const double one = processorSeconds() - start;
    for (int k = 0; k < 10; ++k) {
        auto loader = std::make_unique<BatchLoader>(set, std::vector<int>(), 64, 3, kEverything, kAhead);
        if (k % 2 == 0)
            (void)loader->batch(k); // else it has nothing to do yet
        const double before = processorSeconds();
        loader.reset();
        const double ending = processorSeconds() - before;
        QVERIFY2(ending < one * kAhead / 4, qPrintable(QStringLiteral("%1 s, a batch takes %2 s").arg(ending).arg(one)));
        QCOMPARE(set.use_count(), 2L); // ours and the plain one's: its thread is gone with what it used
    }
}

// Only the time in batch() counts, and after a while the next batch is there when it is asked for.
void TestBatchLoader::waitingIsMeasured()
{
    const auto set = gradients(64, 3, 32);
    BatchLoader network(set, {}, 32, 3, kEverything, 0), loader(set, {}, 32, 3, kEverything);
    double inside = 0, last = 0;
    const auto take = [&](int index) {
        const auto start = std::chrono::steady_clock::now();
        const double before = loader.waitedSeconds();
        (void)loader.batch(index);
        inside += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        last = loader.waitedSeconds() - before;
    };
    take(0);
    const double first = last;
    QVERIFY(first > 0);
    int index = 0;
    do { // the network's time is as long as a batch's
        (void)network.batch(index);
        take(++index);
    } while (last > first / 10 && index < 10'000);
    QVERIFY2(last <= first / 10, "one was ready");
    QVERIFY(loader.waitedSeconds() <= inside);
}

void TestBatchLoader::wrongUseIsNamed()
{
    QVERIFY_EXCEPTION_THROWN(BatchLoader(std::make_shared<Dataset>(), {}, 4, 0, {}), Error);
    QVERIFY_EXCEPTION_THROWN(BatchLoader(gradients(4), {}, 0, 0, {}), Error);
    BatchLoader loader(gradients(4), {}, 2, 0, {});
    QVERIFY_EXCEPTION_THROWN((void)loader.batch(-1), Error);
    (void)loader.batch(0); // and goes on
}

void TestBatchLoader::nothingToDoDoesNothing()
{
    auto values = picture(3, 9);
    const auto before = values;
    Random random(1, "augment", 1);
    augment({}, values.data(), 3, 9, 9, random);
    QVERIFY(values == before);
}

void TestBatchLoader::mirrorIsExact()
{
    const auto set = gradients(40, 1);
    BatchLoader plain(set, {}, 40, 5, {}), mirrored(set, {}, 40, 5, {.mirror = true});
    const auto a = plain.batch(0).images, b = mirrored.batch(0).images;
    int flipped = 0;
    for (int k = 0; k < 40; ++k) {
        const bool kept = torch::equal(a[k], b[k]);
        QVERIFY(kept || torch::equal(a[k].flip({2}), b[k]));
        flipped += kept ? 0 : 1;
    }
    QVERIFY(flipped > 8 && flipped < 32);
}

void TestBatchLoader::shiftMovesWholePixels()
{
    std::set<std::pair<int, int>> moves;
    for (int k = 0; k < 60; ++k) {
        auto values = picture(1, 9);
        const auto before = values;
        Random random(4, "augment", std::uint64_t(k));
        augment({.crop = 2}, values.data(), 1, 9, 9, random);
        int matches = 0;
        for (int dy = -2; dy <= 2; ++dy)
            for (int dx = -2; dx <= 2; ++dx) {
                bool all = true;
                for (int y = 2; y < 7 && all; ++y)
                    for (int x = 2; x < 7 && all; ++x)
                        all = values[std::size_t(y * 9 + x)] == before[std::size_t((y + dy) * 9 + x + dx)];
                matches += all ? 1 : 0;
                if (all)
                    moves.insert({dx, dy});
            }
        QCOMPARE(matches, 1);
    }
    QVERIFY(moves.size() > 15); // of 25
}

void TestBatchLoader::augmentationDependsOnSeedAndPositionOnly()
{
    const auto set = gradients(30);
    BatchLoader first(set, {}, 6, 9, kEverything), second(set, {}, 6, 9, kEverything),
        other(set, {}, 6, 10, kEverything);
    (void)first.batch(3);
    const Batch again = first.batch(1);
    QVERIFY(same(again, second.batch(1)));
    QVERIFY(!torch::equal(again.images, other.batch(1).images));
}

void TestBatchLoader::augmentationStaysWithinItsLimits()
{
    for (const Augmentation how : {Augmentation{.rotate = 20}, {.zoom = 0.4}, {.colour = 0.8}, kEverything}) {
        double changed = 0;
        for (int k = 0; k < 20; ++k) {
            auto values = picture(3, 16);
            const auto before = values;
            Random random(4, "augment", std::uint64_t(k));
            augment(how, values.data(), 3, 16, 16, random);
            for (std::size_t i = 0; i < values.size(); ++i) {
                QVERIFY(values[i] >= -1 && values[i] <= 1);
                changed += std::abs(double(values[i]) - double(before[i]));
            }
        }
        QVERIFY(changed > 100);
    }
    std::vector<float> flat(3 * 16 * 16, 0.25f); // turning and scaling invent nothing
    Random random(1, "augment");
    augment({.rotate = 45, .zoom = 0.3}, flat.data(), 3, 16, 16, random);
    QVERIFY(std::all_of(flat.begin(), flat.end(), [](float v) { return std::abs(v - 0.25f) < 1e-6f; }));
}

TEST_MAIN(TestBatchLoader)
#include "tst_batch_loader.moc"
