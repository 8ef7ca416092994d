// The session without a window, on small real inputs: datasets, training, and what goes wrong.
#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/model/unet/unet.h"
#include "core/run/train_meter.h"
#include "core/session/catalog.h"
#include "core/session/files/tools.h"
#include "core/session/session.h"
#include "core/train/train_config.h"
#include "tests/core/session/event_log.h"
#include "tests/core/session/tiny_runs.h"
#include "tests/support/dataset_image.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <opencv2/imgcodecs.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace diffuscope;

namespace {

std::vector<long long> metricsSteps(const fs::path& run)
{
    std::ifstream file(run / "metrics.csv");
    std::vector<long long> steps;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line))
        steps.push_back(std::atoll(line.c_str()));
    return steps;
}

} // namespace

class TestSession : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void datasetsOpenWithTheirClassesAndTroubles();
    void transparentPicturesLieOnTheChosenBackground();
    void theNewestDatasetWins();
    void trainingPausesProbesAndStops();
    void aStoppedRunGoesOnWhereItWas();
    void aRunAtItsLastStepFinishes();
    void trainingSurvivesAFolderItCannotWriteTo();
    void destroyingTheSessionKeepsTheRun();
    void failuresNameTheValue();
    void presetsAreSummarised();
    void lossIsSmoothedWithoutBias();

private:
    QTemporaryDir folder_;
    fs::path root_, run_; // run_: a trained run, made by the training tests
};

void TestSession::initTestCase()
{
    qputenv("OMP_NUM_THREADS", "1"); // small networks: threads only get in each other's way
    QVERIFY(folder_.isValid());
    root_ = folder_.path().toStdString();
    run_ = root_ / "run";
}

void TestSession::datasetsOpenWithTheirClassesAndTroubles()
{
    const fs::path pictures = root_ / "pictures";
    for (const char* name : {"dogs", "cats"})
        for (int k = 0; k < 3; ++k)
            writeDatasetImage("builtin:shapes", k, 24, (pictures / name / (std::to_string(k) + ".png")).string());
    saveText(pictures / "cats" / "broken.png", "not a picture");

    EventLog log;
    Session session(log.listener());
    const JobId job = session.openDataset({pictures.string(), 16, 3, 0});
    const auto opened = log.wait<DatasetOpened>();
    QVERIFY(opened);
    QCOMPARE(opened->job, job);
    QCOMPARE(opened->size, 6);
    QCOMPARE(opened->side, 16);
    QCOMPARE(opened->channels, 3);
    QCOMPARE(opened->classes.size(), std::size_t(2));
    QCOMPARE(opened->classes[0].name, std::string("cats"));
    QCOMPARE(opened->classes[0].count, 3);
    QCOMPARE(opened->classes[1].example.width, 16);
    QCOMPARE(opened->samples.size(), std::size_t(6));
    QCOMPARE(opened->skipped.size(), std::size_t(1));
    QVERIFY(opened->skipped[0].file.find("broken.png") != std::string::npos);
    const auto progress = log.all<DatasetProgress>();
    QVERIFY(!progress.empty());
    QVERIFY(std::is_sorted(progress.begin(), progress.end(), [](auto& a, auto& b) { return a.done < b.done; }));

    session.loadImage({"", 5, 99, 1}); // of the open set, which decides the size
    const auto image = log.wait<ImageLoaded>();
    QVERIFY(image);
    QCOMPARE(image->image.width, 16);
    QCOMPARE(image->image.channels, 3);

    session.browseDataset(4, 40); // as far as it goes
    const auto page = log.wait<DatasetPage>();
    QVERIFY(page);
    QCOMPARE(page->first, 4);
    QCOMPARE(page->images.size(), std::size_t(2));
    QCOMPARE(page->images[1].values, image->image.values);
}

void TestSession::transparentPicturesLieOnTheChosenBackground()
{
    const fs::path folder = root_ / "glass";
    fs::create_directories(folder);
    for (const char* name : {"a.png", "b.png"})
        QVERIFY(cv::imwrite((folder / name).string(), cv::Mat(16, 16, CV_8UC4, cv::Scalar(0, 200, 0, 0))));
    EventLog log;
    Session session(log.listener());
    for (const auto& [name, value] : {std::pair("white", 1.0f), std::pair("black", -1.0f)}) {
        DatasetRequest request;
        request.source = folder.string();
        request.side = 16;
        request.background = name;
        const JobId job = session.openDataset(request);
        const auto opened = log.wait<DatasetOpened>([job](const DatasetOpened& set) { return set.job == job; });
        QVERIFY(opened);
        QCOMPARE(opened->samples.at(0).values.at(0), value);
    }
    DatasetRequest wrong;
    wrong.source = folder.string();
    wrong.background = "plaid";
    const JobId job = session.openDataset(wrong);
    const auto failed = log.wait<Failed>(failedJob(job));
    QVERIFY(failed && failed->error.subject() == "plaid");
}

