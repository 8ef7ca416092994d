#include "tests/support/test_main.h"
#include "ui/train/history/run_history.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {

TrainStatus statusOf(TrainState state, std::int64_t step = 0)
{
    TrainStatus status;
    status.state = state;
    status.step = step;
    return status;
}

TrainStatus runningIn(const std::string& folder, std::int64_t step, const ParamValues& values)
{
    TrainStatus status = statusOf(TrainState::Running, step);
    status.folder = folder;
    status.settings = std::make_shared<const TrainSettings>(TrainSettings{"quick", values});
    return status;
}

std::vector<LossPoint> steps(std::int64_t first, std::int64_t last, double loss)
{
    std::vector<LossPoint> points;
    for (std::int64_t step = first; step <= last; ++step)
        points.push_back({step, loss, 0.5, 1e-4, {}});
    return points;
}

// As the training worker tells a run: what it prepares, that it runs, its first points.
void trainTo(RunHistory& history, std::int64_t last)
{
    history.setStatus(statusOf(TrainState::Preparing));
    TrainStatus status = statusOf(TrainState::Running, last);
    status.lastCheckpoint = last;
    status.lastSkipped = 2;
    status.imagesPerSecond = 100;
    history.addLosses(steps(1, last, 0.25), 1000);
    history.addValidation({{{last, 0.5, {}}}, false});
    history.addPreview({last, {Image(1, 4, 4, 0.5f)}});
    history.setStatus(status);
}

bool isEmpty(const RunHistory& history)
{
    return history.points().empty() && history.validation().empty() && history.skipped().empty() &&
           history.checkpoints().empty() && history.previews().count() == 0 && history.byTimestep().columns().empty();
}

} // namespace

