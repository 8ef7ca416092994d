#include "core/recipe/recipe.h"
#include "tests/journeys/reverse_bench.h"
#include "ui/reverse/explore/branch_panel.h"
#include "ui/reverse/explore/paint_view.h"
#include "ui/reverse/explore/walk_tree.h"
#include "ui/reverse/sampler/recording_panel.h"
#include "ui/reverse/when_visible.h"
#include "ui/widgets/form/seed_field.h"

#include <QComboBox>
#include <QSignalSpy>

#include <map>

using namespace diffuscope;
using namespace diffuscope::ui;

// A walk is left in the middle by another way, and both are kept.
class ReverseBranch : public QObject, ReverseBench {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { closeReverse(); }
    void aBranchLeavesAtThePlayhead();
    void itsRecipeMakesItAgain();
    void aBranchOfABranchKeepsBoth();
    void walksAreSwitchedNamedAndRemoved();
    void paintMakesABranchOfItsOwn();
    void strokesStayAtTheirMoment();
    void altShowsTheGuess();
    void aBranchMayHaveOneOfEachClass();
    void whatIsHiddenDoesNotFollow();
    void aFullMemorySaysSo();

private:
    const Trajectory& run() const { return workspace_->trajectory(); }
    WalkTree& tree() const
    {
        turn();
        return *bench_->findChild<WalkTree*>();
    }
    void branch(std::uint64_t seed)
    {
        auto* field = find<SeedField>("branch seed");
        field->setValue(seed);
        Q_EMIT field->valueChanged(seed);
        QSignalSpy finished(bridge_.get(), &Bridge::sampleFinished);
        QVERIFY(workspace_->handleKey(Qt::Key_N, {}));
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kReverseTime);
        turn();
    }
    static std::vector<float> endOf(const Trajectory& run) { return run.state(run.frames() - 1, 0).values; }
};

void ReverseBranch::initTestCase()
{
    openReverse(100);
    choose("ddpm", 10);
    generate();
    QVERIFY(run().finished());
    QVERIFY(workspace_->handleKey(Qt::Key_3, Qt::AltModifier));
}

void ReverseBranch::aBranchLeavesAtThePlayhead()
{
    goTo(50);
    const int step = workspace_->timeline()->step(), frame = run().indexAt(step);
    const FramePtr before = run().sharedFrame(frame);
    const std::vector<float> end = endOf(run());
    QVERIFY(find<QLabel>("branchWords")->text().contains(QString::number(step)));
    branch(99);
    QVERIFY(run().finished());
    QCOMPARE(run().sharedFrame(frame), before); // the same in memory
    QVERIFY(endOf(run()) != end);
    QCOMPARE(workspace_->timeline()->step(), step); // one still looks at the moment
    const auto& lanes = tree().lanes();
    QCOMPARE(lanes.size(), std::size_t(2));
    QCOMPARE(lanes[1].letter, QStringLiteral("B"));
    QCOMPARE(lanes[1].parent, 0);
    QCOMPARE(lanes[1].from, step);
    QVERIFY(lanes[1].shown && !lanes[0].shown);
    QVERIFY(lanes[1].name.contains(QStringLiteral("99")));
    const QString told = tree().model()->index(1, 0).data(Qt::AccessibleTextRole).toString();
    QVERIFY2(told.contains(tr("branches from A at step %1").arg(step)), qPrintable(told));
    QCOMPARE(workspace_->timeline()->changes(), std::vector{step});
}

void ReverseBranch::itsRecipeMakesItAgain()
{
    const ReadRecipe read = readRecipe(toJson(run().recipe(), RecipePaths::All));
    QVERIFY(read.recipe && read.refused.empty());
    SampleRequest again = requestOf(std::get<SamplingRecipe>(*read.recipe));
    QCOMPARE(again.branches.size(), std::size_t(1));
    again.trajectoryBudget = 0; // nothing is remembered for it
    QSignalSpy finished(bridge_.get(), &Bridge::sampleFinished);
    bridge_->session().sample(again);
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kReverseTime);
    const auto images = finished.first().first().value<SampleFinished>().images;
    QCOMPARE(images.size(), std::size_t(1));
    const std::vector<float> shown = endOf(run());
    for (std::size_t k = 0; k < shown.size(); ++k) // frames keep 16 bits
        QCOMPARE(toByte(images[0].values[k]), toByte(shown[k]));
}

void ReverseBranch::aBranchOfABranchKeepsBoth()
{
    goTo(20);
    branch(7);
    QCOMPARE(run().request().branches.size(), std::size_t(2));
    QCOMPARE(tree().lanes().size(), std::size_t(3));
    QCOMPARE(tree().lanes()[2].parent, 1);
    // Before the first branch it is another branch of the first walk.
    goTo(80);
    branch(8);
    QCOMPARE(run().request().branches.size(), std::size_t(1));
    QCOMPARE(tree().lanes()[3].parent, 0);
}

