// The Microscope as somebody uses it: forwards and backwards through one real step, another t, another picture, a
// hundred more steps.
#include "tests/support/test_main.h"
#include "tests/ui/train/train_samples.h"
#include "ui/bridge/bridge.h"
#include "ui/timeline/timeline_model.h"
#include "ui/train/microscope/batch_grid.h"
#include "ui/train/microscope/microscope_state.h"
#include "ui/train/microscope/stage/block_bars.h"
#include "ui/train/microscope/stepper.h"
#include "ui/train/train_workspace.h"
#include "ui/widgets/chart/chart.h"
#include "ui/widgets/image/image_view.h"

#include <QAccessible>
#include <QPushButton>
#include <QTemporaryDir>

#include <cmath>

using namespace diffuscope;
using namespace diffuscope::ui;

class TestMicroscope : public QObject {
    Q_OBJECT
    static constexpr int kLook = 90'000; // on a busy machine
    QTemporaryDir settings_;
    std::unique_ptr<Bridge> bridge_;
    std::unique_ptr<TrainWorkspace> workspace_;
    QWidget* inspector_ = nullptr;

    template <typename T> T* find(const char* name) const
    {
        auto* found = workspace_->findChild<T*>(QLatin1String(name));
        return found ? found : inspector_->findChild<T*>(QLatin1String(name));
    }
    QPushButton* button(const char* name) const { return find<QPushButton>(name); }
    int substep() const { return workspace_->fact(QStringLiteral("microscope.substep")).toInt(); }
    int t() const { return workspace_->fact(QStringLiteral("microscope.t")).toInt(); }
    const MicroscopeState& state() const { return *workspace_->findChild<MicroscopeState*>(); }

    void openDigits()
    {
        DatasetRequest set;
        set.source = "builtin:digits";
        set.side = 32; // what the form begins with
        set.limit = 40;
        bridge_->session().openDataset(set);
        QTRY_VERIFY_WITH_TIMEOUT(bridge_->dataset().has_value(), kLook);
    }
    void look()
    {
        openDigits();
        workspace_->setTab(QStringLiteral("microscope"));
        QTRY_VERIFY_WITH_TIMEOUT(state().step() && !state().busy(), kLook);
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_CONFIG_HOME", settings_.path().toUtf8());
        qputenv("XDG_DATA_HOME", settings_.path().toUtf8());
        applyTheme(*static_cast<QApplication*>(QApplication::instance()), ThemeName::Paper);
    }
    void init()
    {
        bridge_ = std::make_unique<Bridge>();
        workspace_ = std::make_unique<TrainWorkspace>(*bridge_);
        inspector_ = workspace_->inspector();
        workspace_->resize(1032, 676);
        workspace_->show();
    }
    void cleanup()
    {
        workspace_.reset();
        bridge_.reset();
    }

    void itSaysWhatIsMissing()
    {
        workspace_->setTab(QStringLiteral("microscope"));
        auto* missing = find<QLabel>("microscopeMissing");
        QTRY_VERIFY(missing->isVisible());
        QVERIFY(missing->text().contains(QStringLiteral("Choose pictures")));
        QVERIFY(!button("stageNext")->isEnabled());
    }

    void forwardsAndBackwards()
    {
        look();
        QCOMPARE(substep(), 1);
        auto* stepper = find<Stepper>("stepper");
        auto* next = button("stageNext");
        auto* back = button("stageBack");
        QVERIFY(next->isVisible() && !back->isEnabled());
        QVERIFY(stepper->nameOf(6).contains(QStringLiteral("to come")));
        stepper->choose(6); // nobody has been there
        QCOMPARE(substep(), 1);
        for (int k = 2; k <= 8; ++k) {
            next->click();
            QCOMPARE(substep(), k);
            QVERIFY(find<QLabel>("stageTitle")->isVisible());
            QVERIFY(!find<QWidget>("stageNumbers")->accessibleName().isEmpty());
            keepPicture(*workspace_, QStringLiteral("microscope-%1").arg(k));
        }
        QCOMPARE(next->text(), QStringLiteral("Next batch"));
        back->click();
        QCOMPARE(substep(), 7);
        QVERIFY(workspace_->handleKey(Qt::Key_PageUp, {}));
        QCOMPARE(substep(), 6);
        stepper->choose(2);
        QCOMPARE(substep(), 3);
        QVERIFY(workspace_->handleKey(Qt::Key_PageDown, {}));
        QCOMPARE(substep(), 4);
        QVERIFY(stepper->nameOf(6).contains(QStringLiteral("done")));
        auto* tabs = QAccessible::queryAccessibleInterface(stepper);
        QCOMPARE(tabs->role(), QAccessible::PageTabList);
        QCOMPARE(tabs->childCount(), 8);
        QVERIFY(tabs->child(3)->state().selected);
        keepPicture(*inspector_, QStringLiteral("microscope-inspector"));
    }