void TestSession::theNewestDatasetWins()
{
    EventLog log;
    Session session(log.listener());
    session.openDataset({"builtin:digits", 32, 0, 3000});
    session.openDataset({"builtin:shapes", 32, 0, 3000});
    const JobId last = session.openDataset({"builtin:digits", 16, 0, 20});
    session.waitForFiles();
    const auto opened = log.all<DatasetOpened>();
    QVERIFY(!opened.empty());
    QCOMPARE(opened.back().job, last);
    QCOMPARE(opened.back().size, 20);
    QVERIFY(std::is_sorted(opened.begin(), opened.end(), [](auto& a, auto& b) { return a.job < b.job; }));
    QVERIFY(log.all<Failed>().empty()); // being overtaken is no failure
}

void TestSession::trainingPausesProbesAndStops()
{
    EventLog log;
    Session session(log.listener());
    session.setProbe(500, 3);
    session.startTraining(tinyRun(run_));
    const auto preview = log.wait<TrainPreview>();
    QVERIFY(preview);
    QCOMPARE(preview->images.size(), std::size_t(2));
    QVERIFY(log.wait<ProbeView>([](const ProbeView& view) { return view.timestep == 500; }));

    // From another worker while training runs: weights of this very run.
    const JobId job = session.sample(pictures("training", 2, [](SampleRequest& r) { r.count = 2; }));
    const auto sampled = log.wait<SampleFinished>();
    QVERIFY(sampled);
    QCOMPARE(sampled->job, job);
    QCOMPARE(sampled->images.size(), std::size_t(2));
    session.openModel("training");
    const auto model = log.wait<ModelOpened>();
    QVERIFY(model);
    QCOMPARE(model->classes, 10);
    QVERIFY(model->trainedSteps > 0);

    session.pauseTraining();
    const auto paused = log.wait<TrainStatus>(state(TrainState::Paused));
    QVERIFY(paused);
    const std::size_t atPause = log.size();
    session.setProbe(0, 1); // answered while paused
    QVERIFY(log.wait<ProbeView>([](const ProbeView& view) { return view.timestep == 0; }));
    session.saveCheckpoint();
    QVERIFY(log.wait<TrainStatus>([&](const TrainStatus& s) { return s.lastCheckpoint == paused->step; }));
    for (int timestep : {7, 8, 9}) { // each is answered where a step would have been
        const std::size_t asked = log.size();
        session.setProbe(timestep, 0);
        QVERIFY(log.wait<ProbeView>([&](const ProbeView& view) { return view.timestep == timestep; }, asked));
    }
    QCOMPARE(log.all<ProbeView>().back().trainStep, paused->step);

    const std::size_t before = log.size();
    session.resumeTraining();
    QVERIFY(log.wait<TrainStatus>([&](const TrainStatus& s) { return s.step > paused->step; }, before));
    const auto next = log.wait<LossPoints>([](const LossPoints&) { return true; }, atPause);
    QVERIFY(next);
    QCOMPARE(next->points.front().step, paused->step + 1); // in the pause none was taken
    session.stopTraining();
    const auto finished = log.wait<TrainStatus>(state(TrainState::Finished));
    QVERIFY(finished);
    QCOMPARE(finished->lastCheckpoint, finished->step);
    QCOMPARE(finished->parameterCount, presetSummary("quick", kTiny, 1, 10).parameterCount);
    QCOMPARE(finished->folder, run_.string());
    QVERIFY(fs::exists(run_ / "previews"));
    QVERIFY(!fs::is_empty(run_ / "previews"));

    std::vector<std::int64_t> steps; // no loss point is lost
    for (const LossPoints& points : log.all<LossPoints>())
        for (const LossPoint& point : points.points)
            steps.push_back(point.step);
    QCOMPARE(std::int64_t(steps.size()), finished->step);
    for (std::size_t k = 0; k < steps.size(); ++k)
        QCOMPARE(steps[k], std::int64_t(k + 1));
    QCOMPARE(metricsSteps(run_).size(), steps.size());
}

