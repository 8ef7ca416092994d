// Changes in the middle of a walk: several of them, paint on x_t, what is remembered of walks, and walks that wait.
#include "core/base/random.h"
#include "core/messages/painting.h"
#include "core/recipe/recipe.h"
#include "tests/core/session/event_log.h"
#include "tests/core/session/tiny_runs.h"
#include "tests/support/golden.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace diffuscope;

namespace {

constexpr std::size_t kBudget = 100'000'000; // a listener that keeps the frames

struct Walked {
    SampleStarted started;
    SampleFinished finished;
    std::vector<FramePtr> frames;
};

bool same(const std::vector<Image>& a, const std::vector<Image>& b) // bit for bit
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Image& x, const Image& y) { return x.values == y.values; });
}

Branch toClass(int step, int label)
{
    Branch branch{step, {}};
    branch.change.classes = {label};
    return branch;
}

Branch withPaint(int step)
{
    Branch branch{step, {}};
    branch.strokes = {{PaintStroke::Kind::Paint, 3, {255}, {4, 4, 6, 4}},
                      {PaintStroke::Kind::Renew, 5, {}, {10, 10}},
                      {PaintStroke::Kind::Erase, 1, {}, {6, 4}}};
    branch.picture = 1;
    return branch;
}

// In one session, one after the other.
std::vector<Walked> walkedInTurn(const std::vector<SampleRequest>& requests)
{
    EventLog log;
    Session session(log.listener());
    std::vector<Walked> all;
    for (const SampleRequest& request : requests) {
        const JobId job = session.sample(request);
        session.waitForSampling();
        for (const Failed& failed : log.all<Failed>())
            qFatal("%s", failed.error.what());
        Walked walked{log.all<SampleStarted>().back(), log.all<SampleFinished>().back(), {}};
        for (const FrameArrived& arrived : log.all<FrameArrived>())
            if (arrived.job == job)
                walked.frames.push_back(arrived.frame);
        all.push_back(std::move(walked));
    }
    return all;
}

} // namespace

class TestSessionBranches : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void paintKeepsTheNoiseAndRenewalItsVariance();
    void anEraserTakesAStrokeBack();
    void severalBranchesComeBackFromTheRecipe();
    void onlyWhatWasPaintedOnIsAnother();
    void whatIsRememberedChangesNothing_data();
    void whatIsRememberedChangesNothing();
    void futuresLeaveABranch();
    void wrongStrokesAreNamed();
    void aWalkWaitsAndTakesSingleSteps();

private:
    SampleRequest request(std::vector<Branch> branches = {}, const std::string& sampler = "ddpm") const
    {
        return pictures(model_, 6, [&](SampleRequest& r) {
            r.sampler = sampler;
            r.seed = 5;
            r.count = 2;
            r.classes = {3};
            r.trajectoryBudget = kBudget;
            r.branches = std::move(branches);
        });
    }
    std::string model_;
};

void TestSessionBranches::initTestCase()
{
    qputenv("OMP_NUM_THREADS", "1"); // small networks: threads only get in each other's way
    model_ = (kGolden / "unet-class-conditional").string();
}

void TestSessionBranches::paintKeepsTheNoiseAndRenewalItsVariance()
{
    constexpr int kSide = 100;
    constexpr double kAlphaBar = 0.36;
    const Image noise = noiseImage(1, kSide, kSide, 3), guess(1, kSide, kSide, 0.25f);
    PaintedOn on{Image(1, kSide, kSide), guess, noise, kAlphaBar};
    for (std::size_t k = 0; k < noise.values.size(); ++k)
        on.state.values[k] = 0.6f * guess.values[k] + 0.8f * noise.values[k];
    const std::vector<int> path{0, 0, 50, 50};
    const Image light = painted(on, {{PaintStroke::Kind::Paint, 7, {255}, path}}, 9);
    const auto over = strokesOver({{PaintStroke::Kind::Paint, 7, {255}, path}}, kSide, kSide);
    for (std::size_t k = 0; k < over.size(); ++k) {
        const float wanted = over[k] < 0 ? on.state.values[k] : 0.6f * 1.0f + 0.8f * noise.values[k];
        QVERIFY(std::abs(light.values[k] - wanted) < 1e-6f);
    }
    QCOMPARE(std::count(over.begin(), over.end(), 0), 29 + 11); // a disc of radius 3, and a quarter of one

    // All of it anew: mean sqrt(abar) x0-hat and variance 1 - abar, within four standard errors of 10,000 values, and
    // nothing to do with the noise before.
    const Image renewed = painted(on, {{PaintStroke::Kind::Renew, 400, {}, {50, 50}}}, 9);
    double sum = 0, squares = 0, both = 0;
    for (std::size_t k = 0; k < renewed.values.size(); ++k) {
        const double z = double(renewed.values[k]) - 0.6 * 0.25;
        sum += z;
        squares += z * z;
        both += z * double(noise.values[k]);
    }
    const double count = kSide * kSide;
    QVERIFY2(std::abs(sum / count) < 4 * 0.8 / 100, qPrintable(QString::number(sum / count)));
    QVERIFY2(std::abs(squares / count - 0.64) < 4 * 0.64 * std::sqrt(2.0) / 100,
             qPrintable(QString::number(squares / count)));
    QVERIFY2(std::abs(both / count) < 4 * 0.8 / 100, qPrintable(QString::number(both / count)));
    QVERIFY(painted(on, {{PaintStroke::Kind::Renew, 400, {}, {50, 50}}}, 10).values != renewed.values);
    QCOMPARE(painted(on, {{PaintStroke::Kind::Renew, 400, {}, {50, 50}}}, 9).values, renewed.values);
}

