// Pictures between two noises, pictures of two classes, and what may still become of one: through the session, with a
// small recorded network.
#include "core/recipe/recipe.h"
#include "core/session/session.h"
#include "tests/core/session/event_log.h"
#include "tests/core/session/tiny_runs.h"
#include "tests/support/dataset_image.h"
#include "tests/support/golden.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <filesystem>

using namespace diffuscope;

namespace {

using Way = SecondReading::Way;

constexpr int kEdge = 16; // of the network's pictures

double largestGap(const Image& a, const Image& b)
{
    double largest = 0;
    for (std::size_t k = 0; k < a.values.size(); ++k)
        largest = std::max(largest, double(std::abs(a.values[k] - b.values[k])));
    return largest;
}

} // namespace

class TestSessionBlends : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void betweenSeedsTheEndsAreTheirPictures();
    void betweenPicturesTheEndsAreTheirNoises();
    void anEndMayBeAPictureAlone();
    void theWayUpIsKeptForThoseWhoAsk();
    void aFoundNoiseIsHeld();
    void twoReadingsAreBothTold();
    void whatABlendIsMadeOfIsInItsRecipe();
    void futuresLeaveTheWalk();
    void futuresFollowTheWholeWalk();
    void futuresAreCancelled();
    void wrongBlendsAreNamed();

private:
    SampleRequest request(const std::function<void(SampleRequest&)>& change = {}) const
    {
        return pictures(model_, 4, [&](SampleRequest& r) {
            r.seed = 5;
            r.classes = {3};
            if (change)
                change(r);
        });
    }
    SampleFinished drawn(const SampleRequest& request)
    {
        EventLog log;
        Session session(log.listener());
        session.sample(request);
        session.waitForSampling();
        for (const Failed& failed : log.all<Failed>())
            qFatal("%s", failed.error.what());
        started_ = log.all<SampleStarted>().at(0);
        const SampleFinished finished = log.all<SampleFinished>().at(0);
        if (finished.networkCalls != started_.networkCalls)
            qFatal("%d calls, %d were said", finished.networkCalls, started_.networkCalls);
        return finished;
    }

    QTemporaryDir folder_;
    std::string model_;
    SampleStarted started_;
};

void TestSessionBlends::initTestCase()
{
    qputenv("OMP_NUM_THREADS", "1"); // small networks: threads only get in each other's way
    QVERIFY(folder_.isValid());
    model_ = (kGolden / "unet-class-conditional").string();
}

void TestSessionBlends::betweenSeedsTheEndsAreTheirPictures()
{
    for (const bool straight : {false, true})
        for (const char* sampler : {"ddim", "ddpm"}) {
            const auto blends = drawn(request([&](SampleRequest& r) {
                                    r.sampler = sampler;
                                    r.between = Interpolation{9, {}, {}, straight};
                                    r.count = 5;
                                })).images;
            QCOMPARE(blends.size(), std::size_t(5));
            const auto end = [&](std::uint64_t seed) {
                return drawn(request([&](SampleRequest& r) {
                           r.sampler = sampler;
                           r.seed = seed;
                       }))
                    .images[0];
            };
            QVERIFY(largestGap(blends[0], end(5)) < 1e-4);
            if (QLatin1String(sampler) == QLatin1String("ddim")) // its steps add no noise
                QVERIFY(largestGap(blends[4], end(9)) < 1e-4);
            for (std::size_t k = 1; k < 5; ++k)
                QVERIFY(largestGap(blends[k], blends[k - 1]) > 1e-3);
        }
}

void TestSessionBlends::betweenPicturesTheEndsAreTheirNoises()
{
    std::vector<std::string> files;
    for (const int digit : {3, 4}) {
        files.push_back(folder_.filePath(QString::number(digit) + ".png").toStdString());
        writeDatasetImage("builtin:digits", digit, kEdge, files.back());
    }
    const auto unlimited = [](SampleRequest& r) {
        r.steps = 20;
        r.params = {{"clip", std::string("off")}};
    };
    const auto blends = drawn(request([&](SampleRequest& r) {
                            unlimited(r);
                            r.count = 3;
                            r.between = Interpolation();
                            r.between->a.file = files[0];
                            r.between->b.file = files[1];
                        })).images;
    const std::string noise = folder_.filePath("noise.safetensors").toStdString();
    (void)drawn(request([&](SampleRequest& r) { // what invert finds
        unlimited(r);
        r.sampler = "ddim_inversion";
        r.imageFiles = files;
        r.rawFile = noise;
    }));
    const auto ends = drawn(request([&](SampleRequest& r) {
                          unlimited(r);
                          r.noiseFile = noise;
                      })).images;
    QVERIFY(largestGap(blends[0], ends[0]) < 1e-3 && largestGap(blends[2], ends[1]) < 1e-3);
    QVERIFY(largestGap(ends[0], ends[1]) > 0.1);
}

