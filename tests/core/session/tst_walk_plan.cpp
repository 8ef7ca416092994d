// What a request will take is said before it is asked, and comes out as it was said: network calls of walks, branches,
// variations and fans, and what their frames take, through the session, with a small recorded network.
#include "core/base/error.h"
#include "core/session/walk_plan.h"
#include "tests/core/session/event_log.h"
#include "tests/core/session/tiny_runs.h"
#include "tests/support/golden.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <functional>
#include <memory>
#include <optional>

using namespace diffuscope;

using Change = std::function<void(SampleRequest&)>;
Q_DECLARE_METATYPE(Change)

namespace {

constexpr std::size_t kRemembered = 100'000'000; // bytes: the walk that a branch leaves is remembered

Branch changedAt(int step, const std::function<void(SampleChange&)>& change = {})
{
    Branch branch{step, {}};
    if (change)
        change(branch.change);
    return branch;
}

Image discOn(float ground)
{
    Image picture(1, 16, 16, ground);
    for (int y = 4; y < 12; ++y)
        for (int x = 4; x < 12; ++x)
            picture.at(0, y, x) = 1;
    return picture;
}

} // namespace

class TestWalkPlan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void aWalkTakesWhatWasSaid_data();
    void aWalkTakesWhatWasSaid();
    void aBranchTakesWhatWasSaid_data();
    void aBranchTakesWhatWasSaid();
    void variationsTakeWhatWasSaid();
    void aFanTakesWhatWasSaid_data();
    void aFanTakesWhatWasSaid();
    void theFramesTakeWhatWasSaid_data();
    void theFramesTakeWhatWasSaid();
    void whatWouldBeRefusedTakesNothing();
    void settingsOfAnotherSamplerFallAway();

private:
    SampleRequest request(const Change& change) const
    {
        return pictures(model_, 7, [&](SampleRequest& r) {
            r.seed = 5;
            r.classes = {3};
            r.nullClass = 9;
            r.trajectoryBudget = kRemembered;
            change(r);
        });
    }
    int walked(const SampleRequest& request)
    {
        session_->sample(request);
        session_->waitForSampling();
        for (const Failed& failed : log_.all<Failed>())
            qFatal("%s", failed.error.what());
        const SampleFinished finished = log_.all<SampleFinished>().back();
        told_ = log_.all<SampleStarted>().back().networkCalls;
        return finished.networkCalls;
    }

    EventLog log_;
    std::unique_ptr<Session> session_;
    std::string model_;
    ModelOpened opened_;
    int told_ = 0; // by the start of the newest walk
};

void TestWalkPlan::initTestCase()
{
    qputenv("OMP_NUM_THREADS", "1"); // small networks: threads only get in each other's way
    model_ = (kGolden / "unet-class-conditional").string();
    session_ = std::make_unique<Session>(log_.listener());
    session_->openModel(model_);
    const auto opened = log_.wait<ModelOpened>();
    QVERIFY(opened);
    opened_ = *opened;
}

void TestWalkPlan::aWalkTakesWhatWasSaid_data()
{
    QTest::addColumn<Change>("change");
    for (const char* sampler : {"ddpm", "ddim", "euler", "heun", "edm", "dpmsolver++", "unipc", "pndm"})
        QTest::newRow(sampler) << Change([sampler](SampleRequest& r) { r.sampler = sampler; });
    QTest::newRow("pndm, skipped") << Change([](SampleRequest& r) {
        r.sampler = "pndm";
        r.params = {{"skip_prk_steps", std::string("on")}};
    });
    QTest::newRow("guided") << Change([](SampleRequest& r) { r.guidanceScale = 3; });
    QTest::newRow("asked without a class") << Change([](SampleRequest& r) { r.guidanceScale = 0; });
    QTest::newRow("second reading, guided") << Change([](SampleRequest& r) {
        r.sampler = "heun";
        r.guidanceScale = 2;
        r.second = SecondReading{};
    });
    QTest::newRow("from a picture") << Change([](SampleRequest& r) {
        r.sampler = "heun";
        r.from.pixels = discOn(-1);
        r.strength = 0.6;
    });
    for (const char* sampler : {"ddpm", "heun", "pndm"})
        QTest::addRow("redos, %s", sampler) << Change([sampler](SampleRequest& r) {
            r.sampler = sampler;
            r.from.pixels = r.mask.pixels = discOn(-1);
            r.redos = 3;
        });
    QTest::newRow("between a picture and a seed") << Change([](SampleRequest& r) {
        r.count = 3;
        r.between = Interpolation{11, {}, {}, false};
        r.between->a.pixels = discOn(-1);
    });
    QTest::newRow("from the noise of a picture, found otherwise") << Change([](SampleRequest& r) {
        r.between = Interpolation{0, {}, {}, false, NoiseSearch{9, "model", {2}, 2}};
        r.between->a.pixels = discOn(-1);
    });
    QTest::newRow("few steps, broken") << Change([](SampleRequest& r) {
        r.sampler = "ddpm";
        r.steps = 20;
        r.faults.largeVariance = true;
    });
}

