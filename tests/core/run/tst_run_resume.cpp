// What a run remembers: after a resume everything that it showed is there again, and its intervals are where they were.
#include "core/base/save_file.h"
#include "core/run/folder/run_folder.h"
#include "core/run/runs.h"
#include "core/run/train_meter.h"
#include "core/run/train_setup.h"
#include "tests/core/session/event_log.h"
#include "tests/core/session/tiny_runs.h"
#include "tests/support/refusals.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace diffuscope;

namespace {

using Steps = std::vector<std::int64_t>;

Steps validatedSteps(const fs::path& run)
{
    Steps steps;
    for (const ValidationPoint& point : RunFolder(run).readValidation())
        steps.push_back(point.step);
    return steps;
}

int picturesIn(const LossByTimestep& losses)
{
    int sum = 0;
    for (const auto& column : losses.columns())
        for (const int count : column.count)
            sum += count;
    return sum;
}

// Whole from its start to its end, as another program would see it.
std::shared_ptr<EventLog> trained(const TrainRequest& request)
{
    auto log = std::make_shared<EventLog>();
    Session session(log->listener());
    session.startTraining(request);
    session.waitForTraining();
    return log;
}

} // namespace

class TestRunResume : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void intervalsThatWereGivenAreKept();
    void aResumeBringsEverythingBack();
    void theNewestPreviewsAreRecalled();
    void tablesNameTheirTimesteps();
    void anOlderRunSaysWhatItDoesNotKnow();
    void fewerStepsThanItHasAreRefused();
    void autoBeginsEarly();
    void whatLearnsNothingSaysSo();
    void runsHaveNamesAndRoom();
    void speedIsMeasured();

private:
    QTemporaryDir folder_;
    fs::path run_;
    std::shared_ptr<EventLog> first_;
};

void TestRunResume::initTestCase()
{
    qputenv("OMP_NUM_THREADS", "1"); // small networks: threads only get in each other's way
    QVERIFY(folder_.isValid());
    qputenv("XDG_DATA_HOME", (folder_.path() + "/data").toUtf8());
    run_ = fs::path(folder_.path().toStdString()) / "run";
    first_ = trained(tinyRun(run_, {{"steps", 12LL},
                                    {"validation_share", 0.25},
                                    {"validate_every", 4LL},
                                    {"checkpoint_every", 6LL},
                                    {"keep_checkpoints", 1LL}}));
    QVERIFY(inState(first_->all<TrainStatus>().back(), TrainState::Finished));
}

void TestRunResume::intervalsThatWereGivenAreKept()
{
    QCOMPARE(RunFolder(run_).previewSteps(), (Steps{5, 10, 12})); // the last step, too
    QCOMPARE(validatedSteps(run_), (Steps{4, 8, 12}));
    const TrainStatus end = first_->all<TrainStatus>().back();
    QCOMPARE(end.previewsLeftOut + end.validationsLeftOut, std::int64_t(0));
    QCOMPARE(end.measuredPictures, 10); // of 40
    QCOMPARE(end.measuredTimesteps, 8);
    QVERIFY(std::abs(listRuns(run_.string())[0].loss - end.smoothedLoss) < 1e-6); // one number is the loss
    QVERIFY(std::abs(listRuns(run_.string())[0].validationLoss - end.validationLoss) < 1e-6);
}

