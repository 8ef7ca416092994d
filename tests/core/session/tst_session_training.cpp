// A training run as its owner lives with it: what is held out, what happens when it goes wrong by itself, and what is
// asked of it.
#include "core/base/save_file.h"
#include "core/kernels/device.h"
#include "core/model/files/safetensors.h"
#include "core/model/files/tensor_file.h"
#include "core/model/model_folder.h"
#include "core/model/unet/unet.h"
#include "core/model/weights_hash.h"
#include "core/run/folder/run_folder.h"
#include "core/run/folder/run_lock.h"
#include "tests/core/session/event_log.h"
#include "tests/core/session/slow_scan.h"
#include "tests/core/session/tiny_runs.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <set>

using namespace diffuscope;

namespace {

// A checkpoint whose network answers with what is not a number, as one that has run away would.
void poison(const fs::path& checkpoint)
{
    const fs::path file = checkpoint / "training" / "weights.safetensors";
    TensorFile weights = readSafetensors(file);
    RawTensor& bias = weights.tensors.at("conv_out.bias");
    const float nothing = std::numeric_limits<float>::quiet_NaN();
    std::memcpy(bias.bytes.data(), &nothing, sizeof nothing);
    writeSafetensors(file, weights);
    fs::remove(checkpoint / "checksums.txt");
}

} // namespace

class TestSessionTraining : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void heldOutPicturesAreMeasuredAndRecalled();
    void aRunThatDivergesOffersAWayOn();
    void tooLargeABatchOffersASmallerOne();
    void allWeightsOfARunAreModels();
    void damagedRawWeightsAreNamed();
    void theLockGoesWithTheRun();
    void aPauseIsOnTheDisk();
    void aRunSaysWhatItIsSetToAndTrainedOn();
    void aBusyFilesWorkerHoldsUpNothing();
    void stoppingEndsThePreparation();
    void whatIsAskedIsAnsweredOrRefused();
    void aBranchKeepsTheWeightsOfItsWalk();
    void theJudgeHasTheWeightsThatDrew();
    void rawAndAveragedWeightsAreReadOnce();
};

void TestSessionTraining::heldOutPicturesAreMeasuredAndRecalled()
{
    QTemporaryDir dir;
    const fs::path run = fs::path(dir.path().toStdString()) / "run";
    const ParamValues measured = {{"validation_share", 0.25}, {"validate_every", 2LL}, {"steps", 6LL}};
    EventLog log;
    {
        Session session(log.listener());
        session.startTraining(tinyRun(run, measured));
        QVERIFY(log.wait<TrainStatus>(state(TrainState::Finished)));
    }
    const auto status = log.all<TrainStatus>().back();
    QCOMPARE(status.heldOut, 10); // of 40
    QCOMPARE(status.device, std::string("cpu"));
    QCOMPARE(status.precision, kernels::choosePrecision("auto", "cpu")); // never "auto": it says what was done
    QVERIFY(status.memoryBytes > 10'000'000);
    QVERIFY(status.gradientNorm > 0);
    QVERIFY(status.waitShare >= 0 && status.waitShare < 1);
    std::vector<ValidationPoint> points;
    for (const auto& event : log.all<ValidationPoints>())
        points.insert(points.end(), event.points.begin(), event.points.end());
    QVERIFY(!points.empty());
    QCOMPARE(points.back().step, std::int64_t(6));
    QCOMPARE(points.back().loss, status.validationLoss);
    QCOMPARE(int(points.back().byTimestep.size()), 8);
    const auto rows = RunFolder(run).readValidation();
    QCOMPARE(rows.size(), points.size());
    QVERIFY(std::abs(rows.back().loss - points.back().loss) < 1e-6);
    QCOMPARE(rows.back().byTimestep.back().first, points.back().byTimestep.back().first);

    EventLog again;
    Session session(again.listener());
    session.startTraining(continued(run, {{"steps", 7LL}}));
    const auto recalled = again.wait<ValidationPoints>([](const ValidationPoints& p) { return p.recalled; });
    QVERIFY(recalled);
    QCOMPARE(recalled->points.size(), rows.size());
}