void TestSessionBlends::anEndMayBeAPictureAlone()
{
    const std::string file = folder_.filePath("alone.png").toStdString();
    writeDatasetImage("builtin:digits", 5, kEdge, file);
    const auto between = [&](int count, const std::function<void(Interpolation&)>& change) {
        return drawn(request([&](SampleRequest& r) {
            r.steps = 20;
            r.params = {{"clip", std::string("off")}};
            r.count = count;
            r.between = Interpolation();
            change(*r.between);
        }));
    };
    const auto two = between(2, [&](Interpolation& b) { b.a.file = b.b.file = file; });
    const auto back = between(1, [&](Interpolation& b) { b.a.file = file; }); // its noise, and back
    QCOMPARE(back.networkCalls, 60);                                          // each step up is refined once
    QCOMPARE(back.images.size(), std::size_t(1));
    const double gap = largestGap(back.images[0], two.images[0]); // rounding, which inversion carries on
    QVERIFY2(gap < 1e-3, qPrintable(QString::number(gap)));
    QVERIFY(!started_.recipe.between->a.png.empty() && started_.recipe.between->b.png.empty());
    EventLog log;
    Session session(log.listener());
    session.sample(requestOf([&] {
        SamplingRecipe recipe = started_.recipe;
        recipe.model = model_;
        return recipe;
    }()));
    session.waitForSampling();
    QVERIFY(largestGap(log.all<SampleFinished>().at(0).images[0], back.images[0]) < 1e-4);
    const auto mixed = between(3, [&](Interpolation& b) { b.b.file = file; }); // from a seed to a picture
    QVERIFY(largestGap(mixed.images[2], back.images[0]) < 1e-3);
    QVERIFY(largestGap(mixed.images[0], back.images[0]) > 0.1);
}

void TestSessionBlends::theWayUpIsKeptForThoseWhoAsk()
{
    Image picture(1, kEdge, kEdge, -1.0f);
    picture.at(0, 7, 7) = 1;
    const auto there = [&](int steps, std::size_t budget) {
        return drawn(request([&](SampleRequest& r) {
            r.steps = steps;
            r.params = {{"clip", std::string("off")}};
            r.count = 1;
            r.between = Interpolation();
            r.between->a.pixels = picture;
            r.trajectoryBudget = budget;
        }));
    };
    (void)there(10, 0);
    QVERIFY(started_.up.empty()); // nobody keeps frames
    (void)there(10, 50'000'000);
    QCOMPARE(started_.up.size(), std::size_t(11));
    QVERIFY(largestGap(started_.up.front()->pictures.state(0), picture) < 1e-4);
    for (std::size_t k = 0; k < 11; ++k) // the steps of the way back, from the other end
        QCOMPARE(started_.up[k]->step, started_.frameSteps[10 - k]);
    (void)there(100, 50'000'000); // evenly spread, with both ends
    QVERIFY(started_.up.size() <= 65 && started_.up.size() > 32);
    QCOMPARE(started_.up.front()->step, 0);
    QCOMPARE(started_.up.back()->step, started_.frameSteps.front());
}

