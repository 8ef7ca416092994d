#include "core/recipe/recipe.h"
#include "tests/journeys/reverse_bench.h"
#include "ui/reverse/explore/branch_panel.h"

#include <QComboBox>
#include <QSignalSpy>

using namespace diffuscope;
using namespace diffuscope::ui;

// A walk is told something while it runs.
class ReverseSteer : public QObject, ReverseBench {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { closeReverse(); }
    void init();
    void itWaitsAndTakesSingleSteps();
    void aCancelledWalkIsKeptAndGoesOn();
    void anotherClassHoldsFromTheNextStepOn();

private:
    const Trajectory& run() const { return workspace_->trajectory(); }
    void startAndPause()
    {
        QSignalSpy paused(bridge_.get(), &Bridge::samplePaused);
        find<QPushButton>("generate")->click();
        QVERIFY(workspace_->handleKey(Qt::Key_P, {}));
        QTRY_VERIFY_WITH_TIMEOUT(paused.count() > 0, kReverseTime);
        QTRY_VERIFY_WITH_TIMEOUT(run().frames() > 0, kReverseTime);
    }
    void finish()
    {
        QSignalSpy finished(bridge_.get(), &Bridge::sampleFinished);
        QVERIFY(workspace_->handleKey(Qt::Key_P, {})); // goes on
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kReverseTime);
    }
};

void ReverseSteer::initTestCase() { openReverse(100); }

void ReverseSteer::init() { choose("ddpm", 40); }

void ReverseSteer::itWaitsAndTakesSingleSteps()
{
    startAndPause();
    const int before = run().frames();
    QVERIFY(before < 40);
    QVERIFY(find<QAbstractButton>("oneStep")->isVisible());
    for (int step = 1; step <= 2; ++step) {
        find<QAbstractButton>("oneStep")->click();
        QTRY_COMPARE_WITH_TIMEOUT(run().frames(), before + step, kReverseTime);
        awaitDelivery(*bridge_);
        QCOMPARE(run().frames(), before + step); // and waits again
        QTRY_VERIFY(workspace_->command("one step")->disabledReason().isEmpty());
    }
    finish();
    QVERIFY(run().finished());
    QVERIFY(!find<QAbstractButton>("oneStep")->isVisible());
}

void ReverseSteer::aCancelledWalkIsKeptAndGoesOn()
{
    startAndPause();
    QSignalSpy finished(bridge_.get(), &Bridge::sampleFinished);
    QVERIFY(workspace_->handleKey(Qt::Key_Escape, {}));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kReverseTime);
    QVERIFY(finished.first().first().value<SampleFinished>().cancelled);
    const int kept = run().frames();
    QVERIFY(kept > 0 && kept < run().expected());
    workspace_->timeline()->setStep(100);
    QCOMPARE(workspace_->timeline()->step(), run().stops().front()); // it can be gone through
    workspace_->timeline()->setStep(0);
    QCOMPARE(workspace_->timeline()->step(), run().frame(kept - 1).step);
    QVERIFY(workspace_->handleKey(Qt::Key_N, {})); // and gone on from
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 2, kReverseTime);
    QVERIFY(run().finished());
    QCOMPARE(run().request().branches.size(), std::size_t(1));
    QVERIFY(workspace_->handleKey(Qt::Key_1, Qt::AltModifier));
}

void ReverseSteer::anotherClassHoldsFromTheNextStepOn()
{
    startAndPause();
    const int frame = run().frames() - 1, step = run().frame(frame).step;
    const FramePtr before = run().sharedFrame(frame);
    auto* label = find<QComboBox>("branch class");
    QVERIFY(label->isVisible());
    label->setCurrentIndex(label->findData(1));
    QSignalSpy finished(bridge_.get(), &Bridge::sampleFinished);
    find<QAbstractButton>("branchAct")->click();
    QTRY_VERIFY_WITH_TIMEOUT(run().finished(), kReverseTime);
    QCOMPARE(run().sharedFrame(frame), before);
    QCOMPARE(workspace_->timeline()->changes(), std::vector{step});
    const SamplingRecipe& recipe = run().recipe();
    QCOMPARE(recipe.branches.size(), std::size_t(1));
    QCOMPARE(recipe.branches.front().step, step);
    QCOMPARE(recipe.branches.front().change.classes, std::vector{1});
}

OWN_SETTINGS_TEST_MAIN(ReverseSteer)

#include "tst_reverse_steer.moc"
