// What is tried with a model: is it copying, does a blur do as well, and what does each fault break. Through the
// session, with a small recorded network.
#include "core/base/random.h"
#include "core/recipe/recipe.h"
#include "core/session/session.h"
#include "core/session/walk_plan.h"
#include "tests/core/session/event_log.h"
#include "tests/core/session/tiny_runs.h"
#include "tests/support/golden.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

using namespace diffuscope;

namespace {

double rms(const Image& a, const Image& b)
{
    double sum = 0;
    for (std::size_t k = 0; k < a.values.size(); ++k)
        sum += std::pow(double(a.values[k]) - double(b.values[k]), 2);
    return std::sqrt(sum / double(a.values.size()));
}

Image mirrored(const Image& image)
{
    Image turned = image;
    for (int c = 0; c < image.channels; ++c)
        for (int y = 0; y < image.height; ++y)
            for (int x = 0; x < image.width; ++x)
                turned.at(c, y, x) = image.at(c, y, image.width - 1 - x);
    return turned;
}

} // namespace

class TestSessionTrials : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void copiesAreToldFromNewPictures();
    void aMomentIsComparedWithTheExactDenoiser();
    void framesOfAWalkAreUnpackedThere();
    void whatCannotBeComparedIsNamed();
    void theJudgeTakesPicturesForAClass();
    void theJudgeTakesManyInParts();
    void theJudgeCanBeStopped();
    void classesAreDrawnOnceForTheirTiles();
    void aBlurIsTheRivalOfOneGuess();
    void whatCannotBeJudgedIsNamed();
    void everyFaultChangesItsWalk_data();
    void everyFaultChangesItsWalk();
    void faultsThatWouldChangeNothingAreRefused();
    void faultsAreInTheRecipe();

private:
    CopyingMeasured compared(const CopyingRequest& request)
    {
        session_->checkCopying(request);
        session_->waitForSampling();
        return log_.all<CopyingMeasured>().back();
    }
    SampleRequest request(const std::function<void(SampleRequest&)>& change) const
    {
        return pictures(model_, 6, [&](SampleRequest& r) {
            r.seed = 5;
            r.classes = {3};
            change(r);
        });
    }
    Image drawn(const SampleRequest& request)
    {
        session_->sample(request);
        session_->waitForSampling();
        const auto finished = log_.all<SampleFinished>();
        return finished.back().images.empty() ? Image() : finished.back().images[0];
    }

    EventLog log_;
    std::unique_ptr<Session> session_;
    DatasetOpened digits_;
    std::string model_;
};

void TestSessionTrials::initTestCase()
{
    qputenv("OMP_NUM_THREADS", "1"); // small networks: threads only get in each other's way
    model_ = (kGolden / "unet-class-conditional").string();
    session_ = std::make_unique<Session>(log_.listener());
    session_->openDataset({"builtin:digits", 16, 0, 200, "white"});
    session_->waitForFiles();
    digits_ = log_.all<DatasetOpened>().back();
}

void TestSessionTrials::copiesAreToldFromNewPictures()
{
    CopyingRequest request;
    request.moments = {
        {0, 1, {}, digits_.samples[3]}, {0, 1, {}, noiseImage(1, 16, 16, 7)}, {0, 1, {}, mirrored(digits_.samples[3])}};
    const CopyingMeasured plain = compared(request);
    QCOMPARE(plain.pictures, 200);
    QVERIFY(plain.usualDistance > 0);
    QCOMPARE(plain.moments.size(), std::size_t(3));
    const auto& copy = plain.moments[0].nearest;
    QCOMPARE(copy.size(), std::size_t(3));
    QCOMPARE(copy[0].index, 3 * 200 / 16); // where samples come from
    QCOMPARE(copy[0].distance, 0.0);
    QVERIFY(copy[0].label >= 0 && std::size_t(copy[0].label) < plain.classNames.size());
    QVERIFY(copy[0].distance <= copy[1].distance && copy[1].distance <= copy[2].distance);
    QVERIFY(std::abs(copy[1].distance - rms(copy[1].picture, digits_.samples[3])) < 1e-6);
    QVERIFY(plain.moments[1].nearest[0].distance > plain.usualDistance);
    QVERIFY(plain.moments[0].exact.empty()); // the picture is finished: there is nothing to predict
    QVERIFY(plain.moments[2].nearest[0].distance > 0.01);
    request.mirrored = true;
    const CopyingMeasured both = compared(request);
    QCOMPARE(both.usualDistance, plain.usualDistance);
    QCOMPARE(both.moments[2].nearest[0].distance, 0.0);
    QCOMPARE(both.moments[2].nearest[0].index, copy[0].index);
    QVERIFY(both.moments[2].nearest[0].mirrored);
    QVERIFY(!both.moments[0].nearest[0].mirrored);
}