void TestSession::aStoppedRunGoesOnWhereItWas()
{
    const long long before = metricsSteps(run_).back();
    EventLog log;
    Session session(log.listener());
    session.startTraining(continued(run_, {{"steps", before + 3}}));
    session.waitForTraining();
    const auto last = log.all<TrainStatus>().back();
    QVERIFY2(last.state == TrainState::Finished, last.message.text().c_str());
    QCOMPARE(last.step, std::int64_t(before + 3));
    QCOMPARE(last.totalSteps, last.step);
    QCOMPARE(last.source, std::string("builtin:digits"));
    const auto curve = log.all<LossPoints>();
    QVERIFY(curve.at(0).recalled && !curve.at(1).recalled); // first the curve so far, as it was
    QCOMPARE(curve[0].points.front().step, std::int64_t(1));
    QCOMPARE(curve[0].points.back().step, std::int64_t(before));
    QCOMPARE(int(curve[0].points.size()), int(before));
    QVERIFY(curve[0].points.back().loss > 0 && curve[0].points.back().learningRate > 0);
    QCOMPARE(curve[1].points.front().step, std::int64_t(before + 1));
    const auto steps = metricsSteps(run_);
    QCOMPARE((long long)steps.size(), before + 3);
    QVERIFY(std::is_sorted(steps.begin(), steps.end()));

    session.openModel("training"); // stays after the end
    QVERIFY(log.wait<ModelOpened>([&](const ModelOpened& model) { return model.trainedSteps == last.step; }));
}

void TestSession::aRunAtItsLastStepFinishes()
{
    EventLog log;
    Session session(log.listener());
    const long long steps = metricsSteps(run_).back();
    session.startTraining(continued(run_, {{"steps", steps}}));
    session.waitForTraining();
    QVERIFY(log.all<TrainStatus>().back().state == TrainState::Finished);
    QCOMPARE(log.all<TrainStatus>().back().step, std::int64_t(steps));
    for (const LossPoints& points : log.all<LossPoints>())
        QVERIFY(points.recalled);
}

void TestSession::trainingSurvivesAFolderItCannotWriteTo()
{
    const fs::path run = root_ / "fragile";
    EventLog log;
    Session session(log.listener());
    session.startTraining(tinyRun(run));
    QVERIFY(log.wait<TrainStatus>([](const TrainStatus& s) { return s.step >= 1; }));
    session.saveCheckpoint();
    QVERIFY(log.wait<TrainStatus>([](const TrainStatus& s) { return s.lastCheckpoint > 0; }));
    fs::remove_all(run / "checkpoints");
    saveText(run / "checkpoints", "a file in the way");
    session.saveCheckpoint();
    const auto troubled = log.wait<TrainStatus>(
        [](const TrainStatus& s) { return s.diskError && s.message.text().find("continues") != std::string::npos; });
    QVERIFY(troubled);
    QVERIFY2(troubled->message.text().find("checkpoints") != std::string::npos, troubled->message.text().c_str());
    QVERIFY2(troubled->message.text().find("No checkpoint is on disk") != std::string::npos,
             troubled->message.text().c_str());
    QCOMPARE(troubled->lastCheckpoint, std::int64_t(-1)); // what was written has gone
    const std::size_t after = log.size();
    QVERIFY(log.wait<TrainStatus>([&](const TrainStatus& s) { return s.step > troubled->step; }, after));
    fs::remove(run / "checkpoints");
    session.stopTraining();
    session.waitForTraining();
    const auto last = log.all<TrainStatus>().back();
    QVERIFY2(last.state == TrainState::Finished, last.message.text().c_str());
    QCOMPARE(last.lastCheckpoint, last.step);
}

void TestSession::destroyingTheSessionKeepsTheRun()
{
    const fs::path run = root_ / "closed";
    EventLog log;
    {
        Session session(log.listener());
        session.startTraining(tinyRun(run));
        QVERIFY(log.wait<TrainStatus>([](const TrainStatus& s) { return s.step >= 1; }));
        session.pauseTraining(); // a paused run must not hold up the end
        QVERIFY(log.wait<TrainStatus>(state(TrainState::Paused)));
        const JobId second = session.startTraining(tinyRun(root_ / "second"));
        QVERIFY(log.wait<Failed>(failedJob(second)));
    }
    const auto last = log.all<TrainStatus>().back();
    QVERIFY(last.state == TrainState::Finished);
    QCOMPARE(last.lastCheckpoint, last.step);
    QVERIFY(!fs::exists(root_ / "second"));
}

