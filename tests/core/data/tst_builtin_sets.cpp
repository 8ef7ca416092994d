#include "core/base/error.h"
#include "core/data/batch_loader.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace diffuscope;

namespace {

std::shared_ptr<const Dataset> open(const std::string& source, int count, std::uint64_t seed = 0, int size = 32)
{
    DatasetOptions options;
    options.builtinCount = count;
    options.seed = seed;
    options.image.size = size;
    return openDataset(source, options);
}

// A set of `count` two-pixel-high pictures whose top-left value is the picture's number.
std::shared_ptr<const Dataset> numbered(int count)
{
    auto set = std::make_shared<Dataset>();
    set->channels = 1;
    set->height = 2;
    set->width = 3;
    set->classNames = {"even", "odd"};
    for (int k = 0; k < count; ++k) {
        set->labels.push_back(k % 2);
        for (const int value : {k, 0, 255, 0, 0, 0})
            set->values.push_back(std::uint8_t(value));
    }
    return set;
}

// Share of the second half that lies nearest to its own class's mean over the first half.
double nearestMeanAccuracy(const Dataset& set)
{
    const std::size_t pixels = set.values.size() / std::size_t(set.size()), classes = set.classNames.size();
    std::vector<std::vector<double>> means(classes, std::vector<double>(pixels, 0.0));
    std::vector<double> counts(classes, 0.0);
    for (int k = 0; k < set.size() / 2; ++k) {
        const std::size_t label = std::size_t(set.labels[std::size_t(k)]);
        ++counts[label];
        for (std::size_t p = 0; p < pixels; ++p)
            means[label][p] += set.values[std::size_t(k) * pixels + p];
    }
    int right = 0;
    for (int k = set.size() / 2; k < set.size(); ++k) {
        std::vector<double> distances(classes, 0.0);
        for (std::size_t label = 0; label < classes; ++label)
            for (std::size_t p = 0; p < pixels; ++p)
                distances[label] +=
                    std::pow(means[label][p] / counts[label] - set.values[std::size_t(k) * pixels + p], 2);
        right += std::min_element(distances.begin(), distances.end()) - distances.begin() == set.labels[std::size_t(k)];
    }
    return double(right) / (set.size() - set.size() / 2);
}

} // namespace

