// Settings that change while a run trains, the same command given again, and what a class changes about a run.
#include "core/base/save_file.h"
#include "core/data/dataset.h"
#include "core/model/unet/unet.h"
#include "core/run/folder/run_folder.h"
#include "core/run/runs.h"
#include "core/train/trainer.h"
#include "tests/core/session/event_log.h"
#include "tests/core/session/tiny_runs.h"
#include "tests/support/refusals.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace diffuscope;

namespace {

std::shared_ptr<EventLog> changedRun(const TrainRequest& request)
{
    auto log = std::make_shared<EventLog>();
    Session session(log->listener());
    session.startTraining(request);
    session.waitForTraining();
    return log;
}

std::string metricsOf(const fs::path& run) { return readFile(run / "metrics.csv", 1 << 20); }

std::string firstFailure(const EventLog& log)
{
    const auto failures = log.all<Failed>();
    return failures.empty() ? std::string() : failures.front().error.subjectMessage().text();
}

double rateAt(const fs::path& run, std::int64_t step)
{
    for (const LossPoint& point : RunFolder(run).readMetrics())
        if (point.step == step)
            return point.learningRate;
    return -1;
}

} // namespace

class TestSettingChanges : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void whatIsChangedHoldsFromThatStepOn();
    void whatIsPutBackLeavesNoTrace();
    void aChangeIsRefusedWhole();
    void theFileKeepsThem();
    void aRunningRunTakesThem();
    void aRepeatedRunChangesAtTheSameStep();
    void theSameCommandGoesOn();
    void everyOtherSettingIsNamed();
    void noiseLevelsCanBeChosen();
    void aNetworkCanBeTrainedWithoutTime();

private:
    std::shared_ptr<const Dataset> digits_;
    TrainConfig tiny(ParamValues changed = {}) const;
    QTemporaryDir folder_;
    fs::path root_;
};

void TestSettingChanges::initTestCase()
{
    qputenv("OMP_NUM_THREADS", "1");
    QVERIFY(folder_.isValid());
    qputenv("XDG_DATA_HOME", (folder_.path() + "/data").toUtf8());
    root_ = folder_.path().toStdString();
    DatasetOptions options;
    options.image = {16, 1, kWhite, false};
    options.limit = 40;
    digits_ = openDataset("builtin:digits", options);
}

TrainConfig TestSettingChanges::tiny(ParamValues changed) const
{
    ParamValues values = kTiny;
    for (const auto& [key, value] : changed)
        values[key] = value;
    return makeTrainConfig("builtin:digits", "quick", values, digits_->channels, digits_->classCount());
}

void TestSettingChanges::whatIsChangedHoldsFromThatStepOn()
{
    TrainConfig config = tiny();
    const double first = config.learningRate;
    changeSettings(config, 10, {{"learning_rate", 1e-3}, {"steps", 50LL}});
    changeSettings(config, 20, {{"learning_rate", 5e-4}});
    QCOMPARE(configAt(config, 9).learningRate, first);
    QCOMPARE(configAt(config, 10).learningRate, 1e-3);
    QCOMPARE(configAt(config, 19).learningRate, 1e-3);
    QCOMPARE(configAt(config, 20).learningRate, 5e-4);
    QCOMPARE(configAt(config, 0).steps, tiny().steps);
    QCOMPARE(config.steps, std::int64_t(50));
    changeSettings(config, 15, {{"learning_rate", 2e-3}}); // a run that went back: what was to come is forgotten
    QCOMPARE(configAt(config, 30).learningRate, 2e-3);
    QCOMPARE(config.changes.size(), std::size_t(2));
}

void TestSettingChanges::whatIsPutBackLeavesNoTrace()
{
    TrainConfig config = tiny();
    changeSettings(config, 10, {{"ema_maximum", 0.9}});
    changeSettings(config, 10, {{"ema_maximum", tiny().emaMaximum}});
    QVERIFY(config.changes.empty());
}

void TestSettingChanges::aChangeIsRefusedWhole()
{
    TrainConfig config = tiny({{"label_dropout", 0.0}});
    EXPECT_REFUSED(changeSettings(config, 3, {{"learning_rate", 1e-3}, {"size", 32LL}}), "size");
    EXPECT_REFUSED(changeSettings(config, 3, {{"label_dropout", 0.1}}), "label_dropout");
    EXPECT_REFUSED(changeSettings(config, 3, {{"learning_rate", 7.0}}), "learning_rate");
    QVERIFY(config.changes.empty());
    QCOMPARE(config.learningRate, tiny().learningRate);
}

void TestSettingChanges::theFileKeepsThem()
{
    TrainConfig config = tiny();
    changeSettings(config, 10, {{"learning_rate", 1e-3}, {"preview_every", 0LL}});
    changeSettings(config, 20, {{"learning_rate_schedule", std::string("constant")}});
    const TrainConfig read = trainConfigFromToml(trainConfigToToml(config), "config.toml");
    QCOMPARE(read.changes.size(), std::size_t(2));
    for (const std::int64_t step : {0, 10, 20})
        QVERIFY(trainValues(configAt(read, step)) == trainValues(configAt(config, step)));
    std::string damaged = trainConfigToToml(config);
    damaged.replace(damaged.find("step = 20"), 9, "step = 5 ");
    EXPECT_REFUSED((void)trainConfigFromToml(damaged, "config.toml"), "changed 2");
}