void TestSessionBranches::anEraserTakesAStrokeBack()
{
    const PaintedOn on{Image(3, 8, 8, 0.5f), Image(3, 8, 8), Image(3, 8, 8, 1.0f), 0.25};
    const PaintStroke red{PaintStroke::Kind::Paint, 1, {255, 0, 0}, {2, 1, 3, 1}},
        eraser{PaintStroke::Kind::Erase, 1, {}, {3, 1}};
    const Image some = painted(on, {red, eraser}, 0);
    QVERIFY(std::abs(some.at(0, 1, 2) - float(0.5 + std::sqrt(0.75))) < 1e-6f);
    QVERIFY(std::abs(some.at(1, 1, 2) - float(-0.5 + std::sqrt(0.75))) < 1e-6f);
    QCOMPARE(some.at(0, 1, 3), 0.5f);
    QCOMPARE(painted(on, {{PaintStroke::Kind::Paint, 4, {0}, {-90, 4, 500, 500}}}, 0).values, on.state.values);
}

void TestSessionBranches::severalBranchesComeBackFromTheRecipe()
{
    Branch seed{300, {}};
    seed.change.seed = 77;
    Branch sampler{200, {}};
    sampler.change.sampler = "euler";
    const SampleRequest whole = request({toClass(700, 8), withPaint(500), seed, sampler});
    const std::vector<Walked> walks = walkedInTurn({whole});
    const SampleStarted& started = walks.front().started;
    QCOMPARE(walks.front().finished.networkCalls, started.networkCalls);
    const ReadRecipe read = readRecipe(toJson(started.recipe));
    QVERIFY(read.recipe && read.refused.empty());
    const auto& recipe = std::get<SamplingRecipe>(*read.recipe);
    QVERIFY(recipe == started.recipe);
    QVERIFY(recipe.branches == whole.branches);
    const Walked again = walkedInTurn({requestOf(recipe)}).front();
    QVERIFY(same(again.finished.images, walks.front().finished.images));
    // Each does something.
    for (std::size_t left = 0; left < whole.branches.size(); ++left) {
        SampleRequest without = whole;
        without.branches.erase(without.branches.begin() + std::ptrdiff_t(left));
        QVERIFY(!same(walkedInTurn({without}).front().finished.images, again.finished.images));
    }
}

// Only the picture that was painted on is another one, and only where the brush has been.
void TestSessionBranches::onlyWhatWasPaintedOnIsAnother()
{
    const auto walks = walkedInTurn({request(), request({withPaint(500)})});
    const auto &plain = walks[0].frames, &painted = walks[1].frames;
    QCOMPARE(walks[1].finished.images[0].values, walks[0].finished.images[0].values);
    QVERIFY(walks[1].finished.images[1].values != walks[0].finished.images[1].values);
    const auto& steps = walks[0].started.frameSteps;
    const auto nearest = std::min_element(steps.begin(), steps.end() - 1,
                                          [](int a, int b) { return std::abs(a - 500) < std::abs(b - 500); });
    const int left = int(nearest - steps.begin());
    const auto frameIn = [left](const std::vector<FramePtr>& frames) {
        return *std::find_if(frames.begin(), frames.end(), [left](const FramePtr& f) { return f->index == left; });
    };
    const Image before = frameIn(plain)->pictures.state(1), after = frameIn(painted)->pictures.state(1);
    const auto over = strokesOver(withPaint(500).strokes, after.height, after.width);
    for (std::size_t k = 0; k < over.size(); ++k)
        QCOMPARE(before.values[k] == after.values[k], over[k] < 0);
}

void TestSessionBranches::whatIsRememberedChangesNothing_data()
{
    QTest::addColumn<QString>("sampler");
    for (const char* sampler : {"ddpm", "unipc", "heun"})
        QTest::newRow(sampler) << QString(sampler);
}