// x_t close to a training picture: the exact denoiser predicts it; from pure noise it predicts the mean of the set.
void TestSessionTrials::aMomentIsComparedWithTheExactDenoiser()
{
    const Image& digit = digits_.samples[3];
    Image state = noiseImage(1, 16, 16, 4), pure = state;
    for (std::size_t k = 0; k < state.values.size(); ++k)
        state.values[k] = float(std::sqrt(0.99)) * digit.values[k] + 0.1f * state.values[k];
    CopyingRequest request;
    request.moments = {{10, 0.99, state, digit}, {1000, 0, pure, digit}, {0, 1, {}, digit}};
    const CopyingMeasured told = compared(request);
    QVERIFY(rms(told.moments[0].exact, digit) < 0.01);
    QVERIFY(told.moments[0].difference < 0.01);
    QVERIFY(told.moments[0].heaviest > 0.99);
    QVERIFY(std::abs(told.moments[1].heaviest - 1.0 / 200) < 1e-6);
    QVERIFY(std::abs(told.moments[1].difference - rms(told.moments[1].exact, digit)) < 1e-6);
    const std::size_t values = 16 * 16, block = 200; // the set is smaller than a block
    QVERIFY(log_.all<CopyingStarted>().back().bytes > sizeof(double) * 4 * block * values);
    QCOMPARE(log_.all<CopyingProgress>().back().share, 1.0);
    // Overtaken or stopped, each is answered.
    session_->checkCopying(request);
    session_->checkCopying(request);
    session_->cancelCopying();
    session_->waitForSampling();
    const auto all = log_.all<CopyingMeasured>();
    QVERIFY(all[all.size() - 2].cancelled || all[all.size() - 2].moments.size() == 3);
    QCOMPARE(log_.all<CopyingMeasured>().size(), std::size_t(5));
}

void TestSessionTrials::framesOfAWalkAreUnpackedThere()
{
    const SampleRequest walk = request([](SampleRequest& r) {
        r.count = 2;
        r.trajectoryBudget = 10'000'000;
    });
    const JobId job = session_->sample(walk);
    session_->waitForSampling();
    std::vector<FramePtr> frames;
    for (const FrameArrived& arrived : log_.all<FrameArrived>())
        if (arrived.job == job)
            frames.push_back(arrived.frame);
    QCOMPARE(frames.size(), std::size_t(7));
    CopyingRequest pictures, packed;
    pictures.moments = {
        {frames[2]->step, frames[2]->alphaBar, frames[2]->pictures.state(1), frames[3]->pictures.predictedData(1)},
        {0, 1, {}, frames[6]->pictures.state(1)}};
    packed.moments = {{frames[2]->step, frames[2]->alphaBar, {}, {}, frames[2], frames[3], 1},
                      {0, 1, {}, {}, frames[6], {}, 1}};
    const CopyingMeasured a = compared(pictures), b = compared(packed);
    QCOMPARE(b.moments.size(), std::size_t(2));
    for (std::size_t k = 0; k < 2; ++k) {
        QCOMPARE(b.moments[k].nearest[0].index, a.moments[k].nearest[0].index);
        QCOMPARE(b.moments[k].nearest[0].distance, a.moments[k].nearest[0].distance);
        QCOMPARE(b.moments[k].exact.values, a.moments[k].exact.values);
    }
    packed.moments[0].picture = 2;
    session_->checkCopying(packed);
    session_->waitForSampling();
    QVERIFY2(QString(log_.all<Failed>().back().error.what()).contains("no such picture"),
             log_.all<Failed>().back().error.what());
}