void TestSession::failuresNameTheValue()
{
    EventLog log;
    Session session(log.listener());
    const auto expect = [&](JobId job, Task task, const std::string& value) {
        const auto failed = log.wait<Failed>(failedJob(job));
        QVERIFY2(failed, value.c_str());
        QVERIFY(failed->task == task);
        QVERIFY2(std::string(failed->error.what()).find(value) != std::string::npos, failed->error.what());
    };
    const auto with = [&](const std::function<void(SampleRequest&)>& change) {
        return session.sample(pictures(run_.string(), 5, change));
    };
    const std::string missing = (root_ / "missing").string();
    expect(session.openDataset({missing}), Task::OpenDataset, missing);
    expect(session.openDataset({"builtin:nothing"}), Task::OpenDataset, "builtin:nothing");
    expect(session.loadImage({}), Task::OpenImage, "No dataset is open");
    expect(session.loadImage({missing}), Task::OpenImage, missing);
    expect(session.openModel(missing), Task::OpenModel, missing);
    expect(session.openModel("training"), Task::OpenModel, "training");
    expect(session.sample(pictures(missing, 5)), Task::Sample, missing);
    expect(session.sample(pictures(run_.string(), 1001)), Task::Sample, "1001");
    expect(with([&](SampleRequest& r) { r.count = 0; }), Task::Sample, "0");
    expect(with([&](SampleRequest& r) { r.classes = {11}; }), Task::Sample, "11"); // 10 means none
    expect(with([&](SampleRequest& r) {
               r.count = 3;
               r.classes = {1, 2};
           }),
           Task::Sample, "2 classes for 3");
    expect(with([&](SampleRequest& r) { r.sampler = "magic"; }), Task::Sample, "magic");
    expect(with([&](SampleRequest& r) { r.spacing = "odd"; }), Task::Sample, "odd");
    expect(with([&](SampleRequest& r) { r.params = {{"nonsense", 1.0}}; }), Task::Sample, "nonsense");
    expect(with([&](SampleRequest& r) { r.noiseFile = missing; }), Task::Sample, missing);
    expect(session.exportImages({"hologram", missing, {}, {Image(1, 8, 8)}, ""}), Task::Export, "hologram");
    TrainRequest noSource;
    noSource.source = missing;
    expect(session.startTraining(noSource), Task::Train, missing);
    session.waitForTraining();
    expect(session.startTraining(tinyRun(run_)), Task::Train, run_.string()); // holds a run already
    session.waitForTraining();
    expect(session.startTraining(continued(missing)), Task::Train, missing);
    session.waitForTraining();
    expect(session.startTraining(tinyRun(root_ / "bad", {{"batch", 0LL}})), Task::Train, "batch");
    session.waitForTraining();
    QVERIFY(log.all<TrainStatus>().back().state == TrainState::Failed);
    QVERIFY(!fs::exists(root_ / "bad"));
}

void TestSession::presetsAreSummarised()
{
    for (const CatalogEntry& preset : presets()) {
        for (const long long size : {16LL, 64LL}) {
            const ParamValues overrides = {{"size", size}};
            const PresetSummary summary = presetSummary(preset.id, overrides, 3, 5);
            const TrainConfig config = makeTrainConfig("", preset.id, overrides, 3, 5);
            QCOMPARE(summary.parameterCount, (long long)UNetImpl(config.network).parameterCount());
            QCOMPARE(summary.values.size(), trainingParams().size()); // every setting has a value
            QCOMPARE(std::get<long long>(summary.values.at("size")), size);
            validateParams(trainingParams(), summary.values);
        }
    }
}

void TestSession::lossIsSmoothedWithoutBias()
{
    TrainMeter meter;
    QCOMPARE(meter.smoothedLoss(), 0.0);
    QVERIFY(meter.secondsLeft(1, 100, 4) < 0);
    meter.add(0.5, 4, 3.0);
    QCOMPARE(meter.smoothedLoss(), 3.0); // the first value counts in full
    for (int k = 2; k <= 50; ++k)
        meter.add(0.5 * k, 4, 3.0);
    QCOMPARE(meter.imagesPerSecond(25), 8.0);
    QCOMPARE(meter.secondsLeft(25, 100, 4), 50.0);
    TrainMeter turned;
    for (int k = 0; k < 2000; ++k)
        turned.add(k, 1, 1.0);
    for (int k = 0; k < 50; ++k)
        turned.add(2000 + k, 1, 0.0);
    QVERIFY(std::abs(turned.smoothedLoss() - 0.5) < 0.01); // half-life of 50 steps
    TrainMeter falling;
    for (int k = 1; k <= 60; ++k)
        falling.add(k, 1, 4.0 / k);
    QVERIFY(falling.smoothedLoss() > 4.0 / 60 && falling.smoothedLoss() < 8.0 / 60); // the start does not hang on
}

TEST_MAIN(TestSession)
#include "tst_session.moc"