// What a run has told, without a window.
class TestRunHistory : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everythingTheRunTellsIsKept()
    {
        RunHistory history;
        QVERIFY(isEmpty(history));
        QCOMPARE(history.lastStep(), std::int64_t(0));
        QSignalSpy curve(&history, &RunHistory::curveChanged), saved(&history, &RunHistory::checkpointSaved);
        trainTo(history, 40);
        QCOMPARE(history.points().size(), std::size_t(40));
        QCOMPARE(history.lastStep(), std::int64_t(40));
        QCOMPARE(history.smoothed(), 0.25);
        QCOMPARE(history.points().back().gradientNorm, 0.5);
        QCOMPARE(history.points().back().learningRate, 1e-4);
        QCOMPARE(history.validation().back().loss, 0.5);
        QCOMPARE(history.skipped(), std::vector<std::int64_t>{2});
        QCOMPARE(history.checkpoints(), std::vector<std::int64_t>{40});
        QCOMPARE(history.previews().at(0).step, std::int64_t(40));
        QCOMPARE(history.rates(), std::deque<double>{100});
        QVERIFY(curve.count() > 0);
        QCOMPARE(saved.count(), 1);
        history.setStatus(history.status()); // the same again is no news
        QCOMPARE(saved.count(), 1);
        QCOMPARE(history.skipped().size(), std::size_t(1));
    }

    void aRunBegunElsewhereStartsEmpty()
    {
        RunHistory history;
        trainTo(history, 10);
        QSignalSpy began(&history, &RunHistory::began);
        history.setStatus(statusOf(TrainState::Finished, 10));
        QCOMPARE(history.points().size(), std::size_t(10)); // an ended run stays to be looked at
        history.setStatus(statusOf(TrainState::Preparing));
        QVERIFY(isEmpty(history));
        QVERIFY(history.rates().empty());
        history.setStatus(statusOf(TrainState::Preparing)); // still
        QCOMPARE(began.count(), 1);
    }

    void aRunAskedForHereBeginsOnce()
    {
        RunHistory history;
        trainTo(history, 10);
        QSignalSpy began(&history, &RunHistory::began);
        history.begin();
        QVERIFY(isEmpty(history));
        history.setStatus(statusOf(TrainState::Preparing));
        QCOMPARE(began.count(), 1);
        history.setStatus(statusOf(TrainState::Running));
        history.setStatus(statusOf(TrainState::Finished));
        history.setStatus(statusOf(TrainState::Preparing)); // somebody else's
        QCOMPARE(began.count(), 2);
    }

    // The bridge delivers recalled and new points together; the recalled ones come first, perhaps thinned.
    void aResumedRunGoesOnWithItsCurve()
    {
        RunHistory history;
        trainTo(history, 30);
        history.begin();
        history.setStatus(statusOf(TrainState::Preparing));
        std::vector<LossPoint> points{{1, 0.5, 0, 0, {}}, {11, 0.5, 0, 0, {}}, {20, 0.5, 0, 0, {}}};
        points.push_back({21, 0.5, 0, 0, {{10, 0.5f}}});
        history.addLosses(points, 1000);
        history.addValidation({{{10, 0.75, {}}, {20, 0.5, {}}}, true});
        QCOMPARE(history.points().size(), std::size_t(4));
        QCOMPARE(history.points().front().step, std::int64_t(1));
        QCOMPARE(history.lastStep(), std::int64_t(21));
        QCOMPARE(history.validation().size(), std::size_t(2));
        QCOMPARE(history.byTimestep().columns().size(), std::size_t(1)); // recalled points know no timesteps
        QCOMPARE(history.byTimestep().columns().front().first, std::int64_t(21));
        history.addValidation({{{25, 0.9, {}}}, true}); // recalled: in place of all there was
        QCOMPARE(history.validation().size(), std::size_t(1));
    }

    void aResumedRunBringsWhatItRecorded()
    {
        RunHistory history;
        QSignalSpy saved(&history, &RunHistory::checkpointSaved);
        history.begin();
        history.setStatus(statusOf(TrainState::Preparing));
        RecalledRun recalled;
        for (int step = 1; step <= 20; ++step)
            recalled.byTimestep.add(step, {{10, 0.5f}}, 1000);
        recalled.checkpoints = {6, 12, 20};
        recalled.skipped = {4};
        history.recall(recalled);
        history.addLosses(steps(1, 20, 0.5), 1000);
        TrainStatus status = statusOf(TrainState::Running, 20);
        status.lastCheckpoint = 20;
        status.lastSkipped = 4;
        history.setStatus(status);
        QCOMPARE(history.checkpoints(), (std::vector<std::int64_t>{6, 12, 20}));
        QCOMPARE(history.skipped(), std::vector<std::int64_t>{4});
        QCOMPARE(saved.count(), 0); // nothing was saved just now
        QCOMPARE(history.byTimestep().columns().size(), std::size_t(20));
        history.addLosses({{21, 0.5, 0, 0, {{10, 0.25f}}}}, 1000);
        QCOMPARE(history.byTimestep().columns().back().last, std::int64_t(21));
    }

    void goingBackReplacesWhatCameAfter()
    {
        RunHistory history;
        history.addLosses(steps(1, 100, 1.0), 1000);
        QSignalSpy curve(&history, &RunHistory::curveChanged);
        history.addLosses(steps(101, 102, 1.0), 1000);
        QCOMPARE(curve.takeFirst().first().toBool(), false);
        history.addLosses(steps(61, 62, 1.0), 1000);
        QCOMPARE(curve.takeFirst().first().toBool(), true);
        QCOMPARE(history.points().size(), std::size_t(62));
        QCOMPARE(history.lastStep(), std::int64_t(62));
    }

    void aLossThatIsNoNumberLeavesTheAverage()
    {
        RunHistory history;
        history.addLosses({{1, 0.5, 0, 0, {}}, {2, 0.25, 0, 0, {}}, {3, NAN, 0, 0, {}}, {4, INFINITY, 0, 0, {}}}, 1000);
        QCOMPARE(history.points().size(), std::size_t(4));
        QCOMPARE(history.smoothed(), 0.375);
        history.addValidation({{{1, NAN, {}}, {2, 0, {}}, {3, 0.5, {}}}, false});
        QCOMPARE(history.validation().size(), std::size_t(1));
        history.begin();
        history.addLosses({{1, NAN, 0, 0, {}}, {2, 0.5, 0, 0, {}}, {3, 0.25, 0, 0, {}}}, 1000); // not even the first
        QCOMPARE(history.smoothed(), 0.375);
    }

    void changedSettingsAreToldApart()
    {
        const ParamValues before{{"batch", 16LL}, {"learning_rate", 1e-4}},
            after{{"batch", 16LL}, {"learning_rate", 5e-5}};
        RunHistory history;
        history.setStatus(runningIn("/runs/one", 1, before));
        QVERIFY(history.changes().empty()); // nothing to compare with
        history.begin();
        TrainStatus preparing = runningIn("", 0, after); // it says its settings before it knows its step
        preparing.state = TrainState::Preparing;
        history.setStatus(preparing);
        QVERIFY(history.changes().empty());
        history.setStatus(runningIn("/runs/one", 600, after));
        const RunHistory::SettingChange slower{600, "learning_rate", 1e-4, 5e-5};
        QCOMPARE(history.changes(), std::vector{slower});
        history.begin(); // it goes on once more, from before that change
        history.setStatus(runningIn("/runs/one", 500, before));
        const RunHistory::SettingChange faster{500, "learning_rate", 5e-5, 1e-4};
        QCOMPARE(history.changes(), std::vector{faster});
        const auto rateAt = [&history](std::int64_t step) {
            return std::get<double>(history.recipeAt(step)->settings.at("learning_rate"));
        };
        QCOMPARE(rateAt(400), 5e-5); // a preview keeps what it was drawn with
        QCOMPARE(rateAt(600), 1e-4);
        QCOMPARE(history.recipeAt(600)->preset, std::string("quick"));
        QCOMPARE(history.recipeAt(600)->step, std::optional<std::int64_t>(600));
        history.begin();
        history.setStatus(runningIn("/runs/two", 700, after)); // another run altogether
        QVERIFY(history.changes().empty());
    }

    void ratesAreTheNewest()
    {
        RunHistory history;
        TrainStatus status = statusOf(TrainState::Running);
        history.setStatus(status); // not known yet
        QVERIFY(history.rates().empty());
        for (int k = 1; k <= 200; ++k) {
            status.imagesPerSecond = k;
            history.setStatus(status);
        }
        QCOMPARE(history.rates().size(), RunHistory::kRatesKept);
        QCOMPARE(history.rates().back(), 200.0);
        status.state = TrainState::Paused;
        history.setStatus(status);
        QCOMPARE(history.rates().size(), RunHistory::kRatesKept);
    }

    void previewsStayWithinTheirBudget()
    {
        RunHistory history;
        const Image large(3, 1024, 1024, 0.5f); // 6 MiB at rest: twenty-one have room
        std::int64_t step = 0;
        while (step < 6)
            history.addPreview({++step, {large}});
        history.pinPreview(3);
        while (step < 60) {
            history.addPreview({++step, {large}});
            QVERIFY(history.previews().bytes() <= PreviewHistory::kBudget);
        }
        QCOMPARE(history.previews().at(0).step, std::int64_t(1));
        QVERIFY(history.previews().indexOf(4) > 0);
        QCOMPARE(history.previews().at(history.previews().count() - 1).step, step);
        QSignalSpy changed(&history, &RunHistory::previewsChanged);
        history.addPreview({step, {large}}); // known
        QCOMPARE(changed.count(), 0);
        QCOMPARE(history.previews().images(0).front().values[0], 0.5f);
    }

    void columnsMergeWhenThereAreTooMany()
    {
        LossByTimestep losses;
        QCOMPARE(losses.range(), (std::pair(0.0, 0.0)));
        int added = 0;
        for (int step = 1; step <= 1000; ++step, added += 2)
            losses.add(step, {{10, 0.5f}, {990, 0.125f}, {500, NAN}}, 1000);
        QVERIFY(losses.columns().size() <= 160 && losses.columns().size() >= 80);
        QCOMPARE(losses.columns().front().first, std::int64_t(1));
        QCOMPARE(losses.columns().back().last, std::int64_t(1000));
        QCOMPARE(losses.range(), (std::pair(0.125, 0.5)));
        int counted = 0;
        for (const auto& column : losses.columns()) {
            for (int row = 0; row < LossByTimestep::kRows; ++row)
                counted += column.count[row];
            QCOMPARE(column.mean(0), 0.5);
            QCOMPARE(column.mean(LossByTimestep::kRows - 1), 0.125);
        }
        QCOMPARE(counted, added);          // none lost, and what is no number is none
        losses.add(3, {{10, 0.5f}}, 1000); // training went back
        QCOMPARE(losses.columns().back().first, std::int64_t(1));
    }
};

TEST_MAIN(TestRunHistory)
#include "tst_run_history.moc"