void TestSessionTraining::aRunThatDivergesOffersAWayOn()
{
    QTemporaryDir dir;
    const fs::path run = fs::path(dir.path().toStdString()) / "run";
    {
        EventLog log;
        Session session(log.listener());
        session.startTraining(tinyRun(run, {{"steps", 3LL}, {"learning_rate", 1e-3}}));
        QVERIFY(log.wait<TrainStatus>(state(TrainState::Finished)));
    }
    const fs::path checkpoint = RunFolder::newestCheckpoint(run);
    poison(checkpoint);
    EventLog log;
    Session session(log.listener());
    session.startTraining(continued(run, {{"steps", 1000LL}, {"checkpoint_every", 1LL}}));
    QVERIFY(log.wait<Failed>());
    const auto failed = log.wait<TrainStatus>(state(TrainState::Failed));
    QVERIFY(failed);
    QCOMPARE(failed->skippedSteps, std::int64_t(20));
    QCOMPARE(failed->lastSkipped, std::int64_t(23));
    QCOMPARE(failed->lastCheckpoint, std::int64_t(3)); // what came after is not worth keeping
    QCOMPARE(RunFolder::newestCheckpoint(run), checkpoint);
    QVERIFY(QString::fromStdString(failed->next.words.text()).contains("half the learning rate"));
    QCOMPARE(failed->next.fromStep, std::int64_t(3));
    QCOMPARE(std::get<double>(failed->next.overrides.at("learning_rate")), 5e-4);
    TrainRequest next = continued(run, failed->next.overrides);
    const std::size_t mark = log.size();
    session.waitForTraining();
    session.startTraining(next);
    QVERIFY(log.wait<TrainStatus>(state(TrainState::Running), mark));
    QCOMPARE(RunFolder::readConfig(run).learningRate, 5e-4);
}

void TestSessionTraining::tooLargeABatchOffersASmallerOne()
{
    QTemporaryDir dir;
    const fs::path run = fs::path(dir.path().toStdString()) / "run";
    EventLog log;
    Session session(log.listener());
    session.startTraining(tinyRun(run, {{"size", 256LL}, {"batch", 4096LL}, {"limit", 2LL}}));
    const auto failure = log.wait<Failed>();
    QVERIFY(failure);
    QCOMPARE(failure->error.subject(), std::string("batch = 4096"));
    const auto status = log.wait<TrainStatus>(state(TrainState::Failed));
    QVERIFY(status);
    const auto& offered = status->next.overrides;
    const auto batch = std::get<long long>(offered.at("batch"));
    QVERIFY(batch >= 1 && batch < 4096);
    QCOMPARE(batch * std::get<long long>(offered.at("gradient_accumulation")), 4096LL); // the same step
    QCOMPARE(status->folder, run.string());
    QVERIFY(RunFolder::isRun(run)); // so that the offer can be taken
}

