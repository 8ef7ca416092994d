// The two clocks through their own widgets: what a run has told is shown, moved through, compared and pinned.
#include "core/schedule/schedule.h"
#include "tests/support/test_main.h"
#include "tests/ui/train/train_samples.h"
#include "ui/train/clocks/clocks_grid.h"
#include "ui/train/clocks/clocks_page.h"
#include "ui/train/clocks/guess_chart.h"
#include "ui/train/clocks/history_tab.h"
#include "ui/train/clocks/training_clock.h"
#include "ui/train/history/run_history.h"
#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/workspace/command.h"

#include <QAccessible>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {

constexpr int kLevels = 21;
const std::string kRun = "/runs/one";

PreviewWalksFound found(JobId job = 0)
{
    PreviewWalksFound run;
    run.job = job;
    run.folder = kRun;
    run.name = "one";
    run.betas = makeSchedule(ScheduleSpec{}).betas();
    run.classes = 3;
    run.seed = 40;
    return run;
}

// Plain pictures: x_t is step / 1000 brighter than -1, the guess half of that; the second picture is its negative.
PreviewWalkPtr walk(std::int64_t step)
{
    auto made = std::make_shared<PreviewWalk>();
    made->folder = kRun;
    made->step = step;
    made->loss = 0.5;
    made->pictures.resize(2);
    for (int level = 0; level < kLevels; ++level) {
        made->stops.push_back(50 * level);
        for (const int sign : {1, -1}) {
            PreviewWalk::Picture& picture = made->pictures[sign > 0 ? 0 : 1];
            const float bright = float(sign) * (float(step) / 1000 - 1);
            picture.states.emplace_back(Image(1, 8, 8, bright), 8);
            picture.guesses.push_back(level == 0 ? PackedImage() : PackedImage(Image(1, 8, 8, bright / 2), 8));
        }
    }
    return made;
}

struct Shown {
    Bridge bridge;
    RunHistory runs;
    HistoryTab tab{bridge, runs};
    QWidget window;
    ClocksGrid* grid = tab.findChild<ClocksGrid*>();
    TrainingClock* clock = tab.findChild<TrainingClock*>();
    std::vector<std::unique_ptr<Command>> commands;

    Shown()
    {
        tab.resize(1032, 620);
        tab.alignToTrack(192, 840);
        tab.addCommands([this](const QString& id, const QString& title) -> Command& {
            commands.push_back(std::make_unique<Command>(id, QString(), title, nullptr));
            return *commands.back();
        });
        QObject::connect(&tab, &TrainTab::commandsChanged, &tab, [this] { // as the workspace does
            for (const auto& command : commands)
                command->refresh();
        });
        tab.inspector()->resize(336, 620);
        tab.show();
        tab.inspector()->show();
    }
    void tell(const std::vector<std::int64_t>& steps)
    {
        Q_EMIT bridge.previewWalksFound(found());
        for (const std::int64_t step : steps)
            Q_EMIT bridge.previewWalkArrived({0, walk(step)});
    }
    void key(int key)
    {
        for (const auto& command : commands)
            if (command->key() == key && command->disabledReason().isEmpty())
                return command->run();
    }
    template <typename T> T* inspect(const char* name) { return tab.inspector()->findChild<T*>(QLatin1String(name)); }
    std::int64_t step() { return tab.history().at(tab.clocks().row()).step; }
    QPoint cell(int place, int column) const { return grid->cellRect(place, column).center(); }
    QColor colourAt(const QPoint& at) const { return grid->grab().toImage().pixelColor(at); }
};

} // namespace