void TestSessionBranches::whatIsRememberedChangesNothing()
{
    QFETCH(QString, sampler);
    const std::string id = sampler.toStdString();
    Branch seed{300, {}};
    seed.change.seed = 77;
    const std::vector<std::vector<Branch>> chains = {
        {toClass(500, 8), withPaint(300)}, {withPaint(1000)}, {withPaint(500), seed}};
    for (const auto& chain : chains) {
        std::vector<SampleRequest> inTurn;
        for (std::size_t branches = 0; branches <= chain.size(); ++branches)
            inTurn.push_back(request({chain.begin(), chain.begin() + std::ptrdiff_t(branches)}, id));
        const Walked remembered = walkedInTurn(inTurn).back(), alone = walkedInTurn({inTurn.back()}).front();
        QVERIFY(same(remembered.finished.images, alone.finished.images));
        QVERIFY(remembered.started.frameSteps == alone.started.frameSteps);
        QVERIFY(remembered.started.recipe == alone.started.recipe);
        for (const FramePtr& frame : remembered.frames)
            QCOMPARE(frame->pictures.state(1).values,
                     alone.frames[std::size_t(frame->index)]->pictures.state(1).values);
        if (chain.front().step < 1000) // the way there is not walked again
            QVERIFY(remembered.finished.networkCalls < alone.finished.networkCalls);
    }
}

void TestSessionBranches::futuresLeaveABranch()
{
    const auto fan = [&](const SampleRequest& walk) {
        EventLog log;
        Session session(log.listener());
        session.sampleFutures({walk, {300}, 0, 4, 1});
        session.waitForSampling();
        const auto told = log.all<FuturesFrom>();
        const auto ends = log.all<FuturesFinished>();
        if (told.size() != 1 || ends.size() != 1 ||
            ends.front().networkCalls != log.all<FuturesStarted>().at(0).networkCalls)
            qFatal("no futures, or other calls than said");
        return told.front();
    };
    SampleRequest walk = request({toClass(700, 8)});
    walk.count = 1;
    const FuturesFrom futures = fan(walk);
    const Walked itself = walkedInTurn({walk}).front();
    const auto at = std::find_if(itself.frames.begin(), itself.frames.end(),
                                 [&](const FramePtr& frame) { return frame->step == futures.step; });
    QVERIFY(at != itself.frames.end());
    for (std::size_t k = 0; k < futures.state.values.size(); ++k) // frames are packed
        QVERIFY(std::abs(futures.state.values[k] - (*at)->pictures.state(0).values[k]) < 1e-2f);
    SampleRequest plain = request();
    plain.count = 1;
    QVERIFY(fan(plain).state.values != futures.state.values);
}

void TestSessionBranches::wrongStrokesAreNamed()
{
    const auto said = [&](const std::function<void(Branch&)>& change) {
        Branch branch = withPaint(500);
        change(branch);
        EventLog log;
        Session session(log.listener());
        session.sample(request({branch}));
        session.waitForSampling();
        const auto failed = log.all<Failed>();
        return failed.empty() ? QString() : QString::fromStdString(failed.front().error.what());
    };
    QVERIFY(said([](Branch& b) { b.picture = 2; }).contains("paint on"));
    QVERIFY(said([](Branch& b) { b.strokes[0].brush = 0; }).contains("brush"));
    QVERIFY(said([](Branch& b) { b.strokes[1].path = {1}; }).contains("pixels"));
    QVERIFY(said([](Branch& b) { b.strokes[0].colour = {1, 2}; }).contains("paint"));
}

void TestSessionBranches::aWalkWaitsAndTakesSingleSteps()
{
    EventLog log;
    Session session(log.listener());
    SampleRequest walk = request();
    walk.steps = 12;
    const JobId job = session.sample(walk);
    session.pauseSampling();
    QVERIFY(log.wait<SamplePaused>([&](const SamplePaused& told) { return told.job == job && told.paused; }));
    const std::size_t before = log.all<FrameArrived>().size();
    QVERIFY(before < 10);
    for (std::size_t step = 1; step <= 2; ++step) {
        const std::size_t from = log.size();
        session.stepSampling();
        QVERIFY(log.wait<SamplePaused>([](const SamplePaused& told) { return told.paused; }, from));
        QCOMPARE(log.all<FrameArrived>().size(), before + step); // and no further
    }
    session.resumeSampling();
    session.waitForSampling();
    const auto told = log.all<SamplePaused>();
    QVERIFY(!told.back().paused);
    QCOMPARE(log.all<FrameArrived>().size(), std::size_t(13));
    const Walked alone = walkedInTurn({walk}).front();
    QVERIFY(same(log.all<SampleFinished>().front().images, alone.finished.images));

    // A paused one can be cancelled, and its last frame be branched from.
    session.sample(walk);
    session.pauseSampling();
    session.stepSampling();
    session.cancelSampling();
    session.waitForSampling();
    QVERIFY(log.all<SampleFinished>().back().cancelled);
}

TEST_MAIN(TestSessionBranches)

#include "tst_session_branches.moc"