void TestSessionTraining::allWeightsOfARunAreModels()
{
    QTemporaryDir dir;
    const fs::path run = fs::path(dir.path().toStdString()) / "run";
    EventLog log;
    Session session(log.listener());
    session.startTraining(tinyRun(run, {{"steps", 4LL}, {"checkpoint_every", 2LL}, {"ema_more", std::string("0.9")}}));
    QVERIFY(log.wait<TrainStatus>(state(TrainState::Finished)));
    session.findModels(run.string(), {dir.path().toStdString(), (run / "checkpoints").string()});
    const auto choices = log.wait<ModelChoices>();
    QVERIFY(choices);
    QCOMPARE(choices->run, run.string());
    QCOMPARE(choices->runs.size(), std::size_t(1));
    QCOMPARE(choices->runs.front().step, std::int64_t(4));
    std::vector<std::pair<std::int64_t, std::string>> found;
    for (const auto& weights : choices->weights)
        found.emplace_back(weights.step, weights.kind);
    const decltype(found) expected{{4, ""}, {4, "ema-0.9"}, {4, "raw"}, {2, ""}, {2, "ema-0.9"}, {2, "raw"}};
    QCOMPARE(found, expected);
    std::set<std::string> different;
    for (const auto& weights : choices->weights) {
        const std::size_t mark = log.size();
        session.openModel(weights.path);
        const auto model = log.wait<ModelOpened>([](const ModelOpened&) { return true; }, mark);
        QVERIFY2(model, weights.path.c_str());
        QCOMPARE(model->trainedSteps, weights.step);
        QCOMPARE(model->weights, weights.kind);
        QCOMPARE(model->name, std::string("run"));
        QVERIFY(model->bytes > std::uint64_t(model->parameterCount) * 4);
        QCOMPARE(model->schedule, std::string("linear"));
        different.insert(weightsHash(*openModel(weights.path)));
    }
    QCOMPARE(different.size(), std::size_t(4));                           // so early both averages are still the same
    QCOMPARE(weightsKind(run.parent_path() / "training"), std::string()); // a run may be called so
    const auto raw = readTensors(run / "checkpoints/step-000000004/training/weights.safetensors");
    const auto opened = openModel(run / "checkpoints/step-000000004/training")->network->named_parameters();
    for (const auto& [name, values] : raw)
        QVERIFY2(torch::equal(opened[name], values), name.c_str());
}

void TestSessionTraining::damagedRawWeightsAreNamed()
{
    QTemporaryDir dir;
    const fs::path run = fs::path(dir.path().toStdString()) / "run";
    EventLog log;
    Session session(log.listener());
    session.startTraining(tinyRun(run, {{"steps", 1LL}}));
    QVERIFY(log.wait<TrainStatus>(state(TrainState::Finished)));
    const fs::path training = RunFolder::newestCheckpoint(run) / "training";
    std::string bytes = readFile(training / "weights.safetensors", 1 << 30);
    bytes.back() ^= 1;
    saveText(training / "weights.safetensors", bytes);
    session.openModel(training.string());
    const auto failure = log.wait<Failed>();
    QVERIFY(failure);
    QVERIFY2(failure->error.subject().find("weights.safetensors") != std::string::npos, failure->error.what());
    const std::size_t mark = log.size();
    session.openModel(run.string()); // the averaged ones are whole
    QVERIFY(log.wait<ModelOpened>([](const ModelOpened&) { return true; }, mark));
}

void TestSessionTraining::theLockGoesWithTheRun()
{
    QTemporaryDir dir;
    const fs::path run = fs::path(dir.path().toStdString()) / "run";
    EventLog log;
    Session session(log.listener());
    session.startTraining(tinyRun(run));
    QVERIFY(log.wait<TrainStatus>(state(TrainState::Running)));
    QVERIFY(RunLock::stateOf(run) == RunLock::State::Held);
    session.stopTraining();
    QVERIFY(log.wait<TrainStatus>(state(TrainState::Finished)));
    QVERIFY(RunLock::stateOf(run) == RunLock::State::Free);
    saveText(run / "run.lock", ""); // as a crash leaves it
    QVERIFY(RunLock::stateOf(run) == RunLock::State::Abandoned);
    session.waitForTraining();
    const std::size_t mark = log.size();
    session.startTraining(continued(run));
    QVERIFY(log.wait<TrainStatus>(state(TrainState::Running), mark));
    session.stopTraining();
    session.waitForTraining();
    QVERIFY(RunLock::stateOf(run) == RunLock::State::Free);
}

