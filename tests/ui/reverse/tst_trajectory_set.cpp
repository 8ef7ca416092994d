#include "tests/ui/reverse/small_run.h"
#include "ui/reverse/trajectories/trajectory_set.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <memory>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {

std::size_t bytesOf(const std::vector<FramePtr>& frames)
{
    std::size_t sum = 0;
    for (const FramePtr& frame : frames)
        sum += frame->pictures.bytes();
    return sum;
}

TrajectorySet::Id sampled(TrajectorySet& runs, const SmallRun& run, const std::vector<FramePtr>& frames)
{
    const auto id = runs.begin(run.started(), run.request());
    for (const FramePtr& frame : frames)
        runs.add(frame);
    return id;
}

} // namespace

// The runs that are kept, without a window.
class TestTrajectorySet : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theCurrentRunGrows()
    {
        const SmallRun run{{1000, 600, 300, 0}};
        const auto frames = run.frames();
        TrajectorySet runs;
        QVERIFY(!runs.current().started() && runs.currentId() == 0 && runs.ids().empty());
        const auto id = runs.begin(run.started(), run.request());
        QCOMPARE(runs.currentId(), id);
        QCOMPARE(runs.current().expected(), 4);
        QVERIFY(!runs.current().finished());
        runs.add(frames[1]); // not the next one
        QCOMPARE(runs.current().frames(), 0);
        for (const FramePtr& frame : frames)
            runs.add(frame);
        runs.add(frames[3]); // there already
        QCOMPARE(runs.current().frames(), 4);
        QVERIFY(runs.current().finished());
        QCOMPARE(runs.current().pictures(), 2);
        QCOMPARE(runs.current().indexAt(640), 1);
        QCOMPARE(runs.current().state(3, 1).values[0], run.state(3, 1));
        QCOMPARE(runs.bytes(), bytesOf(frames));
        QCOMPARE(nameOf(runs.current()), QStringLiteral("DDIM, 3 steps, seed 7"));
    }

    void predictionsBelongToTheStateBefore()
    {
        const SmallRun run{{1000, 600, 300, 0}};
        TrajectorySet runs;
        const Trajectory& current = runs.current();
        runs.begin(run.started(), run.request());
        const auto frames = run.frames();
        runs.add(frames[0]);
        QVERIFY(!current.predictionOf(0)); // lone noise
        runs.add(frames[1]);
        runs.add(frames[2]);
        QCOMPARE(current.predictionOf(0), std::optional(1));
        QCOMPARE(current.predictionOf(1), std::optional(2));
        QCOMPARE(current.predictionOf(2), std::optional(2)); // the newest has only the one that led to it
        QVERIFY(current.predictedData(0, 0).empty());
        QCOMPARE(current.predictedData(2, 1).values[0], run.data(2, 1));
        QCOMPARE(current.predictedNoise(2, 1).values[0], run.state(1, 1));
        QCOMPARE(current.predictionChange(1, 0), 0.0); // frame 0 predicted nothing
        QVERIFY(std::abs(current.predictionChange(2, 0) - 0.06) < 1e-6);
        QVERIFY(current.predictedData(2, 9).empty());
    }

    void aSharesItsFramesWithTheCurrentRun()
    {
        const SmallRun run{{1000, 500, 0}};
        const auto frames = run.frames();
        TrajectorySet runs;
        QCOMPARE(runs.keepAsA(), 0); // nothing yet
        QVERIFY(!runs.a());
        const auto current = sampled(runs, run, frames);
        const auto a = runs.keepAsA();
        QVERIFY(a != 0 && a != current);
        QCOMPARE(runs.a()->id, a);
        QCOMPARE(runs.a()->trajectory.sharedFrame(1), frames[1]); // the same, not a copy
        QCOMPARE(runs.bytes(), bytesOf(frames));
        QCOMPARE(runs.bytesOnlyOf(a), std::size_t(0));
        QCOMPARE(runs.ids(), (std::vector{current, a}));
    }

    // The next run takes the current one's place; what nobody keeps is freed, and A is still as it was.
    void anotherRunComesBesideA()
    {
        const SmallRun first{{1000, 500, 0}}, second{{1000, 0}, 2, 0.5f}, third{{1000, 400, 0}, 2, -0.5f};
        auto frames = first.frames();
        const std::size_t firstBytes = bytesOf(frames);
        const std::weak_ptr<const Frame> kept = frames[0];
        TrajectorySet runs;
        const Trajectory* address = &runs.current();
        sampled(runs, first, frames);
        frames.clear();
        runs.keepAsA();
        auto others = second.frames();
        const std::weak_ptr<const Frame> passing = others[0];
        const auto b = sampled(runs, second, others);
        const std::size_t secondBytes = bytesOf(others);
        others.clear();
        QCOMPARE(&runs.current(), address);
        QCOMPARE(runs.currentId(), b);
        QCOMPARE(runs.a()->trajectory.state(2, 0).values[0], first.state(2, 0));
        QCOMPARE(runs.current().state(1, 0).values[0], second.state(1, 0));
        QCOMPARE(runs.bytes(), firstBytes + secondBytes);
        QCOMPARE(runs.bytesOnlyOf(b), secondBytes);
        QCOMPARE(runs.bytesLeft(runs.bytes() + 10), std::size_t(10));
        QCOMPARE(runs.bytesLeft(runs.bytes() - 1), std::size_t(0));
        sampled(runs, third, third.frames());
        QVERIFY(passing.expired());
        QVERIFY(!kept.expired());
        runs.keepAsA(); // in the place of the first
        QVERIFY(kept.expired());
        QCOMPARE(runs.ids().size(), std::size_t(2));
    }

    void aIsTheRunAsItWasThen()
    {
        const SmallRun run{{1000, 700, 300, 0}};
        const auto frames = run.frames();
        TrajectorySet runs;
        runs.begin(run.started(), run.request("ddpm", 3));
        runs.add(frames[0]);
        runs.add(frames[1]);
        runs.keepAsA();
        runs.add(frames[2]);
        runs.add(frames[3]);
        QCOMPARE(runs.a()->trajectory.frames(), 2);
        QVERIFY(!runs.a()->trajectory.finished() && runs.current().finished());
        QCOMPARE(nameOf(runs.a()->trajectory), QStringLiteral("DDPM, 3 steps, seed 3, up to t = 700"));
        QCOMPARE(runs.bytes(), bytesOf(frames));
    }

    void aBranchHasItsParentsFirstFrames()
    {
        const SmallRun trunk{{1000, 700, 300, 0}}, other{{1000, 700, 500, 200, 0}, 2, 0.5f};
        const auto frames = trunk.frames();
        TrajectorySet runs;
        const auto parent = sampled(runs, trunk, frames);
        const auto branch = runs.branch(parent, 1, other.started(), other.request("ddpm"));
        QVERIFY(branch != 0);
        QCOMPARE(runs.currentId(), branch);
        QCOMPARE(runs.find(branch)->parent, parent);
        QCOMPARE(runs.find(branch)->splitFrame, 1);
        QCOMPARE(runs.current().frames(), 2);
        QCOMPARE(runs.current().sharedFrame(1), frames[1]);
        const auto own = other.frames(2, frames[1]);
        for (const FramePtr& frame : own)
            runs.add(frame);
        QVERIFY(runs.current().finished());
        QCOMPARE(runs.find(parent)->trajectory.frames(), 4);    // the parent stays
        QCOMPARE(runs.bytes(), bytesOf(frames) + bytesOf(own)); // what is shared counts once
        QCOMPARE(runs.bytesOnlyOf(branch), bytesOf(own));
        QCOMPARE(runs.bytesOnlyOf(parent), bytesOf({frames[2], frames[3]}));

        QVERIFY(runs.remove(parent));
        QCOMPARE(runs.find(branch)->parent, 0);
        QCOMPARE(runs.find(branch)->splitFrame, -1);
        QCOMPARE(runs.current().state(0, 0).values[0], trunk.state(0, 0)); // it keeps what it shared
        QCOMPARE(runs.bytes(), bytesOf({frames[0], frames[1]}) + bytesOf(own));
    }

    void whatIsNoBranchIsRefused()
    {
        const SmallRun trunk{{1000, 700, 300, 0}};
        TrajectorySet runs;
        const auto parent = sampled(runs, trunk, trunk.frames());
        const auto branch = [&runs](TrajectorySet::Id from, int frame, std::vector<int> stops) {
            const SmallRun run{std::move(stops)};
            return runs.branch(from, frame, run.started(), run.request());
        };
        QCOMPARE(branch(parent + 1, 1, {1000, 700, 0}), 0);        // nobody
        QCOMPARE(branch(parent, 4, {1000, 700, 300, 0, 0, 0}), 0); // no such frame
        QCOMPARE(branch(parent, -1, {1000, 700, 0}), 0);
        QCOMPARE(branch(parent, 1, {1000, 650, 0}), 0); // came another way
        QCOMPARE(branch(parent, 1, {1000, 700}), 0);    // goes nowhere
        QCOMPARE(runs.ids(), std::vector{parent});
        QCOMPARE(runs.currentId(), parent);
    }

    void membersAreRemoved()
    {
        const SmallRun run{{1000, 500, 0}};
        TrajectorySet runs;
        const auto current = sampled(runs, run, run.frames());
        const auto a = runs.keepAsA();
        QVERIFY(!runs.remove(a + 5));
        QVERIFY(runs.remove(a));
        QVERIFY(!runs.a() && !runs.find(a));
        QVERIFY(runs.remove(current));
        QVERIFY(!runs.current().started());
        QCOMPARE(runs.currentId(), 0);
        QCOMPARE(runs.bytes(), std::size_t(0));
        QVERIFY(sampled(runs, run, run.frames()) > a); // ids are not given twice
    }
};

TEST_MAIN(TestTrajectorySet)
#include "tst_trajectory_set.moc"