void TestRunResume::aResumeBringsEverythingBack()
{
    const TrainStatus before = first_->all<TrainStatus>().back();
    const auto opened = trained(continued(run_)); // a finished run, to be looked at
    const TrainStatus end = opened->all<TrainStatus>().back();
    QVERIFY(inState(end, TrainState::Finished));
    const auto recalled = opened->all<RecalledRun>();
    QCOMPARE(recalled.size(), std::size_t(1));
    QCOMPARE(recalled[0].checkpoints, (Steps{6, 12})); // also the one that has made room
    QCOMPARE(picturesIn(recalled[0].byTimestep), 12 * 4);
    QCOMPARE(recalled[0].byTimestep.columns().front().first, std::int64_t(1));
    QVERIFY(end.secondsElapsed >= 0.5 * before.secondsElapsed && end.secondsElapsed > 0);
    QCOMPARE(end.timedFrom, std::int64_t(0));
    QCOMPARE(validatedSteps(run_), (Steps{4, 8, 12})); // and not measured again

    const auto drawn = first_->all<TrainPreview>(), again = opened->all<TrainPreview>();
    QCOMPARE(again.size(), drawn.size());
    for (std::size_t k = 0; k < drawn.size(); ++k) {
        QVERIFY(again[k].recalled);
        QCOMPARE(again[k].step, drawn[k].step);
        QCOMPARE(again[k].images.size(), drawn[k].images.size());
        for (std::size_t i = 0; i < drawn[k].images.size(); ++i)
            for (std::size_t v = 0; v < drawn[k].images[i].values.size(); ++v) {
                const float clamped = std::clamp(drawn[k].images[i].values[v], -1.0f, 1.0f);
                QVERIFY(std::abs(again[k].images[i].values[v] - clamped) <= 1.0f / 255 + 1e-5f);
            }
    }

    const auto longer = trained(continued(run_, {{"steps", 17LL}, {"learning_rate", 1e-4}}));
    QCOMPARE(RunFolder(run_).previewSteps(), (Steps{5, 10, 12, 15, 17})); // multiples as before
    QCOMPARE(validatedSteps(run_), (Steps{4, 8, 12, 16, 17}));
    QVERIFY(longer->all<TrainStatus>().back().secondsElapsed > end.secondsElapsed);
    const auto records = RunFolder(run_).readRecords();
    QCOMPARE(records.steps.size(), std::size_t(17));
    QCOMPARE(records.byTimestep.back().last, std::int64_t(17));
    QVERIFY(records.log.find("Changed setting: learning_rate = 0.0001") != std::string::npos);
}

// As many as there is room for.
void TestRunResume::theNewestPreviewsAreRecalled()
{
    const TrainConfig config = RunFolder::readConfig(run_);
    const RunFolder files(run_);
    const auto recalled = [&](std::int64_t last, std::size_t budget) {
        Steps steps;
        for (const TrainPreview& preview : earlierPreviews(files, config, last, budget))
            steps.push_back(preview.step);
        return steps;
    };
    const std::size_t one = 2 * 16 * 16 * sizeof(float);
    QCOMPARE(files.previewSteps(), (Steps{5, 10, 12, 15, 17}));
    QCOMPARE(recalled(17, kRecalledPixels), (Steps{5, 10, 12, 15, 17}));
    QCOMPARE(recalled(17, 2 * one), (Steps{15, 17}));
    QCOMPARE(recalled(14, 2 * one), (Steps{10, 12}));
    QCOMPARE(recalled(14, 1), (Steps{12})); // at least one
}

void TestRunResume::tablesNameTheirTimesteps()
{
    const auto measured = RunFolder(run_).readValidation();
    QVERIFY(!measured.empty());
    const int first = measured.front().byTimestep.front().first;
    const std::string text = readFile(run_ / "validation.csv"), head = text.substr(0, text.find('\n'));
    QVERIFY2(head.starts_with("step,loss,loss_at_timestep_" + std::to_string(first) + ","), head.c_str());
    std::string older = text; // had the number alone
    for (std::size_t at = 0; (at = older.find("loss_at_timestep_")) != std::string::npos;)
        older.erase(at, std::string_view("loss_at_timestep_").size());
    saveText(run_ / "validation.csv", older);
    const auto again = RunFolder(run_).readValidation();
    QCOMPARE(again.size(), measured.size());
    QCOMPARE(again.back().byTimestep, measured.back().byTimestep);
    saveText(run_ / "validation.csv", text);
}

void TestRunResume::anOlderRunSaysWhatItDoesNotKnow()
{
    for (const char* file : {"loss_by_timestep.csv", "checkpoints.csv", "log.txt"})
        fs::remove(run_ / file);
    const auto opened = trained(continued(run_));
    const auto recalled = opened->all<RecalledRun>();
    QCOMPARE(recalled.size(), std::size_t(1));
    QVERIFY(recalled[0].byTimestep.columns().empty());
    QCOMPARE(recalled[0].checkpoints, (Steps{17})); // those that are there
    QCOMPARE(opened->all<TrainStatus>().back().timedFrom, std::int64_t(17));
    QVERIFY(inState(opened->all<TrainStatus>().back(), TrainState::Finished));
    (void)trained(continued(run_, {{"steps", 19LL}}));
    const TrainStatus later = trained(continued(run_))->all<TrainStatus>().back(); // its clock still began there
    QCOMPARE(later.timedFrom, std::int64_t(17));
    QVERIFY(later.secondsElapsed > 0);
}

