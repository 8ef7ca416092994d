// A disk that fails while a run is going on: training goes on in memory, says why and what is safe, tries again, and
// in the end everything is there.
#include "core/base/save_file.h"
#include "core/run/folder/run_folder.h"
#include "core/run/folder/run_lock.h"
#include "tests/core/session/event_log.h"
#include "tests/core/session/slow_scan.h"
#include "tests/core/session/tiny_runs.h"
#include "tests/support/faults.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace diffuscope;
using faults::Kind;

namespace {

bool troubled(const TrainStatus& status) { return status.diskError; }
bool recovered(const TrainStatus& status) { return !status.diskError && status.lastCheckpoint >= 0; }

// Every step from 1 on, once and in order.
bool rowsAreWhole(const fs::path& run, std::int64_t last)
{
    const auto rows = RunFolder(run).readMetrics();
    for (std::size_t k = 0; k < rows.size(); ++k)
        if (rows[k].step != std::int64_t(k) + 1)
            return false;
    return std::int64_t(rows.size()) == last;
}

} // namespace

class TestDiskFaults : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theRunGoesOnAndIsSavedLater_data();
    void theRunGoesOnAndIsSavedLater();
    void shortWritesAreCompleted();
    void theEndWaitsForTheDisk();
    void theUserMayGiveUp();
    void aPauseIsSavedLater();
    void aPauseIsSaidWhileEverythingHangs();
    void closingDoesNotWait();
    void aFolderThatVanishesComesBack();
    void aFolderRemovedInAPauseIsSavedAtTheEnd();
    void aDamagedCheckpointIsPassedOver();
    void twoProgramsDoNotTrainInOneFolder();
};

void TestDiskFaults::theRunGoesOnAndIsSavedLater_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("full disk") << int(Kind::diskFull);
    QTest::newRow("read-only") << int(Kind::readOnly);
    QTest::newRow("no permission") << int(Kind::denied);
    QTest::newRow("failing fsync") << int(Kind::failedSync);
    QTest::newRow("failing rename") << int(Kind::failedRename);
}

void TestDiskFaults::theRunGoesOnAndIsSavedLater()
{
    QFETCH(int, kind);
    QTemporaryDir dir;
    const fs::path run = fs::path(dir.path().toStdString()) / "run";
    EventLog log;
    Session session(log.listener());
    session.startTraining(tinyRun(run));
    QVERIFY(log.wait<TrainStatus>([](const TrainStatus& s) { return s.step >= 2; }));
    session.saveCheckpoint();
    const auto before = log.wait<TrainStatus>([](const TrainStatus& s) { return s.lastCheckpoint > 0; });
    QVERIFY(before);
    const std::int64_t safe = before->lastCheckpoint;
    std::size_t mark = log.size();
    faults::begin(Kind(kind), run.string());
    session.saveCheckpoint();
    const auto trouble = log.wait<TrainStatus>(troubled, mark);
    QVERIFY(trouble);
    QCOMPARE(trouble->state, TrainState::Running);
    QCOMPARE(trouble->lastCheckpoint, safe);
    const QString message = QString::fromStdString(trouble->message.text());
    QVERIFY2(message.contains("step " + QString::number(safe) + " is on disk"), qPrintable(message));
    QVERIFY2(message.contains(QString::fromStdString(run.string())), qPrintable(message)); // which file
    const std::int64_t then = trouble->step;
    QVERIFY(log.wait<TrainStatus>([&](const TrainStatus& s) { return s.step > then + 3; }, mark)); // it goes on
    QVERIFY(RunFolder::checkpointProblem(RunFolder::newestCheckpoint(run)).empty());
    QVERIFY(faults::count() > 0);
    faults::end();
    mark = log.size();
    QVERIFY(log.wait<TrainStatus>(recovered, mark)); // by itself, within seconds
    session.stopTraining();
    const auto end = log.wait<TrainStatus>(state(TrainState::Finished), mark);
    QVERIFY(end);
    QCOMPARE(end->lastCheckpoint, end->step);
    QVERIFY(rowsAreWhole(run, end->step));
    QVERIFY(RunFolder::checkpointProblem(RunFolder::newestCheckpoint(run)).empty());
}