// Whatever ends a pause: what was trained before it is there.
void TestSessionTraining::aPauseIsOnTheDisk()
{
    QTemporaryDir dir;
    const fs::path run = fs::path(dir.path().toStdString()) / "run";
    EventLog log;
    Session session(log.listener());
    session.startTraining(tinyRun(run));
    QVERIFY(log.wait<TrainStatus>([](const TrainStatus& s) { return s.step >= 2; }));
    session.pauseTraining();
    const auto paused = log.wait<TrainStatus>(state(TrainState::Paused));
    QVERIFY(paused);
    QCOMPARE(paused->lastCheckpoint, paused->step);
    const fs::path checkpoint = RunFolder::newestCheckpoint(run);
    QCOMPARE(std::int64_t(std::stoll(checkpoint.filename().string().substr(5))), paused->step);
    QVERIFY(RunFolder::checkpointProblem(checkpoint).empty());
    QCOMPARE(std::int64_t(RunFolder(run).readMetrics().size()), paused->step);
    QVERIFY(RunLock::stateOf(run) == RunLock::State::Held);
}

// config.toml is enough: no preset, no settings, no picture path is given again.
void TestSessionTraining::aRunSaysWhatItIsSetToAndTrainedOn()
{
    QTemporaryDir dir;
    const fs::path run = fs::path(dir.path().toStdString()) / "run";
    {
        EventLog log;
        Session session(log.listener());
        session.startTraining(tinyRun(run, {{"steps", 2LL}, {"warmup_steps", 7LL}}));
        QVERIFY(log.wait<TrainStatus>(state(TrainState::Finished)));
    }
    EventLog log;
    Session session(log.listener());
    session.openDataset({"builtin:shapes", 32, 0, 30}); // another one
    QVERIFY(log.wait<DatasetOpened>());
    session.startTraining(continued(run, {{"steps", 3LL}}));
    const auto running = log.wait<TrainStatus>(state(TrainState::Running));
    QVERIFY(running && running->settings);
    QCOMPARE(std::get<long long>(running->settings->values.at("warmup_steps")), 7LL);
    QCOMPARE(std::get<long long>(running->settings->values.at("steps")), 3LL);
    QCOMPARE(running->settings->preset, std::string("quick"));
    const auto opened =
        log.wait<DatasetOpened>([](const DatasetOpened& set) { return set.source == "builtin:digits"; });
    QVERIFY(opened);
    QCOMPARE(opened->size, 40);
    QCOMPARE(opened->side, 16);
    session.loadImage({}); // of the open set
    const auto loaded = log.wait<ImageLoaded>();
    QVERIFY(loaded);
    QCOMPARE(loaded->image.values, opened->samples.front().values);
}

// While a slow source is read: a run is paused within a step, stopped, and refused a second one; paths and pixels are
// looked at.
void TestSessionTraining::aBusyFilesWorkerHoldsUpNothing()
{
    QTemporaryDir dir;
    const fs::path root = dir.path().toStdString();
    EventLog log;
    Session session(log.listener());
    const SlowScan scan(session, root / "slow");
    session.startTraining(tinyRun(root / "run"));
    QVERIFY(log.wait<TrainStatus>([](const TrainStatus& s) { return s.step >= 2; }));
    const JobId second = session.startTraining(tinyRun(root / "second"));
    QVERIFY(log.wait<Failed>(failedJob(second)));
    session.pauseTraining();
    const auto paused = log.wait<TrainStatus>(state(TrainState::Paused));
    QVERIFY(paused);
    const JobId path = session.classify((root / "run").string());
    const auto kind = log.wait<PathClassified>([path](const PathClassified& found) { return found.job == path; });
    QVERIFY(kind && kind->kind == PathKind::Run);
    ImageRequest pixels;
    pixels.pixels = [] { return PixelBuffer{8, 8, 1, std::vector<std::uint8_t>(64, 255)}; };
    const JobId made = session.loadImage(pixels);
    const auto loaded = log.wait<ImageLoaded>([made](const ImageLoaded& image) { return image.job == made; });
    QVERIFY(loaded);
    QCOMPARE(loaded->image.channels, 1);
    QCOMPARE(loaded->image.at(0, 31, 31), 1.0f);
    session.stopTraining();
    const auto end = log.wait<TrainStatus>(state(TrainState::Finished));
    QVERIFY(end);
    QCOMPARE(end->step, paused->step); // no step after the pause was said
    QVERIFY(!scan.isOver(log));
}