void ReverseBranch::walksAreSwitchedNamedAndRemoved()
{
    QVERIFY(workspace_->handleKey(Qt::Key_PageUp, {}));
    const auto shown = [this] {
        for (const WalkTree::Lane& lane : tree().lanes())
            if (lane.shown)
                return lane;
        return WalkTree::Lane();
    };
    QCOMPARE(shown().letter, QStringLiteral("C"));
    QVERIFY(tree().model()->setData(tree().model()->index(2, 0), QStringLiteral("the round one")));
    QCOMPARE(shown().name, QStringLiteral("the round one"));
    const std::size_t count = tree().lanes().size();
    QVERIFY(workspace_->handleKey(Qt::Key_C, {})); // with the one that was shown before
    QVERIFY(bench_->findChild<QComboBox*>(QStringLiteral("compareA"))->currentText().startsWith(tr("Walk D")));
    QVERIFY(workspace_->handleKey(Qt::Key_C, {}));
    QVERIFY(workspace_->handleKey(Qt::Key_Delete, {}));
    QCOMPARE(tree().lanes().size(), count - 1);
    QCOMPARE(shown().letter, QStringLiteral("B")); // its parent
    tree().setFocus();
    QTest::keyClick(&tree(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(tree().lanes().size(), count);
    QCOMPARE(shown().name, QStringLiteral("the round one"));
    QCOMPARE(tree().lanes()[2].parent, 1);
    tree().setCurrentIndex(tree().model()->index(0, 0));
    QTest::keyClick(&tree(), Qt::Key_Return);
    QCOMPARE(shown().letter, QStringLiteral("A"));
}

void ReverseBranch::paintMakesABranchOfItsOwn()
{
    goTo(50);
    auto* view = bench_->findChild<PaintView*>();
    const Image before = view->image();
    QVERIFY(workspace_->handleKey(Qt::Key_P, {}));
    QTest::keyClick(view, Qt::Key_Space); // in the middle
    QCOMPARE(view->strokes().size(), std::size_t(1));
    QVERIFY(view->image().at(0, 8, 8) != before.at(0, 8, 8));
    QCOMPARE(view->image().at(0, 0, 0), before.at(0, 0, 0));
    QTest::keyClick(view, Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(view->strokes().empty());
    QCOMPARE(view->image().values, before.values);
    QTest::keyClick(view, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(view->strokes().size(), std::size_t(1));
    const Image shown = view->image();
    const int frame = run().indexAt(50);
    QSignalSpy finished(bridge_.get(), &Bridge::sampleFinished);
    QVERIFY(workspace_->handleKey(Qt::Key_N, {}));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kReverseTime);
    QVERIFY(run().finished());
    QCOMPARE(run().recipe().branches.back().strokes.size(), std::size_t(1));
    const Image painted = run().state(frame, 0); // what was seen is what is walked on from
    for (std::size_t k = 0; k < painted.values.size(); ++k)
        QVERIFY(std::abs(painted.values[k] - shown.values[k]) < 0.02f);
    turn();
    QVERIFY(view->strokes().empty());
}

// While something else is in the view's place it does not follow the playhead.
void ReverseBranch::strokesStayAtTheirMoment()
{
    goTo(60);
    auto* view = bench_->findChild<PaintView*>();
    QVERIFY(workspace_->handleKey(Qt::Key_P, {}));
    QTest::keyClick(view, Qt::Key_Space);
    QCOMPARE(view->strokes().size(), std::size_t(1));
    workspace_->setComparing(true);
    QVERIFY(!view->isVisible());
    goTo(30);
    const std::size_t before = run().recipe().branches.size();
    auto* field = find<SeedField>("branch seed");
    field->setValue(99);
    Q_EMIT field->valueChanged(99);
    QSignalSpy finished(bridge_.get(), &Bridge::sampleFinished);
    find<QPushButton>("branchAct")->click();
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kReverseTime);
    QVERIFY(run().recipe().branches.size() >= std::max<std::size_t>(1, before));
    QVERIFY(run().recipe().branches.back().strokes.empty());
    QCOMPARE(run().recipe().branches.back().step, 30);
    workspace_->setComparing(false);
    turn();
    view->clearStrokes();
}

void ReverseBranch::altShowsTheGuess()
{
    goTo(50);
    auto* view = bench_->findChild<PaintView*>();
    const int frame = run().indexAt(50);
    const Image guess = run().predictedData(frame + 1, 0), state = view->image();
    QVERIFY(workspace_->handleKey(Qt::Key_P, {}));
    view->setFocus();
    QTest::keyPress(view, Qt::Key_Alt, Qt::AltModifier);
    QCOMPARE(view->image().values, guess.values);
    QCOMPARE(view->frameConcept(), Concept::Prediction);
    QTest::keyRelease(view, Qt::Key_Alt);
    QCOMPARE(view->image().values, state.values);
    QTest::keyClick(view, Qt::Key_Space); // white in the middle: so it is in the guess
    QTest::keyPress(view, Qt::Key_Alt, Qt::AltModifier);
    QCOMPARE(view->image().at(0, 8, 8), 1.0f);
    QCOMPARE(view->image().at(0, 0, 0), guess.at(0, 0, 0));
    view->clearFocus(); // as when Alt+Tab leads elsewhere
    QVERIFY(!view->showsGuess());
    view->clearStrokes();
    find<QAbstractButton>("paintLook")->click();
    view->setFocus();
    QTest::keyPress(view, Qt::Key_Alt, Qt::AltModifier); // looking, Alt has other uses
    QVERIFY(!view->showsGuess());
    QTest::keyRelease(view, Qt::Key_Alt);
}

void ReverseBranch::aBranchMayHaveOneOfEachClass()
{
    QVERIFY(workspace_->handleKey(Qt::Key_1, Qt::AltModifier));
    choose("ddpm", 10, 4);
    auto* classes = find<QComboBox>("class");
    classes->setCurrentIndex(classes->findData(1));
    generate();
    QVERIFY(workspace_->handleKey(Qt::Key_3, Qt::AltModifier));
    goTo(50);
    auto* own = find<QComboBox>("branch class");
    QCOMPARE(own->currentData().toInt(), 1);
    QVERIFY(bench_->findChild<BranchPanel*>()->change().classes.empty());
    own->setCurrentIndex(own->findData(-1));
    QCOMPARE(bench_->findChild<BranchPanel*>()->change().classes, (std::vector{0, 1, 0, 1}));
    QSignalSpy finished(bridge_.get(), &Bridge::sampleFinished);
    QVERIFY(workspace_->handleKey(Qt::Key_N, {}));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kReverseTime);
    QVERIFY(run().finished());
    QCOMPARE(run().recipe().branches.back().change.classes, (std::vector{0, 1, 0, 1}));
    turn();
    QCOMPARE(own->currentData().toInt(), -1); // it is what it has now
}

// Scrubbing pays for what is seen, once a turn; the rest catches up when somebody looks.
void ReverseBranch::whatIsHiddenDoesNotFollow()
{
    turn();
    std::map<const WhenVisible*, int> hidden, seen;
    for (const WhenVisible* work : bench_->findChildren<WhenVisible*>())
        (qobject_cast<QWidget*>(work->parent())->isVisible() ? seen : hidden)[work] = work->done();
    QVERIFY(hidden.size() >= 4 && seen.size() >= 2);
    for (int step = 90; step > 40; step -= 10) { // five moves within one turn
        workspace_->timeline()->setStep(step);
        workspace_->timeline()->setStep(step - 5);
    }
    turn();
    for (const auto& [work, done] : hidden)
        QCOMPARE(work->done(), done);
    for (const auto& [work, done] : seen)
        QVERIFY(work->done() <= done + 1);
    const auto* view = bench_->findChild<PaintView*>();
    QCOMPARE(view->image().values, run().state(run().indexAt(workspace_->timeline()->step()), 0).values);
    QVERIFY(workspace_->handleKey(Qt::Key_2, Qt::AltModifier));
    goTo(20);
    QVERIFY(view->image().values != run().state(run().indexAt(20), 0).values); // nobody looks
    QVERIFY(workspace_->handleKey(Qt::Key_3, Qt::AltModifier));
    QCOMPARE(view->image().values, run().state(run().indexAt(20), 0).values);
}

void ReverseBranch::aFullMemorySaysSo()
{
    auto* memory = find<QSpinBox>("trajectoryMemory");
    choose("ddpm", 10, 16);
    QVERIFY(workspace_->handleKey(Qt::Key_1, Qt::AltModifier));
    generate(); // a walk of many pictures beside the tree
    QVERIFY(workspace_->handleKey(Qt::Key_3, Qt::AltModifier));
    goTo(50);
    const int before = memory->value();
    memory->setValue(1);
    turn();
    Command* here = workspace_->command("branch");
    here->refresh();
    QSignalSpy finished(bridge_.get(), &Bridge::sampleFinished);
    while (here->disabledReason().isEmpty() && finished.count() < 40) { // until no more fits
        const int done = int(finished.count());
        QVERIFY(workspace_->handleKey(Qt::Key_N, {}));
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), done + 1, kReverseTime);
    }
    turn();
    QVERIFY2(here->disabledReason().contains(QStringLiteral("1 MB")), qPrintable(here->disabledReason()));
    QVERIFY(!find<QAbstractButton>("branchAct")->isEnabled());
    memory->setValue(before);
}

OWN_SETTINGS_TEST_MAIN(ReverseBranch)

#include "tst_reverse_branch.moc"