void TestRunResume::fewerStepsThanItHasAreRefused()
{
    const auto log = trained(continued(run_, {{"steps", 9LL}}));
    const auto failed = log->all<Failed>();
    QCOMPARE(failed.size(), std::size_t(1));
    QCOMPARE(failed[0].error.subject(), std::string("steps = 9, trained 19"));
    QCOMPARE(RunFolder::readConfig(run_).steps, std::int64_t(19)); // nothing was changed
}

// So that there is something to see soon; and the last step.
void TestRunResume::autoBeginsEarly()
{
    const fs::path run = fs::path(folder_.path().toStdString()) / "auto";
    (void)trained(tinyRun(run, {{"steps", 22LL}, {"preview_every", 0LL}}));
    const Steps steps = RunFolder(run).previewSteps();
    QVERIFY(!steps.empty() && steps.front() <= 20);
    QCOMPARE(steps.back(), std::int64_t(22));
    QCOMPARE(RunFolder::readConfig(run).previewEvery, kAuto);
}

void TestRunResume::whatLearnsNothingSaysSo()
{
    TrainMeter flat, falls, young, late;
    late.missStart();
    for (int k = 0; k < 200; ++k) {
        for (TrainMeter* meter : {&flat, &late})
            meter->recall(1.0 + 0.01 * (k % 3));
        falls.recall(1.0 / (1 + k));
    }
    young.recall(1);
    QVERIFY(!flat.hasLearnt());
    QVERIFY(falls.hasLearnt());
    QVERIFY(young.hasLearnt()); // too early to tell
    QVERIFY(late.hasLearnt());  // what it started with is lost
    const fs::path run = fs::path(folder_.path().toStdString()) / "flat";
    const auto log = trained(tinyRun(run, {{"steps", 110LL}, {"learning_rate", 1e-7}, {"preview_every", 1000LL}}));
    const TrainStatus end = log->all<TrainStatus>().back();
    QVERIFY(inState(end, TrainState::Finished));
    QVERIFY2(end.concern && end.message.text().find("learnt nothing") != std::string::npos, end.message.text().c_str());
}

void TestRunResume::runsHaveNamesAndRoom()
{
    const fs::path home = fs::path((folder_.path() + "/data").toStdString()) / "diffuscope" / "runs";
    QCOMPARE(namedRunFolder("my digits"), home / "my digits");
    for (const char* name : {"a/b", ".hidden", ".."})
        EXPECT_REFUSED(namedRunFolder(name), name);
    fs::create_directories(home / "taken" / "inside");
    EXPECT_REFUSED(namedRunFolder("taken"), (home / "taken").string());

    const TrainConfig config = RunFolder::readConfig(run_);
    std::uint64_t written = 0;
    for (const auto& entry : fs::recursive_directory_iterator(RunFolder::newestCheckpoint(run_)))
        written += entry.is_regular_file() ? entry.file_size() : 0;
    const std::uint64_t one = checkpointBytes(config);
    QVERIFY2(one > written * 4 / 5 && one < written * 6 / 5,
             qPrintable(QString::number(double(one) / double(written))));
    EXPECT_REFUSED(requireRoom(config, one, run_), run_.string());
    TrainConfig more = config;
    more.keepCheckpoints = 10;
    QVERIFY(!requireRoom(more, 5 * one, run_).empty()); // said, and no reason not to start
    QVERIFY(requireRoom(more, 50 * one, run_).empty());
}

void TestRunResume::speedIsMeasured()
{
    EventLog log;
    Session session(log.listener());
    SpeedRequest request;
    request.presets = {"no such preset", "quick"}; // one that fails is no reason to leave out others
    request.overrides = {{"size", 8LL}};
    request.channels = 1;
    const JobId job = session.measureSpeed(request);
    const auto speed = log.wait<SpeedMeasured>();
    QVERIFY(speed);
    QCOMPARE(speed->job, job);
    QCOMPARE(speed->preset, std::string("quick"));
    QCOMPARE(speed->side, 8);
    QVERIFY(speed->imagesPerSecond > 0);
}

TEST_MAIN(TestRunResume)
#include "tst_run_resume.moc"