void TestSessionTrials::theJudgeTakesPicturesForAClass()
{
    JudgingRequest request;
    request.model = model_;
    request.pictures = {digits_.samples[0], digits_.samples[5]};
    request.draws = 3;
    const JobId job = session_->judge(request);
    session_->waitForSampling();
    const PicturesJudged judged = log_.all<PicturesJudged>().back();
    QCOMPARE(judged.job, job);
    QVERIFY(!judged.cancelled);
    QCOMPARE(judged.errors.size(), std::size_t(2));
    QCOMPARE(judged.networkCalls, 3 * int(judged.errors[0].size())); // a call for both
    QCOMPARE(log_.all<JudgingProgress>().back().done, judged.networkCalls);
    QCOMPARE(log_.all<JudgingProgress>().back().total, judged.networkCalls);
    for (std::size_t k = 0; k < 2; ++k)
        for (const double error : judged.errors[k])
            QVERIFY(error >= judged.errors[k][std::size_t(judged.labels[k])]);
    request.pictures = {digits_.samples[5]}; // whoever is beside it
    session_->judge(request);
    session_->waitForSampling();
    QCOMPARE(log_.all<PicturesJudged>().back().labels[0], judged.labels[1]);
    request.pictures = {Image(3, 16, 16)};
    session_->judge(request);
    session_->waitForSampling();
    QVERIFY(QString(log_.all<Failed>().back().error.what()).contains("shape"));
}

void TestSessionTrials::theJudgeTakesManyInParts()
{
    const auto label = [this](JudgingRequest request) {
        session_->judge(request);
        session_->waitForSampling();
        return log_.all<PicturesJudged>().back();
    };
    JudgingRequest request;
    request.model = model_;
    request.draws = 1;
    request.pictures = {digits_.samples[5]};
    const PicturesJudged one = label(request);
    std::set<std::thread::id> askedOn;
    std::mutex asked;
    request.pictures = {130, [&](std::size_t k) {
                            const std::lock_guard lock(asked);
                            askedOn.insert(std::this_thread::get_id());
                            return digits_.samples[k % 2 == 0 ? 5 : 0];
                        }};
    const PicturesJudged many = label(request);
    QVERIFY(!askedOn.contains(std::this_thread::get_id())); // whoever asks never waits for them
    QCOMPARE(many.labels.size(), std::size_t(130));
    const int classes = int(one.errors[0].size());
    QCOMPARE(many.networkCalls, 3 * classes); // 64 at once
    QCOMPARE(log_.all<JudgingProgress>().back().total, 3 * classes);
    ModelOpened model;
    model.classes = classes;
    model.side = 16;
    QCOMPARE(judgingCalls(model, 130, 1), 3 * classes);
    for (const std::size_t k : {0, 64, 128})
        QCOMPARE(many.labels[k], one.labels[0]);
}

void TestSessionTrials::classesAreDrawnOnceForTheirTiles()
{
    QTemporaryDir cache;
    qputenv("XDG_CACHE_HOME", cache.path().toUtf8());
    const auto drawn = [this](const std::string& model) {
        const std::size_t told = log_.size();
        const JobId job = session_->drawClassSamples(model);
        const auto samples =
            log_.wait<ClassSamples>([job](const ClassSamples& classes) { return classes.job == job; }, told);
        return samples ? samples->pictures : std::vector<Image>();
    };
    const std::vector<Image> first = drawn(model_);
    QVERIFY(first.size() > 1);
    QVERIFY(first[0].sameShape(digits_.samples[0]) && first[0].values != first[1].values);
    const QDir kept(cache.filePath(QStringLiteral("diffuscope/class-samples")));
    QCOMPARE(kept.entryList(QDir::Files).size(), qsizetype(1));
    const std::vector<Image> again = drawn(model_); // out of the file, in 8 bits
    QCOMPARE(again.size(), first.size());
    for (std::size_t k = 0; k < first.size(); ++k)
        QVERIFY(rms(again[k], first[k]) < 0.005);
    QFile damaged(kept.filePath(kept.entryList(QDir::Files).front()));
    QVERIFY(damaged.open(QIODevice::WriteOnly));
    damaged.write("no tensors");
    damaged.close();
    QCOMPARE(drawn(model_)[0].values, first[0].values); // drawn again
    QVERIFY(drawn("/no/such/model").empty());
    QVERIFY(log_.all<Failed>().empty() || !QString(log_.all<Failed>().back().error.what()).contains("/no/such/model"));
    qunsetenv("XDG_CACHE_HOME");
}