// Whatever the walk from it is told: the noise is that of the settings with which it was found.
void TestSessionBlends::aFoundNoiseIsHeld()
{
    Image picture(1, kEdge, kEdge, -1.0f);
    picture.at(0, 7, 7) = 1;
    const auto noise = [&](int steps, int label, const char* sampler, std::optional<NoiseSearch> found) {
        (void)drawn(request([&](SampleRequest& r) {
            r.sampler = sampler;
            r.steps = steps;
            r.classes = {label};
            r.count = 1;
            r.between = Interpolation();
            r.between->a.pixels = picture;
            r.between->found = std::move(found);
            r.trajectoryBudget = 50'000'000;
        }));
        return started_.up.back()->pictures.state(0);
    };
    const NoiseSearch search{20, "model", {3}, 1};
    const Image plain = noise(20, 3, "ddim", {});
    QCOMPARE(noise(20, 3, "ddim", search).values, plain.values);
    QCOMPARE(noise(8, 5, "ddpm", search).values, plain.values);
    QVERIFY(largestGap(noise(8, 5, "ddim", {}), plain) > 1e-3); // else it would be another one
    QVERIFY(!requestOf(started_.recipe).between->found);
    (void)noise(8, 5, "ddpm", search);
    QVERIFY(requestOf(started_.recipe).between->found == search);
    EventLog log;
    Session session(log.listener());
    session.sample(request([&](SampleRequest& r) {
        r.between = Interpolation();
        r.between->a.pixels = picture;
        r.between->found = NoiseSearch{20, "model", {}, 1};
        r.count = 1;
    }));
    session.waitForSampling();
    QVERIFY(QString(log.all<Failed>().at(0).error.what()).contains("found with one class"));
}

void TestSessionBlends::twoReadingsAreBothTold()
{
    const auto both = [&](Way way, int label, double blur = 2) {
        return drawn(request([&](SampleRequest& r) { r.second = SecondReading{way, label, blur}; }));
    };
    const SampleFinished plain = drawn(request());
    for (const Way way : {Way::HalfTurn, Way::QuarterTurn, Way::Mirror, Way::Frequencies}) {
        const SampleFinished made = both(way, 8);
        QCOMPARE(made.networkCalls, 2 * plain.networkCalls);
        QVERIFY(largestGap(made.images[0], plain.images[0]) > 1e-4);
    }
    QVERIFY(largestGap(both(Way::Frequencies, 3).images[0], plain.images[0]) < 1e-4);    // the same class twice
    QVERIFY(largestGap(both(Way::Frequencies, 8, 0).images[0], plain.images[0]) < 1e-4); // and none of its high ones
    const SampleFinished guided = drawn(request([](SampleRequest& r) {
        r.second = SecondReading{Way::HalfTurn, 8, 2};
        r.guidanceScale = 2;
        r.nullClass = 9;
    }));
    QCOMPARE(guided.networkCalls, 4 * plain.networkCalls);
}

void TestSessionBlends::whatABlendIsMadeOfIsInItsRecipe()
{
    const std::string a = folder_.filePath("a.png").toStdString(), b = folder_.filePath("b.png").toStdString();
    for (int k = 0; k < 3; ++k) {
        writeDatasetImage("builtin:digits", 1, kEdge, a);
        writeDatasetImage("builtin:digits", 2, kEdge, b);
        const auto made = drawn(request([&](SampleRequest& r) {
                              r.count = 3;
                              if (k < 2)
                                  r.between = Interpolation{9, {}, {}, k == 1};
                              if (k == 1) {
                                  r.between->a.file = a;
                                  r.between->b.file = b;
                              }
                              if (k == 2)
                                  r.second = SecondReading{Way::Frequencies, 8, 1.5};
                          })).images;
        std::filesystem::remove(a);
        std::filesystem::remove(b);
        const SamplingRecipe kept = started_.recipe;
        const ReadRecipe read = readRecipe(toJson(kept));
        QVERIFY(read.recipe && read.refused.empty());
        QVERIFY(std::get<SamplingRecipe>(*read.recipe) == kept);
        const auto again = drawn(requestOf(kept)).images;
        for (std::size_t p = 0; p < 3; ++p)
            QVERIFY(again[p].values == made[p].values);
    }
}

