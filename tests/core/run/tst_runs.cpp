// What a folder of runs says: state, step and losses of each, whatever else lies there, and which were interrupted.
#include "core/base/save_file.h"
#include "core/run/folder/run_folder.h"
#include "core/run/runs.h"
#include "core/run/train_meter.h"
#include "tests/core/session/event_log.h"
#include "tests/core/session/tiny_runs.h"
#include "tests/support/refusals.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <ctime>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace diffuscope;

namespace {

// What a running training does with its folder.
class HeldLock {
public:
    explicit HeldLock(const fs::path& run, int kind = LOCK_EX)
        : descriptor_(open((run / "run.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666))
    {
        flock(descriptor_, kind);
    }
    ~HeldLock() { close(descriptor_); }

private:
    int descriptor_;
};

RunSummary summaryOf(const fs::path& run)
{
    const auto runs = listRuns(run.string());
    return runs.size() == 1 ? runs[0] : RunSummary();
}

} // namespace

class TestRuns : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void finishedAndStopped();
    void lossesAreTheLastOnes();
    void statesFollowTheLock();
    void damagedRunsAreListedOthersAreNot();
    void foldersThatCannotBeRead();
    void interruptedRunsAreFound();
    void closingTheProgramInterrupts();

private:
    fs::path copyOf(const char* run, const fs::path& target) const
    {
        fs::create_directories(target.parent_path());
        fs::copy(root_ / "runs" / run, target, fs::copy_options::recursive);
        return target;
    }
    QTemporaryDir folder_;
    fs::path root_;
};

void TestRuns::initTestCase()
{
    qputenv("OMP_NUM_THREADS", "1"); // small networks: threads only get in each other's way
    QVERIFY(folder_.isValid());
    root_ = folder_.path().toStdString();
    qputenv("XDG_DATA_HOME", (root_ / "data").c_str());
    EventLog log;
    Session session(log.listener());
    session.startTraining(tinyRun(root_ / "runs" / "a-finished", {{"steps", 3LL}}));
    session.waitForTraining();
    session.startTraining(tinyRun(root_ / "runs" / "b-stopped", {{"learning_rate", 1e-3}}));
    QVERIFY(log.wait<LossPoints>([](const LossPoints& p) { return p.points.back().step >= 4; }, log.size()));
    session.stopTraining();
    session.waitForTraining();
    QVERIFY(log.all<Failed>().empty());
}

void TestRuns::finishedAndStopped()
{
    const auto runs = listRuns((root_ / "runs").string());
    QCOMPARE(runs.size(), std::size_t(2));
    const RunSummary &finished = runs[0], &stopped = runs[1];
    QCOMPARE(finished.name, std::string("a-finished"));
    QCOMPARE(finished.state, RunSummary::State::Finished);
    QCOMPARE(finished.step, std::int64_t(3));
    QCOMPARE(finished.totalSteps, std::int64_t(3));
    QCOMPARE(finished.source, std::string("builtin:digits"));
    QCOMPARE(finished.preset, std::string("quick"));
    QVERIFY(finished.loss > 0 && finished.validationLoss > 0);
    QVERIFY(finished.parameterCount > 10'000);
    QVERIFY(std::abs(double(finished.modified - std::time(nullptr))) < 600);
    QVERIFY(finished.problem.empty());
    QCOMPARE(stopped.state, RunSummary::State::Stopped);
    QVERIFY(stopped.step >= 4 && stopped.step < stopped.totalSteps);
    QCOMPARE(std::get<double>(stopped.settings.at("learning_rate")), 1e-3);
    QCOMPARE(std::get<long long>(stopped.settings.at("batch")), 4LL);
    QCOMPARE(summaryOf(root_ / "runs" / "b-stopped").step, stopped.step); // a run itself
    QCOMPARE(summaryOf(root_ / "runs" / "b-stopped" / "").name, std::string("b-stopped"));
}

void TestRuns::lossesAreTheLastOnes()
{
    const fs::path run = copyOf("a-finished", root_ / "losses" / "run");
    std::vector<LossPoint> rows;
    for (int k = 1; k <= 60; ++k)
        rows.push_back({3 + k, double(k), 1, 1e-3, {}, false});
    rows.push_back({64, std::nan(""), 1, 1e-3, {}, true}); // skipped: says nothing
    RunFolder(run).appendMetrics(rows);
    saveText(run / "validation.csv", "step,loss,t0,t500\n3,0.75,1,2\n6,0.25,3,4\n9,0.1"); // the last row was cut off
    const RunSummary summary = summaryOf(run);
    TrainMeter meter; // as the run itself shows it
    for (const LossPoint& row : RunFolder(run).readMetrics())
        if (!row.skipped)
            meter.recall(row.loss);
    QCOMPARE(summary.loss, meter.smoothedLoss());
    QVERIFY(summary.loss > 20 && summary.loss < 60);
    QCOMPARE(summary.validationLoss, 0.25);
    saveText(run / "validation.csv", "step,loss\n");
    QCOMPARE(summaryOf(run).validationLoss, -1.0);
    fs::remove(run / "metrics.csv");
    QCOMPARE(summaryOf(run).loss, -1.0);
    QVERIFY(summaryOf(run).problem.empty());
}

void TestRuns::statesFollowTheLock()
{
    const fs::path stopped = copyOf("b-stopped", root_ / "locks" / "stopped");
    {
        const HeldLock lock(stopped);
        QCOMPARE(summaryOf(stopped).state, RunSummary::State::Training);
    }
    QCOMPARE(summaryOf(stopped).state, RunSummary::State::Interrupted); // the file is there, nobody holds it
    QCOMPARE(summaryOf(stopped).state, RunSummary::State::Interrupted); // looking leaves no lock
    {
        const HeldLock look(stopped, LOCK_SH); // somebody else looks at the same moment
        QCOMPARE(summaryOf(stopped).state, RunSummary::State::Interrupted);
    }
    fs::remove(stopped / "run.lock");
    QCOMPARE(summaryOf(stopped).state, RunSummary::State::Stopped);
    const fs::path finished = copyOf("a-finished", root_ / "locks" / "finished");
    saveText(finished / "run.lock", "");
    QCOMPARE(summaryOf(finished).state, RunSummary::State::Finished); // nothing was lost
}

void TestRuns::damagedRunsAreListedOthersAreNot()
{
    const fs::path all = root_ / "mixed";
    copyOf("a-finished", all / "a-good");
    saveText(copyOf("a-finished", all / "b-damaged") / "config.toml", "steps = [");
    fs::remove_all(copyOf("a-finished", all / "c-no-checkpoint") / "checkpoints");
    fs::create_directories(all / "d-photos");
    saveText(all / "e-file", "not a folder");
    copyOf("a-finished", all / ".f-hidden");
    const auto runs = listRuns(all.string());
    QCOMPARE(runs.size(), std::size_t(3)); // the photos are no run, and nothing to complain about
    QVERIFY(runs[0].problem.empty());
    QCOMPARE(runs[1].state, RunSummary::State::Unknown);
    QVERIFY2(runs[1].problem.find("b-damaged") != std::string::npos, runs[1].problem.c_str());
    QVERIFY(runs[1].loss > 0); // what can be read is
    QCOMPARE(runs[2].state, RunSummary::State::Stopped);
    QCOMPARE(runs[2].step, std::int64_t(0));
}

void TestRuns::foldersThatCannotBeRead()
{
    EXPECT_REFUSED(listRuns((root_ / "none").string()), (root_ / "none").string());
    saveText(root_ / "file", "");
    EXPECT_REFUSED(listRuns((root_ / "file").string()), (root_ / "file").string());
    fs::create_directories(root_ / "empty");
    QVERIFY(listRuns((root_ / "empty").string()).empty());
}

void TestRuns::interruptedRunsAreFound()
{
    const fs::path single = copyOf("b-stopped", root_ / "single"), mine = root_ / "data" / "diffuscope" / "runs";
    const fs::path inMany = copyOf("b-stopped", root_ / "many" / "one"), own = copyOf("b-stopped", mine / "own");
    copyOf("b-stopped", root_ / "many" / "clean");
    for (const fs::path& run : {single, inMany, own})
        saveText(run / "run.lock", "");
    const auto now = fs::file_time_type::clock::now();
    for (const auto& [run, age] : {std::pair{single, 2}, {inMany, 3}, {own, 1}})
        for (const char* file : {"config.toml", "metrics.csv", "checkpoints"})
            fs::last_write_time(run / file, now - std::chrono::hours(age));
    EventLog log;
    Session session(log.listener());
    session.findInterruptedRuns({single.string(), (root_ / "many").string(), inMany.string(), "/no/such"});
    session.waitForFiles();
    const auto found = log.all<InterruptedRuns>();
    QCOMPARE(found.size(), std::size_t(1));
    QVERIFY(log.all<Failed>().empty());
    std::vector<std::string> folders;
    for (const RunSummary& run : found[0].runs)
        folders.push_back(run.folder);
    QCOMPARE(folders, (std::vector<std::string>{own.string(), single.string(), inMany.string()})); // newest first, once
}

// Only who stops a run has decided that it is over: the next start offers the other one again.
void TestRuns::closingTheProgramInterrupts()
{
    const fs::path closed = root_ / "closed", stopped = root_ / "stoppedFirst";
    for (const bool stop : {false, true}) {
        EventLog log;
        Session session(log.listener());
        session.startTraining(tinyRun(stop ? stopped : closed));
        QVERIFY(log.wait<TrainStatus>([](const TrainStatus& status) { return status.step > 0; }));
        if (stop)
            session.stopTraining(); // the program ends before the run has answered
    }
    const RunSummary summary = summaryOf(closed);
    QVERIFY(summary.step > 0);
    QCOMPARE(summary.state, RunSummary::State::Interrupted);
    QCOMPARE(summaryOf(stopped).state, RunSummary::State::Stopped);

    EventLog log;
    Session session(log.listener());
    session.startTraining(continued(closed, {{"steps", static_cast<long long>(summary.step + 2)}}));
    QVERIFY(log.wait<TrainStatus>(state(TrainState::Finished)));
    QVERIFY(!fs::exists(closed / "run.lock"));
}

TEST_MAIN(TestRuns)
#include "tst_runs.moc"
