// A training under the microscope, as a client sees it: a run that trains, rests or has ended, and one that has not
// begun; and the run does not notice.
#include "core/base/save_file.h"
#include "core/run/folder/run_folder.h"
#include "tests/core/session/event_log.h"
#include "tests/core/session/tiny_runs.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace diffuscope;

namespace {

const ParamValues kShort = {{"steps", 24LL}, {"preview_every", 1000LL}};

auto ofJob(JobId job)
{
    return [job](const StepDissected& one) { return one.job == job; };
}

// Everything that the newest checkpoint holds of the network, and the metrics, byte by byte.
std::vector<std::string> bitsOf(const fs::path& run)
{
    const fs::path state = RunFolder::newestCheckpoint(run) / "training";
    std::vector<std::string> bits;
    for (const char* name : {"weights.safetensors", "ema.safetensors", "optimiser.safetensors"})
        bits.push_back(readFile(state / name, 1 << 30));
    for (const LossPoint& point : RunFolder(run).readMetrics())
        bits.push_back(std::to_string(point.step) + " " + std::to_string(point.loss) + " " +
                       std::to_string(point.gradientNorm));
    return bits;
}

} // namespace

class TestSessionMicroscope : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theRunDoesNotNotice()
    {
        QTemporaryDir dir;
        const fs::path alone = fs::path(dir.path().toStdString()) / "alone",
                       watched = fs::path(dir.path().toStdString()) / "watched";
        {
            EventLog log;
            Session session(log.listener());
            session.startTraining(tinyRun(alone, kShort));
            QVERIFY(log.wait<TrainStatus>(state(TrainState::Finished)));
        }
        EventLog log;
        Session session(log.listener());
        session.startTraining(tinyRun(watched, kShort));
        int seen = 0;
        while (log.all<TrainStatus>().empty() || isActive(log.all<TrainStatus>().back().state)) {
            MicroscopeRequest request;
            request.folder = watched.string();
            request.errorsByTimestep = true;
            const JobId job = session.dissect(request);
            const auto told = log.wait<StepDissected>(ofJob(job));
            QVERIFY(told);
            session.goFurther(3, told->step->pictures.front());
            ++seen;
        }
        session.waitForMicroscope();
        QVERIFY(seen > 0);
        QVERIFY(bitsOf(alone) == bitsOf(watched));
    }

    void itIsTheStepThatThePausedRunTakesNext()
    {
        QTemporaryDir dir;
        const fs::path run = fs::path(dir.path().toStdString()) / "run";
        EventLog log;
        Session session(log.listener());
        session.startTraining(tinyRun(run));
        QVERIFY(log.wait<LossPoints>());
        session.pauseTraining();
        const auto paused = log.wait<TrainStatus>(state(TrainState::Paused));
        QVERIFY(paused);
        const auto told = log.wait<StepDissected>(ofJob(session.dissect({})));
        QVERIFY(told);
        const DissectedStep& step = *told->step;
        QCOMPARE(step.step, paused->step);
        QCOMPARE(step.run, run.string());
        QVERIFY(step.trained && step.copyBytes > 1'000'000);
        MicroscopeRequest next;
        next.copy = MicroscopeRequest::Copy::Next;
        const auto after = log.wait<StepDissected>(ofJob(session.dissect(next)));
        QVERIFY(after);
        QCOMPARE(after->step->step, step.step + 1);

        session.resumeTraining();
        const auto points = log.wait<LossPoints>([&](const LossPoints& some) {
            return std::any_of(some.points.begin(), some.points.end(),
                               [&](const LossPoint& one) { return one.step == step.step + 2; });
        });
        QVERIFY(points);
        session.stopTraining();
        QVERIFY(log.wait<TrainStatus>(state(TrainState::Finished)));
        for (const auto& some : log.all<LossPoints>())
            for (const LossPoint& point : some.points) {
                if (point.step == step.step + 1) {
                    QCOMPARE(point.loss, step.loss);
                    QCOMPARE(point.gradientNorm, step.gradientNorm);
                }
                if (point.step == step.step + 2)
                    QCOMPARE(point.loss, after->step->loss);
            }
    }

    void aRunThatHasEndedAndOneThatHasNotBegun()
    {
        QTemporaryDir dir;
        const fs::path run = fs::path(dir.path().toStdString()) / "run";
        {
            EventLog log;
            Session session(log.listener());
            session.startTraining(tinyRun(run, {{"steps", 3LL}}));
            QVERIFY(log.wait<TrainStatus>(state(TrainState::Finished)));
        }
        EventLog log;
        Session session(log.listener());
        MicroscopeRequest request;
        const auto refused = log.wait<Failed>(failedJob(session.dissect(request)));
        QVERIFY(refused && refused->task == Task::Dissect); // there are no pictures
        QCOMPARE(refused->error.happened(), std::string("No dataset is open"));

        request.folder = run.string();
        const auto ended = log.wait<StepDissected>(ofJob(session.dissect(request)));
        QVERIFY(ended);
        QCOMPARE(ended->step->step, std::int64_t(3));
        QVERIFY(ended->step->trained);

        DatasetRequest set;
        set.source = "builtin:digits";
        set.side = 16;
        session.openDataset(set);
        QVERIFY(log.wait<DatasetOpened>());
        request = {};
        request.start = tinyRun({});
        const auto fresh = log.wait<StepDissected>(ofJob(session.dissect(request)));
        QVERIFY(fresh);
        QCOMPARE(fresh->step->step, std::int64_t(0));
        QVERIFY(!fresh->step->trained && fresh->step->run.empty());
        QCOMPARE(int(fresh->step->pictures.size()), 4);
    }

    void furtherStepsArriveAndCanBeCancelled()
    {
        EventLog log;
        Session session(log.listener());
        DatasetRequest set;
        set.source = "builtin:digits";
        set.side = 16;
        session.openDataset(set);
        QVERIFY(log.wait<DatasetOpened>());
        MicroscopeRequest request;
        request.start = tinyRun({});
        request.picture = 2;
        request.timestep = 300;
        const auto told = log.wait<StepDissected>(ofJob(session.dissect(request)));
        QVERIFY(told);
        const LookedAt& followed = told->step->pictures.at(2);
        QCOMPARE(followed.timestep, 300);
        const JobId job = session.goFurther(5, followed);
        const auto ended = log.wait<FurtherStepsEnded>([job](const FurtherStepsEnded& one) { return one.job == job; });
        QVERIFY(ended && !ended->cancelled);
        const auto points = log.all<FurtherStep>();
        QCOMPARE(int(points.size()), 6);
        QVERIFY(std::abs(points.front().error - followed.error) < 1e-3 * followed.error);
        QVERIFY(points.back().error != points.front().error);

        const JobId longer = session.goFurther(5000, followed);
        QVERIFY(log.wait<FurtherStep>([longer](const FurtherStep& one) { return one.job == longer && one.done == 2; }));
        session.cancelFurther();
        const auto cut = log.wait<FurtherStepsEnded>([longer](const auto& one) { return one.job == longer; });
        QVERIFY(cut && cut->cancelled && cut->done < 5000);
    }
};

TEST_MAIN(TestSessionMicroscope)
#include "tst_session_microscope.moc"