void TestSessionBlends::futuresLeaveTheWalk()
{
    for (const char* sampler : {"ddpm", "ddim", "dpmsolver++", "pndm"}) {
        EventLog log;
        Session session(log.listener());
        FuturesRequest fan{request([&](SampleRequest& r) { r.sampler = sampler; }), {500, 1000, 200, 190}, 0, 4, 3};
        const JobId job = session.sampleFutures(fan);
        session.waitForSampling();
        QVERIFY(log.all<Failed>().empty());
        const auto started = log.all<FuturesStarted>().at(0);
        const auto finished = log.all<FuturesFinished>().at(0);
        QVERIFY(started.job == job && finished.job == job && !finished.cancelled);
        QCOMPARE(finished.networkCalls, started.networkCalls);
        const auto progress = log.all<FuturesProgress>();
        QCOMPARE(progress.size(), std::size_t(finished.networkCalls));
        QCOMPARE(progress.back().networkCalls, finished.networkCalls);
        const auto points = log.all<FuturesFrom>();
        QCOMPARE(points.size(), std::size_t(3)); // two of the steps have one nearest stop
        for (std::size_t k = 0; k < points.size(); ++k) {
            const FuturesFrom& from = points[k];
            QCOMPARE(from.step, started.steps[k]);
            QVERIFY(k == 0 || from.step < points[k - 1].step);
            QCOMPARE(from.futures.size(), std::size_t(4));
            QVERIFY(from.mean.sameShape(from.state) && from.variance.sameShape(from.state));
            QCOMPARE(from.spread > 1e-5, QLatin1String(sampler) == QLatin1String("ddpm"));
        }
        QCOMPARE(started.recipe.futures->steps, started.steps);
        // Without noise of its own a future is the walk's end.
        const Image end = drawn(fan.walk).images[0];
        if (QLatin1String(sampler) != QLatin1String("ddpm"))
            QVERIFY(largestGap(points[1].futures[2], end) < 1e-4);
    }
}

void TestSessionBlends::futuresFollowTheWholeWalk()
{
    EventLog log;
    Session session(log.listener());
    session.sampleFutures({request([](SampleRequest& r) { r.steps = 7; }), {}, 3, 2, 1});
    session.waitForSampling();
    (void)drawn(request([](SampleRequest& r) { r.steps = 7; }));
    const auto& stops = started_.frameSteps;
    QCOMPARE(log.all<FuturesStarted>().at(0).steps, std::vector<int>({stops[0], stops[3], stops[6]}));
    QCOMPARE(log.all<FuturesFrom>().size(), std::size_t(3));
}

void TestSessionBlends::futuresAreCancelled() // what was told stays
{
    EventLog log;
    Session session(log.listener());
    FuturesRequest fan{request([](SampleRequest& r) {
                           r.sampler = "ddpm";
                           r.steps = 40;
                       }),
                       {10, 20, 30, 1000},
                       4,
                       3};
    const JobId job = session.sampleFutures(fan);
    QVERIFY(log.wait<FuturesFrom>());
    session.cancelSampling();
    session.waitForSampling();
    const auto finished = log.all<FuturesFinished>();
    QCOMPARE(finished.size(), std::size_t(1));
    QVERIFY(finished[0].job == job && finished[0].cancelled);
    QVERIFY(!log.all<FuturesFrom>().empty() && log.all<FuturesFrom>().size() < 4);
}

void TestSessionBlends::wrongBlendsAreNamed()
{
    EventLog log;
    Session session(log.listener());
    const auto refused = [&](const SampleRequest& wrong, const char* said) {
        const JobId job = session.sample(wrong);
        const auto failed = log.wait<Failed>(failedJob(job));
        QVERIFY2(failed && QString(failed->error.what()).contains(QLatin1String(said)), failed->error.what());
    };
    refused(request([](SampleRequest& r) { r.between = Interpolation(); }), "at least two");
    refused(request([](SampleRequest& r) { // its picture is lost: no seed may take its place
                r.between = Interpolation();
                r.between->a.hash = "0123456789abcdef";
            }),
            "by its hash alone");
    refused(request([](SampleRequest& r) {
                r.between = Interpolation();
                r.count = 3;
                r.classes = {};
            }),
            "one class");
    refused(request([](SampleRequest& r) {
                r.between = Interpolation();
                r.count = 3;
                r.from.pixels = Image(1, kEdge, kEdge);
            }),
            "no other start");
    refused(request([](SampleRequest& r) { r.second = SecondReading{Way::Mirror, 10, 2}; }), "10");
    refused(request([](SampleRequest& r) { r.second = SecondReading{Way::Frequencies, 1, 1000}; }), "1000");
    refused(pictures((kGolden / "unet-tiny").string(), 2,
                     [](SampleRequest& r) {
                         r.second = SecondReading{Way::Mirror, 1, 2};
                     }),
            "no classes");
    for (const auto& [steps, futures] : {std::pair<std::vector<int>, int>{{}, 4}, {{0}, 4}, {{1001}, 4}, {{5}, 1}}) {
        const JobId job = session.sampleFutures({request(), steps, 0, futures, 1});
        QVERIFY(log.wait<Failed>(failedJob(job)));
    }
}

TEST_MAIN(TestSessionBlends)
#include "tst_session_blends.moc"