void TestSessionTraining::stoppingEndsThePreparation()
{
    QTemporaryDir dir;
    const fs::path root = dir.path().toStdString();
    constexpr int kPictures = 3000;
    writeSlowPictures(root / "pictures", kPictures);
    TrainRequest request = tinyRun(root / "run", {{"limit", 0LL}});
    request.source = (root / "pictures").string();
    EventLog log;
    Session session(log.listener());
    const SlowScan scan(session, root / "slow");
    session.startTraining(request);
    const auto itsOwn = [](const DatasetProgress& p) {
        return p.total == kPictures && p.done > 0;
    }; // not the slow scan's
    QVERIFY(log.wait<DatasetProgress>(itsOwn));
    session.stopTraining();
    const auto end = log.wait<TrainStatus>(state(TrainState::Finished));
    QVERIFY(end);
    QCOMPARE(end->message, std::string("Stopped before the first step"));
    for (const DatasetProgress& progress : log.all<DatasetProgress>())
        QVERIFY(!itsOwn(progress) || progress.done < kPictures); // not read to its end
    QVERIFY(log.all<DatasetOpened>().empty() && !fs::exists(root / "run"));
}

void TestSessionTraining::whatIsAskedIsAnsweredOrRefused()
{
    QTemporaryDir dir;
    const fs::path root = dir.path().toStdString();
    EventLog log;
    Session session(log.listener());
    session.saveCheckpoint(); // of nothing
    session.setProbe(3, 0);   // kept for the first preview
    TrainRequest request = tinyRun(root / "run");
    request.source = (root / "missing").string();
    session.startTraining(request);
    const JobId lost = session.setProbe(4, 0); // of a run that never takes a step
    QVERIFY(log.wait<TrainStatus>(state(TrainState::Failed)));
    session.waitForTraining();
    QVERIFY(log.all<ProbeView>().empty());
    // It came before the end of the run, which refused it, or after it, and then nobody trains who could.
    for (const Failed& failed : log.all<Failed>())
        QVERIFY(failed.task == Task::Train || failed.job == lost);
    const std::size_t mark = log.size();
    session.startTraining(tinyRun(root / "run"));
    QVERIFY(log.wait<ProbeView>([](const ProbeView& view) { return view.timestep == 4; }, mark)); // the newest
    session.setProbe(5, 0);
    QVERIFY(log.wait<ProbeView>([](const ProbeView& view) { return view.timestep == 5; }, mark));
    session.pauseTraining();
    const auto paused = log.wait<TrainStatus>(state(TrainState::Paused), mark);
    QVERIFY(paused);
    for (int k = 0; k < 2; ++k) { // the step is on the disk already, and an answer comes
        const std::size_t asked = log.size();
        session.saveCheckpoint();
        const auto told = log.wait<TrainStatus>([](const TrainStatus&) { return true; }, asked);
        QVERIFY(told && told->lastCheckpoint == paused->step);
    }
}