class TestBuiltinSets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyBuiltinSet_data()
    {
        QTest::addColumn<QString>("id");
        for (const DatasetSource& source : datasetSources())
            if (source.id.starts_with("builtin:"))
                QTest::newRow(source.id.c_str()) << QString::fromStdString(source.id);
    }
    void everyBuiltinSet()
    {
        QFETCH(QString, id);
        const auto set = open(id.toStdString(), 200);
        QCOMPARE(set->size(), 200);
        QCOMPARE(set->width, 32);
        QCOMPARE(set->values.size(), std::size_t(200 * set->channels * 32 * 32));
        QVERIFY(set->classCount() >= 6);
        QCOMPARE(int(std::set<int>(set->labels.begin(), set->labels.end()).size()), set->classCount());
        QCOMPARE("builtin:" + set->name, id.toStdString());
        std::set<std::vector<float>> distinct;
        for (int k = 0; k < set->size(); ++k) {
            const Image picture = set->image(k);
            const ImageStats stats = statsOf(picture);
            QVERIFY2(stats.standardDeviation > 0.02, "an empty picture");
            distinct.insert(picture.values);
        }
        QVERIFY(distinct.size() > 195);
        QVERIFY(open(id.toStdString(), 200)->values == set->values);
        QCOMPARE(open(id.toStdString(), 20, 0, 48)->height, 48);
        if (id != "builtin:emoji")
            QVERIFY(open(id.toStdString(), 200, 1)->values != set->values);
    }

    void digitsLookLikeDigits()
    {
        QElapsedTimer timer;
        timer.start();
        const auto set = open("builtin:digits", 0);
        qInfo("4000 digits in %lld ms", timer.elapsed());
        QCOMPARE(set->size(), 4000);
        QCOMPARE(set->channels, 1);
        QVERIFY(!set->mirrorSafe);
        const double accuracy = nearestMeanAccuracy(*set);
        qInfo("nearest class mean: %.3f", accuracy);
        QVERIFY(accuracy > 0.6 && accuracy < 0.995); // distinct, yet not ten stamps
        for (int k = 0; k < 100; ++k) {              // ink stays inside the picture
            const Image picture = set->image(k);
            for (int edge = 0; edge < 32; ++edge)
                QVERIFY(picture.at(0, 0, edge) < -0.99f && picture.at(0, 31, edge) < -0.99f &&
                        picture.at(0, edge, 0) < -0.99f);
        }
    }

    void channelsCanBeForced()
    {
        DatasetOptions options;
        options.builtinCount = 16;
        options.channels = 3;
        const auto digits = openDataset("builtin:digits", options);
        QCOMPARE(digits->channels, 3);
        const Image digit = digits->image(0);
        QVERIFY(std::equal(digit.values.begin(), digit.values.begin() + 1024, digit.values.begin() + 2048));
        options.channels = 1;
        QCOMPARE(openDataset("builtin:shapes", options)->channels, 1);
    }

    void epochsHaveNoRepeats()
    {
        BatchLoader loader(numbered(50), {}, 16, 7, {.mirror = false});
        std::vector<int> seen;
        for (int step = 0; step < 25; ++step) // 400 pictures: eight epochs, batches across their borders
            for (const int index : loader.batch(step).indices)
                seen.push_back(index);
        std::vector<std::vector<int>> epochs;
        for (int epoch = 0; epoch < 8; ++epoch) {
            epochs.emplace_back(seen.begin() + 50 * epoch, seen.begin() + 50 * (epoch + 1));
            QCOMPARE(std::set<int>(epochs.back().begin(), epochs.back().end()).size(), std::size_t(50));
        }
        QVERIFY(epochs[0] != epochs[1] && epochs[1] != epochs[2]);
        BatchLoader large(numbered(5), {}, 16, 7, {.mirror = false}); // a batch of more than three epochs
        QCOMPARE(large.batch(3).indices.size(), std::size_t(16));
    }

    void batchesHoldTheirPictures()
    {
        BatchLoader loader(numbered(50), {}, 16, 3, {.mirror = true});
        bool flipped = false, straight = false;
        for (int step = 0; step < 4; ++step) {
            const Batch batch = loader.batch(step);
            QCOMPARE(batch.images.sizes(), (torch::IntArrayRef{16, 1, 2, 3}));
            for (int k = 0; k < 16; ++k) {
                const int index = batch.indices[std::size_t(k)];
                const bool mirrored = batch.images[k][0][0][0].item<float>() > 0.99f;
                QCOMPARE(int(toByte(batch.images[k][0][0][mirrored ? 2 : 0].item<float>())), index);
                QCOMPARE(batch.labels[k].item<std::int64_t>(), std::int64_t(index % 2));
                flipped |= mirrored;
                straight |= !mirrored;
            }
        }
        QVERIFY(flipped && straight);
        for (int step = 0; step < 4; ++step)
            QVERIFY((BatchLoader(numbered(50), {}, 16, 3, {.mirror = false}).batch(step).images.select(3, 0) < 0.99)
                        .all()
                        .item<bool>());
    }

    void resumedLoaderGoesOnAlike()
    {
        const auto set = numbered(50);
        BatchLoader loader(set, {}, 16, 3, {.mirror = true}), other(set, {}, 16, 4, {.mirror = true});
        for (int step = 0; step < 40; ++step)
            loader.batch(step);
        const Batch expected = loader.batch(40), resumed = BatchLoader(set, {}, 16, 3, {.mirror = true}).batch(40);
        QCOMPARE(resumed.indices, expected.indices);
        QVERIFY(torch::equal(resumed.images, expected.images));
        QVERIFY(loader.batch(2).indices == BatchLoader(set, {}, 16, 3, {.mirror = true}).batch(2).indices);
        QVERIFY(other.batch(40).indices != expected.indices);
    }

    void unlabelledAndInvalid()
    {
        auto set = std::make_shared<Dataset>(*numbered(10));
        set->classNames.clear();
        QVERIFY(!BatchLoader(set, {}, 4, 0, {.mirror = false}).batch(0).labels.defined());
        QVERIFY_EXCEPTION_THROWN(BatchLoader(set, {}, 0, 0, {.mirror = false}), Error);
        QVERIFY_EXCEPTION_THROWN(BatchLoader(nullptr, {}, 4, 0, {.mirror = false}), Error);
        QVERIFY_EXCEPTION_THROWN(BatchLoader(set, {}, 4, 0, {.mirror = false}).batch(-1), Error);
    }

    void batchesAreQuick()
    {
        BatchLoader loader(open("builtin:shapes", 500), {}, 32, 0, {.mirror = true});
        loader.batch(0);
        QElapsedTimer timer;
        timer.start();
        for (int step = 1; step <= 200; ++step)
            loader.batch(step);
        qInfo("a batch in %.3f ms", double(timer.nsecsElapsed()) / 200e6);
        QVERIFY(timer.elapsed() < 2000); // ten times what is expected, for a busy machine
    }
};

TEST_MAIN(TestBuiltinSets)
#include "tst_builtin_sets.moc"