void TestSessionTrials::theJudgeCanBeStopped()
{
    JudgingRequest request;
    request.model = model_;
    request.pictures = {digits_.samples[0]};
    request.draws = 1000;
    const std::size_t told = log_.size();
    session_->judge(request);
    QVERIFY(log_.wait<JudgingProgress>([](const JudgingProgress&) { return true; }, told));
    session_->cancelSampling();
    session_->waitForSampling();
    const PicturesJudged judged = log_.all<PicturesJudged>().back();
    QVERIFY(judged.cancelled && judged.labels.empty());
    QVERIFY(judged.networkCalls < 1000);
}

void TestSessionTrials::whatCannotBeComparedIsNamed()
{
    const auto failure = [this](const CopyingRequest& request) {
        const JobId job = session_->checkCopying(request);
        session_->waitForSampling();
        const Failed failed = log_.all<Failed>().back();
        return failed.job == job && failed.task == Task::Measure ? QString(failed.error.what()) : QString("not told");
    };
    CopyingRequest request;
    QVERIFY(failure(request).contains("no picture"));
    request.moments = {{0, 1, {}, Image(3, 16, 16)}};
    QVERIFY(failure(request).contains("16 x 16 grey"));
    request.moments = {{5, 0.5, {}, digits_.samples[0]}}; // without its state
    QVERIFY(failure(request).contains("shape"));
    request.source = "/no/such";
    QVERIFY(failure(request).contains("/no/such"));
}

void TestSessionTrials::aBlurIsTheRivalOfOneGuess()
{
    BlurRequest request;
    request.walk = this->request([](SampleRequest& r) { r.from.pixels = Image(1, 16, 16, 0.25f); });
    request.steps = {50, 900};
    session_->measureBlur(request);
    session_->waitForSampling();
    QVERIFY2(log_.all<BlurMeasured>().size() == 1, log_.all<Failed>().back().error.what());
    const BlurMeasured told = log_.all<BlurMeasured>().back();
    QCOMPARE(told.networkCalls, 2);
    QCOMPARE(told.points.size(), std::size_t(2));
    const BlurMeasured::Point &little = told.points[0], &much = told.points[1];
    QVERIFY(little.noisyPsnr > much.noisyPsnr);
    QVERIFY(little.blurPsnr > little.noisyPsnr && much.blurPsnr > much.noisyPsnr);
    QVERIFY(much.blur > 2); // of a plain picture the more blur the better
    const double error = rms(much.guess, told.picture);
    QVERIFY(std::abs(much.guessPsnr - 20 * std::log10(2 / error)) < 1e-3);
    // The same noise as the walk's: sqrt(abar) x0 + sqrt(1 - abar) eps.
    const Image noise = noiseImage(1, 16, 16, 5);
    QVERIFY(std::abs(much.noisy.values[7] - (std::sqrt(much.alphaBar) * double(told.picture.values[7]) +
                                             std::sqrt(1 - much.alphaBar) * double(noise.values[7]))) < 1e-4);
    request.walk.from = {};
    const JobId job = session_->measureBlur(request);
    session_->waitForSampling();
    QCOMPARE(log_.all<Failed>().back().job, job);
    QVERIFY(QString(log_.all<Failed>().back().error.what()).contains("true picture"));
}

void TestSessionTrials::whatCannotBeJudgedIsNamed()
{
    JudgingRequest request;
    request.model = model_;
    request.pictures = {Image(3, 8, 8, 0.0f)};
    session_->judge(request);
    session_->waitForSampling();
    QVERIFY(QString(log_.all<Failed>().back().error.what()).contains("8 x 8"));
}