// Two walks with the same settings, and between them the training went on: each has weights of its own.
void TestSessionTraining::aBranchKeepsTheWeightsOfItsWalk()
{
    QTemporaryDir dir;
    EventLog log;
    Session session(log.listener());
    session.startTraining(tinyRun(fs::path(dir.path().toStdString()) / "run"));
    const auto trained = [&log](std::int64_t step) {
        return log.wait<TrainStatus>([step](const TrainStatus& status) { return status.step >= step; });
    };
    const auto weightsOf = [&](const SampleRequest& request) -> std::string {
        const JobId job = session.sample(request);
        session.waitForSampling();
        const auto started = log.wait<SampleStarted>([job](const SampleStarted& walk) { return walk.job == job; });
        return started ? started->recipe.weightsHash : std::string();
    };
    SampleRequest walk = pictures("training", 3, [](SampleRequest& r) {
        r.classes = {1};
        r.trajectoryBudget = 10'000'000;
    });
    QVERIFY(trained(1));
    const std::string first = weightsOf(walk);
    QVERIFY(trained(log.all<TrainStatus>().back().step + 3));
    const std::string second = weightsOf(walk);
    QVERIFY(!first.empty() && !second.empty() && first != second);
    walk.branches = {Branch{500, {}}};
    walk.branches[0].change.classes = {2};
    walk.weightsHash = first;
    QCOMPARE(weightsOf(walk), first);
    walk.weightsHash = second;
    QCOMPARE(weightsOf(walk), second);
    session.stopTraining();
}

// A race of a network that goes on learning is judged by the network that raced.
void TestSessionTraining::theJudgeHasTheWeightsThatDrew()
{
    QTemporaryDir dir;
    EventLog log;
    Session session(log.listener());
    session.startTraining(tinyRun(fs::path(dir.path().toStdString()) / "run"));
    const auto trained = [&log](std::int64_t step) {
        return log.wait<TrainStatus>([step](const TrainStatus& status) { return status.step >= step; });
    };
    QVERIFY(trained(1));
    VariationsRequest race;
    race.base = pictures("training", 2, [](SampleRequest& r) { r.classes = {1}; });
    race.changes.resize(2);
    race.changes[0].steps = 2;
    race.changes[1].steps = 1;
    session.sampleVariations(race);
    session.waitForSampling();
    const std::string hash = log.all<VariationsStarted>().back().recipe.weightsHash;
    JudgingRequest asked;
    asked.model = "training";
    asked.draws = 2;
    asked.pictures = log.all<SampleFinished>().back().images;
    const auto errors = [&](const std::string& weights) {
        asked.weightsHash = weights;
        session.judge(asked);
        session.waitForSampling();
        return log.all<PicturesJudged>().back().errors;
    };
    const auto then = errors(hash);
    QVERIFY(trained(log.all<TrainStatus>().back().step + 3));
    QVERIFY(errors({}) != then); // those of now
    QVERIFY(errors(hash) == then);
    session.stopTraining();
}

// As "Break it" needs them in turn: neither is opened anew for each walk.
void TestSessionTraining::rawAndAveragedWeightsAreReadOnce()
{
    QTemporaryDir dir;
    EventLog log;
    Session session(log.listener());
    const fs::path run = fs::path(dir.path().toStdString()) / "run";
    session.startTraining(tinyRun(run, {{"steps", 3LL}}));
    QVERIFY(log.wait<TrainStatus>(state(TrainState::Finished)));
    const auto draws = [&](bool raw) {
        const JobId job = session.sample(pictures(run.string(), 1, [raw](SampleRequest& r) {
            r.classes = {1};
            r.faults.rawWeights = raw;
        }));
        session.waitForSampling();
        return log.all<SampleFinished>().size() > 0 && log.all<SampleFinished>().back().job == job;
    };
    QVERIFY(draws(false) && draws(true));
    int spoilt = 0;
    for (const auto& entry : fs::recursive_directory_iterator(run))
        if (entry.path().extension() == ".safetensors") {
            const auto time = fs::last_write_time(entry.path());
            std::ofstream(entry.path(), std::ios::binary) << "whoever reads this fails";
            fs::last_write_time(entry.path(), time); // nobody can tell that it is another file
            ++spoilt;
        }
    QVERIFY(spoilt >= 2);
    QVERIFY(draws(false) && draws(true) && draws(false));
}

TEST_MAIN(TestSessionTraining)
#include "tst_session_training.moc"