void TestSettingChanges::aRunningRunTakesThem()
{
    const fs::path run = root_ / "live";
    EventLog log;
    Session session(log.listener());
    session.startTraining(tinyRun(run, {{"learning_rate_schedule", std::string("constant")}}));
    QVERIFY(log.wait<TrainStatus>([](const TrainStatus& status) { return status.step >= 6; }));
    session.changeTraining({{"learning_rate", 1e-4}, {"label_dropout", 0.5}});
    QVERIFY(log.wait<TrainStatus>([](const TrainStatus& status) {
        return status.changes && !status.changes->empty() &&
               status.settings->values.at("learning_rate") == ParamValue(1e-4);
    }));
    const JobId wrong = session.changeTraining({{"size", 32LL}});
    QVERIFY(log.wait<Failed>(failedJob(wrong)));
    const std::int64_t at = RunFolder::readConfig(run).changes.front().step;
    session.changeTraining({{"steps", (long long)at + 10}});
    session.waitForTraining();
    QCOMPARE(log.all<TrainStatus>().back().state, TrainState::Finished);
    QCOMPARE(log.all<TrainStatus>().back().step, at + 10);
    QVERIFY(std::abs(rateAt(run, at) - tiny().learningRate) < 1e-9); // the step before was its last one
    QVERIFY(std::abs(rateAt(run, at + 1) - 1e-4) < 1e-9);
}

void TestSettingChanges::aRepeatedRunChangesAtTheSameStep()
{
    const fs::path run = root_ / "live", again = root_ / "again";
    repeatRun(run.string(), again.string(), {}, {});
    const auto log = changedRun(continued(again));
    QCOMPARE(log->all<TrainStatus>().back().state, TrainState::Finished);
    QCOMPARE(metricsOf(again), metricsOf(run));
    // Once more, with one of the settings for good.
    const fs::path other = root_ / "other";
    repeatRun(run.string(), other.string(), {}, {{"learning_rate", 2e-4}});
    (void)changedRun(continued(other));
    QVERIFY(std::abs(rateAt(other, 1) - 2e-4) < 1e-9);
    QVERIFY(std::abs(RunFolder(other).readMetrics().back().learningRate - 2e-4) < 1e-9);
}

void TestSettingChanges::theSameCommandGoesOn()
{
    const fs::path run = root_ / "command";
    TrainRequest request = tinyRun(run, {{"steps", 6LL}});
    (void)changedRun(request);
    (void)changedRun(continued(run, {{"learning_rate", 1e-4}, {"steps", 9LL}}));
    request.resume = request.sameCommand = true; // as it was typed first, and the preset with it
    const auto log = changedRun(request);
    QVERIFY(log->all<Failed>().empty());
    const TrainConfig now = RunFolder::readConfig(run);
    QCOMPARE(now.steps, std::int64_t(9)); // what was changed since stays
    QCOMPARE(now.learningRate, 1e-4);
}

void TestSettingChanges::everyOtherSettingIsNamed()
{
    TrainRequest request = tinyRun(root_ / "command", {{"size", 32LL}, {"limit", 30LL}, {"steps", 6LL}});
    request.preset = "balanced";
    request.resume = request.sameCommand = true;
    const auto log = changedRun(request);
    const std::string said = firstFailure(*log);
    for (const char* part : {"size = 32, before 16", "limit = 30, before 40", "preset = balanced, before quick"})
        QVERIFY2(said.find(part) != std::string::npos, said.c_str());
    QVERIFY(said.find("batch") == std::string::npos);
}

void TestSettingChanges::noiseLevelsCanBeChosen()
{
    Trainer one(tiny({{"first_timestep", 300LL}, {"last_timestep", 300LL}}), digits_);
    for (int k = 0; k < 3; ++k)
        for (const auto& [timestep, loss] : one.step().byTimestep)
            QCOMPARE(timestep, 299);
    for (const auto& [timestep, loss] : one.validate().byTimestep)
        QCOMPARE(timestep, 299);
    EXPECT_REFUSED((void)tiny({{"first_timestep", 300LL}, {"last_timestep", 200LL}}), "first_timestep");
    EXPECT_REFUSED((void)tiny({{"last_timestep", 2000LL}}), "last_timestep");
}

// Whatever t is said, it hears the same; the weights are those of a plain network.
void TestSettingChanges::aNetworkCanBeTrainedWithoutTime()
{
    Trainer deaf(tiny({{"time_input", false}, {"learning_rate", 1e-2}}), digits_);
    Trainer plain(tiny({{"learning_rate", 1e-2}}), digits_);
    for (int k = 0; k < 3; ++k) {
        deaf.step();
        plain.step();
    }
    const auto x = torch::randn({1, 1, 16, 16}, torch::kFloat32);
    const auto at = [&](const Trainer& trainer, int t) {
        at::NoGradGuard noGrad;
        return UNet(trainer.snapshot()->network)
            ->forward(x, torch::full({1}, t, torch::kInt64), torch::zeros({1}, torch::kInt64));
    };
    QVERIFY(at(deaf, 10).equal(at(deaf, 900)));
    QVERIFY(!at(plain, 10).equal(at(plain, 900)));
    const fs::path kept = root_ / "state";
    fs::create_directories(kept);
    deaf.saveState(kept);
    Trainer again(tiny({{"time_input", false}, {"learning_rate", 1e-2}}), digits_);
    again.loadState(kept);
    QCOMPARE(again.step().loss, deaf.step().loss);
}

TEST_MAIN(TestSettingChanges)
#include "tst_setting_changes.moc"