void TestSessionTrials::everyFaultChangesItsWalk_data()
{
    QTest::addColumn<QString>("sampler");
    QTest::addColumn<int>("fault");
    const char* const names[] = {"t off",          "no noise",    "no input scaling", "no clipping",
                                 "large variance", "frozen time", "cut skips"};
    const char* const samplers[] = {"ddim", "ddpm", "euler", "ddpm", "ddpm", "ddim", "ddim"};
    for (int k = 0; k < 7; ++k)
        QTest::newRow(names[k]) << samplers[k] << k;
}

void TestSessionTrials::everyFaultChangesItsWalk()
{
    QFETCH(QString, sampler);
    QFETCH(int, fault);
    const auto with = [&](bool on) {
        return request([&](SampleRequest& r) {
            r.sampler = sampler.toStdString();
            r.params = {{"clip", std::string("clip")}};
            r.steps = 12;
            Faults& faults = r.faults;
            if (!on)
                return;
            faults.timestepOffset = fault == 0 ? 100 : 0;
            faults.noNoise = fault == 1;
            faults.noInputScaling = fault == 2;
            faults.noClipping = fault == 3;
            faults.largeVariance = fault == 4;
            faults.frozenTime = fault == 5;
            faults.cutSkips = fault == 6;
        });
    };
    const Image healthy = drawn(with(false)), broken = drawn(with(true));
    QVERIFY2(!broken.empty(), log_.all<Failed>().empty() ? "" : log_.all<Failed>().back().error.what());
    QVERIFY2(rms(healthy, broken) > 1e-3, qPrintable(QString::number(rms(healthy, broken))));
    QCOMPARE(drawn(with(false)).values, healthy.values); // nothing of it stays
    if (fault == 1)                                      // without noise of their own the steps forget the seed of it
        QCOMPARE(drawn(with(true)).values, broken.values);
    if (fault == 4)
        QCOMPARE(log_.all<SampleStarted>()[log_.all<SampleStarted>().size() - 2].frameCount, Faults::kFewSteps + 1);
}

void TestSessionTrials::faultsThatWouldChangeNothingAreRefused()
{
    const auto refused = [this](const char* sampler, const std::function<void(SampleRequest&)>& change) {
        const std::size_t before = log_.all<Failed>().size();
        session_->sample(request([&](SampleRequest& r) {
            r.sampler = sampler;
            change(r);
        }));
        session_->waitForSampling();
        const auto failed = log_.all<Failed>();
        return failed.size() == before + 1 ? QString(failed.back().error.what()) : QString("not refused");
    };
    QVERIFY(refused("ddim", [](SampleRequest& r) { r.faults.noNoise = true; }).contains("adds no noise"));
    QVERIFY(refused("ddpm", [](SampleRequest& r) { r.faults.noInputScaling = true; }).contains("scaled"));
    QVERIFY(refused("ddim", [](SampleRequest& r) { r.faults.largeVariance = true; }).contains("DDPM"));
    QVERIFY(refused("ddim", [](SampleRequest& r) {
                r.params = {{"clip", std::string("off")}};
                r.faults.noClipping = true;
            }).contains("limits nothing"));
    QVERIFY(refused("ddim", [](SampleRequest& r) { r.faults.timestepOffset = 4000; }).contains("4000"));
    QVERIFY(refused("ddim", [](SampleRequest& r) { r.faults.rawWeights = true; }).contains("averaged weights"));
}

void TestSessionTrials::faultsAreInTheRecipe()
{
    const SampleRequest broken = request([](SampleRequest& r) {
        r.faults.timestepOffset = -7;
        r.faults.cutSkips = true;
    });
    drawn(broken);
    const SamplingRecipe recipe = log_.all<SampleStarted>().back().recipe;
    QCOMPARE(recipe.faults, broken.faults);
    const std::string text = toJson(Recipe(recipe), RecipePaths::All);
    QVERIFY(text.find("\"t_offset\"") != std::string::npos && text.find("no_noise") == std::string::npos);
    QCOMPARE(requestOf(recipe).faults, broken.faults);
    const SampleRequest healthy = request([](SampleRequest&) {});
    drawn(healthy);
    QVERIFY(toJson(Recipe(log_.all<SampleStarted>().back().recipe), RecipePaths::All).find("faults") ==
            std::string::npos);
}

TEST_MAIN(TestSessionTrials)
#include "tst_session_trials.moc"