void TestWalkPlan::aWalkTakesWhatWasSaid()
{
    QFETCH(const Change, change);
    const SampleRequest wanted = request(change);
    const std::optional<int> said = networkCalls(opened_, wanted);
    QVERIFY(said);
    QCOMPARE(walked(wanted), *said);
}

void TestWalkPlan::aBranchTakesWhatWasSaid_data()
{
    QTest::addColumn<QString>("sampler");
    QTest::addColumn<Branch>("branch");
    for (const char* sampler : {"ddpm", "heun", "pndm", "unipc"}) {
        QTest::addRow("%s, another seed", sampler)
            << QString(sampler) << changedAt(500, [](SampleChange& c) { c.seed = 9; });
        QTest::addRow("%s, another class", sampler)
            << QString(sampler) << changedAt(500, [](SampleChange& c) { c.classes = {4}; });
        QTest::addRow("%s, guided", sampler)
            << QString(sampler) << changedAt(300, [](SampleChange& c) { c.guidanceScale = 2; });
        QTest::addRow("%s, another sampler and more steps", sampler)
            << QString(sampler) << changedAt(600, [](SampleChange& c) { c.sampler = "edm", c.steps = 13; });
        Branch painted = changedAt(500);
        painted.strokes = {{PaintStroke::Kind::Paint, 3, {255}, {4, 4}}};
        QTest::addRow("%s, painted", sampler) << QString(sampler) << painted;
        QTest::addRow("%s, from the noise", sampler)
            << QString(sampler) << changedAt(1000, [](SampleChange& c) { c.classes = {4}; });
    }
}

void TestWalkPlan::aBranchTakesWhatWasSaid() // what is remembered of its walk is not walked again
{
    QFETCH(const QString, sampler);
    QFETCH(const Branch, branch);
    const SampleRequest whole = request([&](SampleRequest& r) { r.sampler = sampler.toStdString(); });
    walked(whole);
    SampleRequest branched = whole;
    branched.branches = {branch};
    const std::optional<int> said = networkCallsOfBranch(opened_, branched);
    QVERIFY(said);
    QCOMPARE(walked(branched), *said);
    QCOMPARE(told_, *said);
    branched.branches.push_back(changedAt(200, [](SampleChange& c) { c.seed = 21; })); // of the branch again
    const std::optional<int> again = networkCallsOfBranch(opened_, branched);
    QVERIFY(again && *again <= *said);
    QCOMPARE(walked(branched), *again);
    QCOMPARE(told_, *again);
}

void TestWalkPlan::variationsTakeWhatWasSaid()
{
    VariationsRequest race{request([](SampleRequest& r) { r.params = {{"eta", 0.5}}; }), {}};
    race.changes.resize(3);
    race.changes[0].guidanceScale = 4;
    race.changes[1].sampler = "heun"; // knows no eta
    race.changes[2].steps = 3;
    const std::optional<int> said = networkCalls(opened_, race);
    QCOMPARE(said, std::optional(14 + 13 + 3));
    session_->sampleVariations(race);
    session_->waitForSampling();
    int calls = 0;
    const VariationsFinished finished = log_.all<VariationsFinished>().back();
    for (const VariationsFinished::Result& result : finished.results)
        calls += result.networkCalls;
    QCOMPARE(calls, *said);
}

