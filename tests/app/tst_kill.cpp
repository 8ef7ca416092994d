// Training is killed at random moments. Nothing on the disk is ever damaged, and the run that goes on ends with the
// bits of the one that was left alone.
#include "core/base/save_file.h"
#include "core/run/folder/run_folder.h"
#include "core/run/folder/run_lock.h"
#include "core/train/train_config.h"
#include "tests/app/command_line.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <random>

using namespace diffuscope;
namespace fs = std::filesystem;

namespace {

constexpr int kKills = 50, kSteps = 120, kCheckpointEvery = 4;

// A network of a few thousand weights: what is tried is the order of writing, not the arithmetic.
TrainConfig smallRun()
{
    TrainConfig config = makeTrainConfig("builtin:digits", "quick",
                                         {{"limit", 64LL},
                                          {"size", 8LL},
                                          {"batch", 4LL},
                                          {"steps", (long long)kSteps},
                                          {"dropout", 0.1},
                                          {"gradient_accumulation", 2LL},
                                          {"mirror", true},
                                          {"ema_more", std::string("0.9")},
                                          {"preview_every", 10LL},
                                          {"preview_count", 1LL},
                                          {"preview_steps", 2LL},
                                          {"validate_every", 20LL},
                                          {"checkpoint_every", (long long)kCheckpointEvery},
                                          {"checkpoint_seconds", 86400LL},
                                          {"keep_checkpoints", 1000LL},
                                          {"seed", 5LL}},
                                         1, 10);
    config.network.blockOutChannels = {8, 16};
    config.network.normNumGroups = 4;
    config.network.attentionHeadDim = 8;
    config.network.downBlockTypes = {"DownBlock2D", "AttnDownBlock2D"};
    config.network.upBlockTypes = {"AttnUpBlock2D", "UpBlock2D"};
    return config;
}

QStringList resumed(const fs::path& folder)
{
    return {"train", "--resume", "--out", QString::fromStdString(folder.string())};
}

// Every second kill waits until the run is in training; the others may come while it starts.
void awaitTraining(ForkedProgram& program, const fs::path& run)
{
    QElapsedTimer clock;
    clock.start();
    while (RunLock::stateOf(run) != RunLock::State::Held && clock.elapsed() < 20'000 && !program.waitFor(2)) {
    }
}

// Name and checksum of every file of a checkpoint.
std::string checksumsOf(const fs::path& checkpoint) { return readFile(checkpoint / "checksums.txt"); }

} // namespace

class TestKill : public QObject, CliFolder {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void fiftyKillsChangeNothing();

private:
    void requireSound(const fs::path& run);
    QStringList freshRun(const fs::path& folder) const
    {
        return {"train", "--config", QString::fromStdString((root_ / "settings").string()), "--out",
                QString::fromStdString(folder.string())};
    }
    fs::path root_, reference_;
};

void TestKill::initTestCase()
{
    root_ = folder_.path().toStdString();
    reference_ = root_ / "reference";
    RunFolder(root_ / "settings").create(smallRun());
    const Outcome made = ::run(freshRun(reference_));
    QVERIFY2(made.code == 0, qPrintable(made.err));
    QCOMPARE(int(RunFolder::checkpoints(reference_).size()), kSteps / kCheckpointEvery);
}

// Whatever the moment was: the folder opens, and its checkpoints are those of the run that was left alone.
void TestKill::requireSound(const fs::path& run)
{
    if (!RunFolder::isRun(run))
        return; // killed before the folder was made
    (void)RunFolder::readConfig(run);
    for (const fs::path& checkpoint : RunFolder::checkpoints(run)) {
        const std::string problem = RunFolder::checkpointProblem(checkpoint);
        QVERIFY2(problem.empty(), (checkpoint.string() + ": " + problem).c_str());
        const std::string ours = checksumsOf(checkpoint);
        const std::string theirs = checksumsOf(reference_ / "checkpoints" / checkpoint.filename());
        QVERIFY2(ours == theirs, (checkpoint.filename().string() + "\n" + ours + "\n" + theirs).c_str());
    }
}

void TestKill::fiftyKillsChangeNothing()
{
    std::mt19937 random(20240); // fixed: which moments are tried is up to the machine all the same
    // Milliseconds after the start, and after the first lock.
    std::uniform_int_distribution<int> moment(1, 60), whileItTrains(5, 300);
    int kills = 0, ends = 0, whileTraining = 0;
    fs::path run = root_ / "run-0";
    for (int k = 1; kills < kKills; ++k) {
        ForkedProgram program(RunFolder::isRun(run) ? resumed(run) : freshRun(run));
        const bool awaits = kills % 2 == 1;
        if (awaits)
            awaitTraining(program, run);
        const bool ended = program.waitFor(awaits ? whileItTrains(random) : moment(random));
        if (ended) {
            QVERIFY2(program.outcome().code == 0, qPrintable(program.outcome().err));
        } else {
            whileTraining += RunLock::stateOf(run) == RunLock::State::Held ? 1 : 0;
            program.kill();
            ++kills;
        }
        requireSound(run);
        if (QTest::currentTestFailed())
            return;
        if (RunFolder::isRun(run) && RunLock::stateOf(run) == RunLock::State::Free && ended) {
            ++ends;
            fs::remove_all(run);
            run = root_ / ("run-" + std::to_string(k));
        }
    }
    QVERIFY2(whileTraining >= kKills / 4, qPrintable(QString("only %1 kills met a run").arg(whileTraining)));
    const Outcome last = ::run(RunFolder::isRun(run) ? resumed(run) : freshRun(run));
    QVERIFY2(last.code == 0, qPrintable(last.err));
    requireSound(run);
    QCOMPARE(int(RunFolder::checkpoints(run).size()), kSteps / kCheckpointEvery);
    QCOMPARE(readFile(run / "metrics.csv"), readFile(reference_ / "metrics.csv"));
    QCOMPARE(readFile(run / "validation.csv").substr(0, 30), readFile(reference_ / "validation.csv").substr(0, 30));
    qInfo("%d kills, %d of them while the run's folder was held, %d runs ended on the way", kills, whileTraining, ends);
}

TEST_MAIN(TestKill)
#include "tst_kill.moc"