void TestDiskFaults::shortWritesAreCompleted()
{
    QTemporaryDir dir;
    const fs::path run = fs::path(dir.path().toStdString()) / "run";
    EventLog log;
    Session session(log.listener());
    const faults::Scope scope(Kind::shortWrites, run.string());
    session.startTraining(tinyRun(run, {{"steps", 6LL}, {"checkpoint_every", 3LL}}));
    QVERIFY(log.wait<TrainStatus>(state(TrainState::Finished)));
    QVERIFY(faults::count() > 100);
    QVERIFY(rowsAreWhole(run, 6));
    for (const fs::path& checkpoint : RunFolder::checkpoints(run))
        QVERIFY(RunFolder::checkpointProblem(checkpoint).empty());
    faults::end();
    session.openModel(run.string());
    QVERIFY(log.wait<ModelOpened>());
}

void TestDiskFaults::theEndWaitsForTheDisk()
{
    QTemporaryDir dir;
    const fs::path run = fs::path(dir.path().toStdString()) / "run";
    EventLog log;
    Session session(log.listener());
    faults::begin(Kind::diskFull, (run / "checkpoints").string()); // eight steps may be over before anybody looks
    session.startTraining(tinyRun(run, {{"steps", 8LL}}));
    const auto waiting =
        log.wait<TrainStatus>([](const TrainStatus& s) { return s.state == TrainState::Stopping && s.diskError; });
    QVERIFY(waiting);
    QCOMPARE(waiting->step, std::int64_t(8));
    faults::end();
    const auto end = log.wait<TrainStatus>(state(TrainState::Finished));
    QVERIFY(end);
    QCOMPARE(end->lastCheckpoint, std::int64_t(8));
    QVERIFY(!end->diskError);
    QVERIFY(rowsAreWhole(run, 8));
}

void TestDiskFaults::theUserMayGiveUp()
{
    QTemporaryDir dir;
    const fs::path run = fs::path(dir.path().toStdString()) / "run";
    EventLog log;
    Session session(log.listener());
    session.startTraining(tinyRun(run));
    QVERIFY(log.wait<TrainStatus>([](const TrainStatus& s) { return s.step >= 2; }));
    const faults::Scope scope(Kind::diskFull, run.string());
    session.stopTraining();
    QVERIFY(log.wait<TrainStatus>([](const TrainStatus& s) {
        return s.state == TrainState::Stopping && s.diskError && s.message.text().find("Give up") != std::string::npos;
    }));
    session.stopTraining();
    const auto failed = log.wait<Failed>();
    QVERIFY(failed);
    QVERIFY(QString::fromStdString(failed->error.advice()).contains("No checkpoint is on disk yet"));
    QVERIFY(log.wait<TrainStatus>(state(TrainState::Failed)));
}

void TestDiskFaults::aPauseIsSavedLater()
{
    QTemporaryDir dir;
    const fs::path run = fs::path(dir.path().toStdString()) / "run";
    EventLog log;
    Session session(log.listener());
    session.startTraining(tinyRun(run));
    QVERIFY(log.wait<TrainStatus>([](const TrainStatus& s) { return s.step >= 2; }));
    faults::begin(Kind::diskFull, run.string());
    session.pauseTraining();
    const auto paused = log.wait<TrainStatus>(state(TrainState::Paused));
    QVERIFY(paused);
    QVERIFY(paused->diskError);
    const QString message = QString::fromStdString(paused->message.text());
    QVERIFY2(message.contains("The pause goes on") && message.contains("No checkpoint is on disk yet"),
             qPrintable(message));
    std::size_t mark = log.size();
    session.resumeTraining();
    const auto resumed = log.wait<TrainStatus>(state(TrainState::Running), mark);
    QVERIFY(resumed);
    QVERIFY2(resumed->message.text().find("Training continues in memory") != std::string::npos,
             resumed->message.text().c_str());
    mark = log.size();
    session.pauseTraining();
    const auto again = log.wait<TrainStatus>(state(TrainState::Paused), mark);
    QVERIFY(again);
    faults::end();
    mark = log.size();
    const auto saved = log.wait<TrainStatus>(recovered, mark); // by itself, and still paused
    QVERIFY(saved);
    QCOMPARE(saved->state, TrainState::Paused);
    QCOMPARE(saved->lastCheckpoint, again->step);
    QVERIFY(rowsAreWhole(run, again->step));
}