void TestWalkPlan::aFanTakesWhatWasSaid_data()
{
    QTest::addColumn<Change>("change");
    QTest::newRow("ddpm, guided") << Change([](SampleRequest& r) { r.sampler = "ddpm", r.guidanceScale = 3; });
    QTest::newRow("heun") << Change([](SampleRequest& r) { r.sampler = "heun"; });
    QTest::newRow("pndm") << Change([](SampleRequest& r) { r.sampler = "pndm"; });
    QTest::newRow("of a branch") << Change([](SampleRequest& r) {
        r.sampler = "ddpm";
        r.branches = {changedAt(500, [](SampleChange& c) { c.classes = {4}, c.guidanceScale = 2; })};
    });
}

void TestWalkPlan::aFanTakesWhatWasSaid()
{
    QFETCH(const Change, change);
    for (const int every : {0, 2}) {
        const FuturesRequest fan{request(change), every > 0 ? std::vector<int>() : std::vector<int>{400}, every, 3};
        const std::optional<int> said = networkCalls(opened_, fan);
        QVERIFY(said);
        session_->sampleFutures(fan);
        session_->waitForSampling();
        QCOMPARE(log_.all<FuturesFinished>().back().networkCalls, *said);
    }
}

void TestWalkPlan::theFramesTakeWhatWasSaid_data()
{
    QTest::addColumn<int>("steps");
    QTest::addColumn<int>("budget"); // kilobytes
    for (const int steps : {6, 40, 150})
        for (const int budget : {20'000, 300, 90})
            QTest::addRow("%d steps, %d kB", steps, budget) << steps << budget;
}

// With the way up to a picture's noise, which stays within a quarter.
void TestWalkPlan::theFramesTakeWhatWasSaid()
{
    QFETCH(const int, steps);
    QFETCH(const int, budget);
    const std::size_t bytes = std::size_t(budget) * 1000;
    const SampleRequest wanted = request([&](SampleRequest& r) {
        r.steps = steps;
        r.trajectoryBudget = bytes;
        r.between = Interpolation();
        r.between->a.pixels = discOn(-1);
    });
    RecordingPlan said;
    try {
        said = recordingOf(opened_, wanted, bytes);
    } catch (const Error& refused) { // so the walk itself is
        session_->sample(wanted);
        session_->waitForSampling();
        QCOMPARE(QString(log_.all<Failed>().back().error.what()), QString(refused.what()));
        return;
    }
    const std::size_t told = log_.size();
    session_->sample(wanted);
    session_->waitForSampling();
    const auto started = log_.wait<SampleStarted>([](const SampleStarted&) { return true; }, told);
    QVERIFY(started);
    std::size_t up = 0;
    for (const FramePtr& frame : started->up)
        up += frame->pictures.bytes();
    QCOMPARE(said.wayUp, up);
    QVERIFY(up <= bytes / 4 && said.bytes <= bytes);
    QCOMPARE(said.frames, std::size_t(started->frameCount));
    QVERIFY(said.storage == started->storage);
}

void TestWalkPlan::whatWouldBeRefusedTakesNothing()
{
    QVERIFY(!networkCalls(opened_, request([](SampleRequest& r) { r.strength = 0.5; }))); // without a picture
    QVERIFY(!networkCalls(opened_, request([](SampleRequest& r) { r.sampler = "none such"; })));
}

void TestWalkPlan::settingsOfAnotherSamplerFallAway()
{
    SampleChange change;
    change.sampler = "heun";
    const SampleRequest changed = withChange(request([](SampleRequest& r) {
                                                 r.params = {{"eta", 0.5}, {"clip", std::string("off")}};
                                             }),
                                             change);
    QVERIFY(!changed.params.contains("eta"));
    QCOMPARE(std::get<std::string>(changed.params.at("clip")), std::string("off")); // both have it
}

TEST_MAIN(TestWalkPlan)

#include "tst_walk_plan.moc"