    void thePicturesAreThoseOfTheStep()
    {
        look();
        const LookedAt& seen = state().followed();
        QVERIFY(find<ImageView>("stageData")->image().values == seen.data.values);
        QVERIFY(find<ImageView>("mixNoisy")->image().values == seen.noisy.values);
        QVERIFY(find<ImageView>("predictAnswer")->image().values == seen.answer.values);
        QVERIFY(find<ImageView>("compareError")->image().values == seen.difference.values);
        const auto* bars = find<BlockBars>("gradientBars");
        // Folded or not, the bars are the whole gradient.
        const bool folds = state().step()->blocks.size() > BlockBars::kMostBars;
        QCOMPARE(bars->bars().size() < state().step()->blocks.size(), folds);
        double squares = 0;
        for (const BlockBars::Bar& bar : bars->bars())
            squares += bar.value * bar.value;
        QVERIFY(std::abs(std::sqrt(squares) / state().step()->gradientNorm - 1) < 1e-4);
        QVERIFY(bars->summary().contains(QStringLiteral("largest")));
        QCOMPARE(workspace_->fact(QStringLiteral("microscope.loss")).toDouble(), state().step()->loss);
    }

    void theTimelineDrawsAnotherT()
    {
        look();
        TimelineModel* timeline = workspace_->timeline();
        QCOMPARE(timeline->step(), t());
        const double loss = state().step()->loss;
        const int wanted = t() == 700 ? 701 : 700;
        timeline->setStep(wanted);
        QTRY_COMPARE_WITH_TIMEOUT(t(), wanted, kLook);
        QVERIFY(state().step()->ownTimestep);
        QVERIFY(state().step()->loss != loss);
    }

    void aClickFollowsAnotherPicture()
    {
        look();
        auto* grid = find<BatchGrid>("batchInputs");
        inspector_->resize(336, 800);
        inspector_->show();
        const int before = state().picture();
        QTest::mouseClick(grid, Qt::LeftButton, {}, grid->cellRect(before + 3).center());
        QCOMPARE(state().picture(), before + 3);
        QCOMPARE(workspace_->timeline()->step(), t());
        QTest::keyClick(grid, Qt::Key_Left);
        QCOMPARE(state().picture(), before + 2);
        const int index = state().followed().index;
        QVERIFY(workspace_->handleKey(Qt::Key_R, {}));
        QTRY_VERIFY_WITH_TIMEOUT(!state().busy(), kLook);
        QVERIFY(state().followed().index != index || state().step()->batchesAhead == 1);
    }

    void aHundredMoreArriveAndStop()
    {
        look();
        auto* more = button("goFurther");
        QVERIFY(more->isEnabled());
        more->click();
        QTRY_VERIFY_WITH_TIMEOUT(state().further().points.size() >= 3, kLook);
        QVERIFY(more->text().startsWith(QStringLiteral("Stop")));
        more->click();
        QTRY_VERIFY_WITH_TIMEOUT(!state().further().running, kLook);
        QVERIFY(state().further().points.size() < 100);
        QVERIFY(find<ImageView>("further0")->hasImage());
        QVERIFY(!find<ImageView>("further100")->hasImage());
        QCOMPARE(find<Chart>("furtherChart")->table().rows, qsizetype(state().further().points.size()));
        QVERIFY(more->text().startsWith(QStringLiteral("Do")));
    }

    void wordsOrGreek()
    {
        look();
        auto* question = find<QLabel>("microscopeQuestion");
        QVERIFY(!question->isHidden());
        QVERIFY(workspace_->handleKey(Qt::Key_W, {}));
        QVERIFY(question->isHidden());
        QVERIFY(!find<QWidget>("microscopeGreek")->isHidden());
    }

    void watchHasADoor()
    {
        openDigits();
        button("openMicroscope")->click();
        QVERIFY(workspace_->tab());
        QCOMPARE(workspace_->tab()->id(), QStringLiteral("microscope"));
    }
};

GUI_TEST_MAIN(TestMicroscope)
#include "tst_microscope.moc"