// What is said to a training waits neither for its disk nor for the files worker.
void TestDiskFaults::aPauseIsSaidWhileEverythingHangs()
{
    QTemporaryDir dir;
    const fs::path root = dir.path().toStdString(), run = root / "run";
    EventLog log;
    Session session(log.listener());
    session.startTraining(tinyRun(run));
    QVERIFY(log.wait<TrainStatus>([](const TrainStatus& s) { return s.step >= 1; }));
    const SlowScan scan(session, root / "slow");
    {
        const faults::Scope hanging(Kind::held, run.string());
        QTRY_VERIFY_WITH_TIMEOUT(faults::count() > 0, 60'000); // the training worker writes its tables
        const std::size_t mark = log.size();
        session.pauseTraining();
        QVERIFY(log.wait<TrainStatus>(state(TrainState::Pausing), mark));
        QVERIFY(log.all<TrainStatus>().back().state == TrainState::Pausing);
        session.stopTraining();
        QVERIFY(log.wait<TrainStatus>(state(TrainState::Stopping), mark));
    }
    QVERIFY(log.wait<TrainStatus>(state(TrainState::Finished)));
    QVERIFY(!scan.isOver(log)); // and the files worker is still busy
}

void TestDiskFaults::closingDoesNotWait()
{
    QTemporaryDir dir;
    const fs::path run = fs::path(dir.path().toStdString()) / "run";
    EventLog log;
    QElapsedTimer clock;
    {
        Session session(log.listener());
        session.startTraining(tinyRun(run));
        QVERIFY(log.wait<TrainStatus>([](const TrainStatus& s) { return s.step >= 2; }));
        faults::begin(Kind::diskFull, run.string());
        clock.start();
    }
    faults::end();
    QVERIFY2(clock.elapsed() < 20'000, qPrintable(QString::number(clock.elapsed())));
}

// The pause was saved, so the end has nothing new; it must look at the disk, not at what was once written.
void TestDiskFaults::aFolderRemovedInAPauseIsSavedAtTheEnd()
{
    QTemporaryDir dir;
    const fs::path run = fs::path(dir.path().toStdString()) / "run";
    EventLog log;
    {
        Session session(log.listener());
        session.startTraining(tinyRun(run, {{"preview_every", 100'000LL}}));
        QVERIFY(log.wait<TrainStatus>([](const TrainStatus& s) { return s.step >= 2; }));
        session.pauseTraining();
        QVERIFY(log.wait<TrainStatus>(state(TrainState::Paused)));
        fs::remove_all(run);
        session.stopTraining();
        const auto end = log.wait<TrainStatus>(state(TrainState::Finished));
        QVERIFY(end);
        QVERIFY(rowsAreWhole(run, end->step));                     // what was in memory is written again
        QVERIFY(readFile(run / "log.txt").find("Training ") < 30); // from its first line on
        QVERIFY(log.wait<TrainStatus>([](const TrainStatus& s) {   // and what is lost is said
            return s.concern && s.message.text().find("previews are lost") != std::string::npos;
        }));
    }
    EventLog again;
    Session session(again.listener());
    session.startTraining(continued(run));
    QVERIFY(again.wait<TrainStatus>(state(TrainState::Running)));
}

void TestDiskFaults::aFolderThatVanishesComesBack()
{
    QTemporaryDir dir;
    const fs::path around = fs::path(dir.path().toStdString()) / "drive", run = around / "run";
    EventLog log;
    {
        Session session(log.listener());
        session.startTraining(tinyRun(run, {{"preview_every", 100'000LL}})); // previews must not be what brings it back
        QVERIFY(log.wait<TrainStatus>([](const TrainStatus& s) { return s.step >= 2; }));
        session.pauseTraining(); // nothing is written meanwhile
        QVERIFY(log.wait<TrainStatus>(state(TrainState::Paused)));
        fs::rename(around, fs::path(dir.path().toStdString()) / "unplugged");
        std::size_t mark = log.size();
        session.resumeTraining();
        session.saveCheckpoint();
        const auto gone = log.wait<TrainStatus>(troubled, mark);
        QVERIFY(gone);
        QVERIFY2(gone->message.text().find("has gone") != std::string::npos, gone->message.text().c_str());
        QVERIFY(!fs::exists(around)); // not made where the drive was
        fs::create_directory(around);
        mark = log.size();
        const auto back = log.wait<TrainStatus>(recovered, mark);
        QVERIFY(back);
        QVERIFY(back->lastCheckpoint > gone->lastCheckpoint);
        QVERIFY(RunLock::stateOf(run) == RunLock::State::Held);
        session.stopTraining();
        const auto end = log.wait<TrainStatus>(state(TrainState::Finished));
        QVERIFY(end);
        QVERIFY(rowsAreWhole(run, end->step));
    }
    QVERIFY(RunLock::stateOf(run) == RunLock::State::Free);
    QVERIFY(readFile(run / "log.txt").find("was made again") != std::string::npos);
    EventLog again;
    Session session(again.listener());
    session.startTraining(continued(run));
    QVERIFY(again.wait<TrainStatus>(state(TrainState::Running)));
}

void TestDiskFaults::aDamagedCheckpointIsPassedOver()
{
    QTemporaryDir dir;
    const fs::path run = fs::path(dir.path().toStdString()) / "run";
    EventLog log;
    {
        Session session(log.listener());
        session.startTraining(tinyRun(run, {{"steps", 9LL}, {"checkpoint_every", 3LL}}));
        QVERIFY(log.wait<TrainStatus>(state(TrainState::Finished)));
    }
    const fs::path newest = RunFolder::newestCheckpoint(run);
    {
        FILE* file = std::fopen((newest / "training" / "optimiser.safetensors").c_str(), "r+b");
        QVERIFY(file);
        std::fseek(file, -5, SEEK_END);
        std::fputc(0x5A, file); // one byte of a moment
        std::fclose(file);
    }
    QVERIFY(QString::fromStdString(RunFolder::checkpointProblem(newest)).contains("optimiser.safetensors is damaged"));
    EventLog again;
    Session session(again.listener());
    session.startTraining(continued(run));
    const auto running = again.wait<TrainStatus>(state(TrainState::Running));
    QVERIFY(running);
    QCOMPARE(running->lastCheckpoint, std::int64_t(6)); // the one before
    QVERIFY(
        QString::fromStdString(running->message.text()).contains(QString::fromStdString(newest.filename().string())));
    const auto end = again.wait<TrainStatus>(state(TrainState::Finished));
    QVERIFY(end);
    QCOMPARE(end->step, std::int64_t(9));
    QVERIFY(RunFolder::checkpointProblem(RunFolder::newestCheckpoint(run)).empty());
    QVERIFY(rowsAreWhole(run, 9));
}

void TestDiskFaults::twoProgramsDoNotTrainInOneFolder()
{
    QTemporaryDir dir;
    const fs::path run = fs::path(dir.path().toStdString()) / "run";
    EventLog first, second;
    Session one(first.listener()), other(second.listener());
    one.startTraining(tinyRun(run));
    QVERIFY(first.wait<TrainStatus>(state(TrainState::Running)));
    other.startTraining(continued(run));
    const auto failed = second.wait<Failed>();
    QVERIFY(failed);
    QVERIFY(QString::fromStdString(failed->error.happened()).contains("Another program"));
}

TEST_MAIN(TestDiskFaults)
#include "tst_disk_faults.moc"