class TestHistoryTab : public QObject {
    Q_OBJECT
    QTemporaryDir settings_;
private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_CONFIG_HOME", settings_.path().toUtf8()); // nobody's own settings
        qputenv("XDG_DATA_HOME", settings_.filePath(QStringLiteral("data")).toUtf8());
        applyTheme(*static_cast<QApplication*>(QApplication::instance()), ThemeName::Ink);
    }

    void emptyHasAWayOn()
    {
        Shown shown;
        auto* start = shown.tab.findChild<QPushButton*>("historyStart");
        QVERIFY(start->isVisible());
        QSignalSpy wanted(&shown.tab, &TrainTab::tabRequested);
        start->click();
        QCOMPARE(wanted.first().first().toString(), QStringLiteral("watch"));
        QVERIFY(shown.tab.facts().isEmpty());
        shown.tell({100});
        QVERIFY(!start->isVisible());
        QVERIFY(shown.grid->isVisible());
    }

    void rowsComeAndTheNewestIsFollowed()
    {
        Shown shown;
        shown.tell({300, 100, 500}); // in any order
        QCOMPARE(shown.tab.history().count(), 3);
        QCOMPARE(shown.step(), 500);
        Q_EMIT shown.bridge.previewWalkArrived({0, walk(600)});
        QCOMPARE(shown.step(), 600);
        shown.tab.clocks().setRow(0);
        Q_EMIT shown.bridge.previewWalkArrived({0, walk(700)});
        QCOMPARE(shown.step(), 100); // somebody looks at it
        auto other = std::make_shared<PreviewWalk>(*walk(800));
        other->folder = "/runs/two";
        Q_EMIT shown.bridge.previewWalkArrived({0, other});
        QCOMPARE(shown.tab.history().count(), 5);
    }

    void aClickMovesBothClocks()
    {
        Shown shown;
        shown.tell({100, 300, 500});
        QCOMPARE(shown.grid->columns(), kLevels);
        QTest::mouseClick(shown.grid, Qt::LeftButton, {}, shown.cell(1, 6));
        QCOMPARE(shown.step(), 300);
        QCOMPARE(shown.tab.timeline()->step(), 300);
        QCOMPARE(shown.clock->value(), 1);
        QTest::mousePress(shown.grid, Qt::LeftButton, {}, shown.cell(0, 0));
        QTest::mouseMove(shown.grid, shown.cell(2, 20));
        QTest::mouseRelease(shown.grid, Qt::LeftButton, {}, shown.cell(2, 20));
        QVERIFY(shown.step() == 500 || shown.step() == 100); // the platform may not report the drag
        shown.grid->setFocus();
        shown.tab.clocks().setRow(0);
        shown.tab.clocks().setT(0);
        QTest::keyClick(shown.grid, Qt::Key_Down);
        QTest::keyClick(shown.grid, Qt::Key_Right);
        QCOMPARE(shown.step(), 300);
        QCOMPARE(shown.tab.timeline()->step(), 50);
    }

    void eitherClockMovesAlone()
    {
        Shown shown;
        shown.tell({100, 300, 500});
        shown.tab.timeline()->setStep(412);
        QCOMPARE(shown.tab.timeline()->step(), 400); // it rests where pictures were kept
        shown.key(Qt::Key_PageUp);
        QCOMPARE(shown.step(), 300);
        shown.key(Qt::Key_BracketLeft);
        QCOMPARE(shown.step(), 100);
        shown.key(Qt::Key_PageDown);
        QCOMPARE(shown.step(), 300);
        shown.clock->setFocus();
        QTest::keyClick(shown.clock, Qt::Key_End);
        QCOMPARE(shown.step(), 500);
        shown.clock->setValue(0);
        QCOMPARE(shown.step(), 100);
        QCOMPARE(shown.tab.timeline()->step(), 400);
        QCOMPARE(shown.tab.timeline()->note(), QStringLiteral("of the row step 100"));
        const QImage strip = shown.tab.timeline()->thumbnail(400); // of this row
        QCOMPARE(strip.pixelColor(0, 0).red(), int(toByte(-0.9f)));
    }

    void theTrainingClockPlays()
    {
        Shown shown;
        shown.tell({100, 200, 300, 400});
        QVERIFY(shown.tab.handleKey(Qt::Key_Space, Qt::ShiftModifier));
        QVERIFY(shown.tab.clocks().playing());
        QCOMPARE(shown.step(), 100); // from the first, as it stood at the last
        QTRY_COMPARE_WITH_TIMEOUT(shown.step(), 400, 20'000);
        QTRY_VERIFY(!shown.tab.clocks().playing());
        shown.tab.handleKey(Qt::Key_Space, Qt::ShiftModifier);
        shown.tab.leave();
        QVERIFY(!shown.tab.clocks().playing());
    }

    void cellsAreThePicturesAndTheGuesses()
    {
        Shown shown;
        shown.tell({100, 900});
        shown.tab.clocks().setRow(0);
        shown.tab.clocks().setT(0);
        const QPoint cell = shown.cell(1, 10);
        QCOMPARE(shown.colourAt(cell).red(), int(toByte(-0.1f)));
        shown.key(Qt::Key_V);
        QCOMPARE(shown.colourAt(cell).red(), int(toByte(-0.05f)));
        auto* view = shown.tab.tools()->findChild<SegmentedControl*>("historyView");
        QCOMPARE(view->current(), QStringLiteral("guess"));
        view->choose(0);
        QVERIFY(!shown.tab.clocks().showsGuess());
        QCOMPARE(shown.colourAt(cell).red(), int(toByte(-0.1f)));
        shown.inspect<ContactSheetView>("startNoises")->setSelected(1);
        QCOMPARE(shown.colourAt(cell).red(), int(toByte(0.1f)));
    }

    void momentsAreComparedAndPinned()
    {
        Shown shown;
        shown.tell({200, 600, 1000});
        auto* difference = shown.inspect<NumberLabel>("differencePicture");
        auto* guesses = shown.inspect<NumberLabel>("differenceGuess");
        QCOMPARE(difference->text(), QStringLiteral("RMS 0.80")); // the first against the chosen one
        QCOMPARE(guesses->text(), QStringLiteral("RMS 0.40"));
        shown.tab.clocks().setRow(1);
        QCOMPARE(difference->text(), QStringLiteral("RMS 0.40"));
        shown.tab.clocks().setT(300);
        shown.inspect<QPushButton>("pinA")->click();
        shown.tab.clocks().setRow(2);
        shown.key(Qt::Key_B);
        shown.tab.clocks().setRow(0); // pins stay
        shown.tab.clocks().setT(500);
        QCOMPARE(difference->text(), QStringLiteral("RMS 0.40"));
        QVERIFY(shown.inspect<QLabel>("momentA")->text().contains(QStringLiteral("600")));
        shown.inspect<QPushButton>("swapPins")->click();
        QVERIFY(shown.inspect<QLabel>("momentA")->text().contains(QStringLiteral("1,000")));
        QCOMPARE(shown.tab.clocks().lettersAt(2, 300), QStringLiteral("A"));
        QCOMPARE(shown.tab.clocks().lettersAt(1, 300), QStringLiteral("B"));
        keepPicture(shown.tab, QStringLiteral("history"));
        keepPicture(*shown.tab.inspector(), QStringLiteral("history-inspector"));
    }

    void theGuessAsItLearnsIsMeasured()
    {
        Shown shown;
        shown.tell({200, 600, 1000});
        shown.tab.clocks().setT(300);
        const auto* chart = shown.tab.inspector()->findChild<GuessChart*>();
        const ChartTable table = chart->table();
        QCOMPARE(table.rows, 3);
        QCOMPARE(table.now, 2);
        QVERIFY(std::abs(table.cell(0, 1).toDouble() - 0.4) < 0.01); // -0.4 against the finished 0
        QVERIFY(std::abs(table.cell(2, 1).toDouble()) < 0.01);
        QCOMPARE(shown.tab.facts().size(), 5);
    }

    void whatWasNotKeptIsDashed()
    {
        Shown shown;
        Q_EMIT shown.bridge.previewWalksFound(found());
        PreviewWalk finished = *walk(300);
        finished.stops = {0};
        for (PreviewWalk::Picture& picture : finished.pictures) {
            picture.states.resize(1);
            picture.guesses.resize(1);
        }
        Q_EMIT shown.bridge.previewWalkArrived({0, std::make_shared<const PreviewWalk>(finished)});
        auto damaged = std::make_shared<PreviewWalk>();
        damaged->folder = kRun;
        damaged->step = 400;
        damaged->problem = "The pictures of this moment are damaged";
        Q_EMIT shown.bridge.previewWalkArrived({0, damaged});
        Q_EMIT shown.bridge.previewWalkArrived({0, walk(500)});
        QVERIFY(!shown.grid->pictureOf(0, 0, false).isNull());
        QVERIFY(shown.grid->pictureOf(0, 500, false).isNull());
        QCOMPARE(shown.grid->nameOf(5), QStringLiteral("not kept"));
        QCOMPARE(shown.grid->nameOf(kLevels + 5), QStringLiteral("The pictures of this moment are damaged"));
        QCOMPARE(shown.grid->nameOf(2 * kLevels + 5), QStringLiteral("picture"));
    }

    void manyRowsAreSpread()
    {
        Shown shown;
        std::vector<std::int64_t> steps;
        for (int k = 1; k <= 50; ++k)
            steps.push_back(100 * k);
        shown.tell(steps);
        QCOMPARE(shown.grid->rows().count(), ClockRows::kMost);
        QCOMPARE(shown.grid->rows().rows.front(), 0);
        QCOMPARE(shown.grid->rows().rows.back(), 49);
        for (const int row : {37, 12, 0}) {
            shown.tab.clocks().setRow(row);
            QVERIFY(shown.grid->rows().placeOf(row) >= 0);
        }
        shown.tab.resize(960, 360); // a low window
        QVERIFY(shown.grid->rows().count() < 9);
        QVERIFY(shown.grid->rows().placeOf(0) >= 0);
        QVERIFY(shown.tab.inspector()->minimumSizeHint().width() <= 277); // of the drawer in a small window
    }

    void checkpointsAreOffered()
    {
        Shown shown;
        PreviewWalksFound old = found();
        old.checkpoints = {100, 200, 300};
        Q_EMIT shown.bridge.previewWalksFound(old);
        auto* make = shown.tab.findChild<QPushButton*>("makeFromCheckpoints");
        QTRY_VERIFY(make->isVisible());
        QCOMPARE(make->text(), QStringLiteral("Make from checkpoints (3)"));
        PreviewWalk made = *walk(200);
        made.fromCheckpoint = true;
        Q_EMIT shown.bridge.previewWalkArrived({9, std::make_shared<const PreviewWalk>(made)});
        QCOMPARE(make->text(), QStringLiteral("Make from checkpoints (2)"));
        Q_EMIT shown.bridge.previewWalkArrived({0, walk(400)}); // a run that keeps them
        QVERIFY(!make->isVisible());
    }

    void aReaderHearsOfATable()
    {
        Shown shown;
        shown.tell({100, 300});
        QAccessibleInterface* const table = QAccessible::queryAccessibleInterface(shown.grid);
        QCOMPARE(table->role(), QAccessible::Table);
        QAccessibleTableInterface* const cells = table->tableInterface();
        QCOMPARE(cells->rowCount(), 2);
        QCOMPARE(cells->columnCount(), kLevels);
        QCOMPARE(cells->rowDescription(1), QStringLiteral("training step 300"));
        QCOMPARE(cells->columnDescription(6), QStringLiteral("t 300"));
        shown.tab.clocks().setT(300);
        shown.tab.clocks().pin(ClocksState::A);
        shown.key(Qt::Key_V);
        QCOMPARE(cells->cellAt(1, 6)->text(QAccessible::Name), QStringLiteral("guess, distance 0.35, pinned as A"));
        QCOMPARE(shown.clock->accessibleName(), QStringLiteral("Training step"));
    }
};

GUI_TEST_MAIN(TestHistoryTab)
#include "tst_history_tab.moc"
