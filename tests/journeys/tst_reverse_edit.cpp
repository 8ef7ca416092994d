#include "core/recipe/recipe.h"
#include "tests/journeys/edit_bench.h"
#include "ui/reverse/edit/edit_ladder.h"
#include "ui/reverse/edit/redraw_way.h"
#include "ui/reverse/edit/repaint_way.h"
#include "ui/reverse/start/mask_view.h"
#include "ui/reverse/step/prediction_strip.h"
#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/drawing/drawing_pad.h"

#include <QDoubleSpinBox>
#include <QDragEnterEvent>
#include <QLabel>
#include <QMimeData>

#include <cmath>

using namespace diffuscope;
using namespace diffuscope::ui;

// Reverse's tool Edit: a picture drawn again, whole or in part, and what is true of every way.
class ReverseEdit : public QObject, EditBench {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { openEdit(); }
    void cleanupTestCase() { closeReverse(); }
    void aPictureIsAskedFor();
    void redrawIsALadderOfStrengths();
    void theResultMayBeGoneOnFrom();
    void aDrawingIsAStart();
    void aDroppedFileIsAStart();
    void whatIsNotMarkedStays();
    void resultsKeepWhatMadeThem();
    void aLadderBringsItsToolBack();
    void thePlayheadCostsNothingWhereItSaysNothing();
    void theAxisIsOfTheOpenModel();
    void stoppedItKeepsWhatIsThere();
    void whatCannotBeDoneIsSaid();
};

void ReverseEdit::aPictureIsAskedFor()
{
    QSignalSpy said(workspace_, &Workspace::statusMessage);
    workspace_->handleKey(Qt::Key_G, {});
    QVERIFY(!said.isEmpty() && said.last().first().toString() == tool().reason());
    QVERIFY(!tool().running() && !tool().hasResults());
    open("pictures/discs/0.png");
    QCOMPARE(tool().reason(), QString());
    QCOMPARE(shown("editSource").values, source().values);
    QTRY_VERIFY(find<QLabel>("editEstimate")->text().contains(QStringLiteral("37 network calls"))); // 1 + 2 + ... + 10
}

void ReverseEdit::redrawIsALadderOfStrengths()
{
    workspace_->timeline()->setStep(50);
    QCOMPARE(find<QDoubleSpinBox>("editStrength")->value(), 50.0);
    const Image before = shown("editMiddle");
    edit();
    QCOMPARE(run().count(), int(std::size(RedrawWay::kLadder)));
    QCOMPARE(run().calls(), 37); // as was said
    for (int k = 0; k < run().count(); ++k)
        QVERIFY(run().racer(k).ended && run().racer(k).images.size() == 1);
    QVERIFY(apart(before, run().racer(3).run.state(0, 0)) < 1e-3); // the noisy picture shown before is where it starts
    const double little = apart(run().racer(0).images[0], source()), much = apart(run().racer(6).images[0], source());
    QVERIFY2(little < 0.5 && much > 1.5 * little, qPrintable(QStringLiteral("%1 %2").arg(little).arg(much)));
    QCOMPARE(find<NumberLabel>("editNumber")->text(), number(apart(run().racer(3).images[0], source()), 2));
    // A click on a rung leads the playhead there, and shows it.
    auto* ladder = find<EditLadder>("editLadder");
    QTest::mouseClick(ladder, Qt::LeftButton, {}, ladder->placeOf(6).center().toPoint());
    QCOMPARE(workspace_->timeline()->step(), 95);
    QCOMPARE(shown("editResult").values, run().racer(6).images[0].values);
    QCOMPARE(ladder->table().rows, 7);
    find<QDoubleSpinBox>("editStrength")->setValue(42); // typed: the nearest rung gives way
    QCOMPARE(workspace_->timeline()->step(), 42);
    QVERIFY(RedrawWay::strengths(42) == std::vector<double>({5, 20, 42, 50, 65, 80, 95}) ||
            RedrawWay::strengths(42) == std::vector<double>({5, 20, 35, 42, 65, 80, 95}));
    tool().setStep(1000); // the playhead of another model's longer axis
    QVERIFY(find<QWidget>("editSource")->isVisible());
    tool().setStep(workspace_->timeline()->step());
}

void ReverseEdit::theResultMayBeGoneOnFrom()
{
    workspace_->timeline()->setStep(95);
    const Image made = shown("editResult");
    find<QPushButton>("editGoOn")->click();
    QCOMPARE(source().values, made.values);
    QVERIFY(tool().hasResults()); // they stay until the next ones
}

void ReverseEdit::aDrawingIsAStart()
{
    find<QAbstractButton>("editDraw")->click();
    auto* pad = find<DrawingCanvas>("drawingCanvas");
    QVERIFY(pad->isVisible());
    QVERIFY(!tool().reason().isEmpty()); // not while somebody draws
    QCOMPARE(pad->drawing().side(), 16);
    pad->clear(Qt::black);
    QTest::mouseClick(pad, Qt::LeftButton, {}, pad->rect().center());
    pad->clear(Qt::white);
    QTest::keyClick(pad, Qt::Key_Space); // black, in the middle
    QSignalSpy changed(tool().source(), &StartPicture::changed);
    QTest::keyClick(pad, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(changed.count(), 1, kReverseTime);
    QVERIFY(!pad->isVisible() && find<ImageView>("editSource")->isVisible());
    QCOMPARE(source().width, 16);
    QCOMPARE(source().at(0, 0, 0), 1.0f);
    QCOMPARE(*std::min_element(source().values.begin(), source().values.end()), -1.0f);
}

void ReverseEdit::aDroppedFileIsAStart()
{
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(folder_.filePath(QStringLiteral("pictures/bars/1.png")))});
    auto* view = find<ImageView>("editSource");
    const QPoint middle = view->rect().center();
    QDragEnterEvent enter(middle, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(view, &enter);
    QVERIFY(enter.isAccepted());
    QSignalSpy changed(tool().source(), &StartPicture::changed);
    QDropEvent drop(middle, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(view, &drop);
    QTRY_COMPARE_WITH_TIMEOUT(changed.count(), 1, kReverseTime);
    QCOMPARE(tool().source()->name(), QStringLiteral("1.png"));
    const Image fitted = source();
    tool().source()->take(QImage(folder_.filePath(QStringLiteral("pictures/bars/1.png"))), QStringLiteral("pasted"));
    QTRY_COMPARE_WITH_TIMEOUT(changed.count(), 2, kReverseTime);
    QCOMPARE(source().values, fitted.values); // fitted alike, to the bit
    QMimeData words;
    words.setText(QStringLiteral("no picture"));
    QVERIFY(!tool().source()->accepts(words));
}

void ReverseEdit::whatIsNotMarkedStays()
{
    choose("repaint");
    QVERIFY(!tool().reason().isEmpty()); // nothing is marked
    find<QSpinBox>("editBrush")->setValue(6);
    const QRect place = tool().mask()->pictureRect();
    QTest::mouseClick(tool().mask(), Qt::LeftButton, {}, place.center());
    QVERIFY(tool().mask()->share() > 0.02 && tool().mask()->share() < 0.4);
    find<SegmentedControl>("editRedos")->setCurrent(QStringLiteral("1"));
    find<SegmentedControl>("editSeeds")->setCurrent(QStringLiteral("4"));
    edit();
    const std::vector<Image>& made = run().racer(0).images;
    QCOMPARE(made.size(), std::size_t(4));
    for (const Image& image : made) {
        QCOMPARE(RepaintWay::changedOutside(image, source(), tool().mask()->mask()), std::optional(0));
        QVERIFY(RepaintWay::changedOutside(image, source(), Image(1, 16, 16, -1.0f)).value_or(0) > 0); // inside it did
    }
    QVERIFY(apart(made[0], made[1]) > 0.01);
    QCOMPARE(find<NumberLabel>("editNumber")->text(), QStringLiteral("0 of 255"));
    auto* guess = find<PredictionStrip>("editGuess"); // over time, of the shown one
    QVERIFY(guess->isVisible());
    QCOMPARE(guess->table().rows, qsizetype(9));
    find<ContactSheetView>("editResults")->setSelected(1);
    QCOMPARE(guess->table().cell(0, 2).toDouble(), run().racer(0).run.predictionChange(2, 1));
    tool().mask()->clearMask();         // a quick stroke has no gaps
    const auto at = [&](int x, int y) { // middle of a pixel
        return place.topLeft() + QPoint(place.width() * (2 * x + 1) / 32, place.height() * (2 * y + 1) / 32);
    };
    QTest::mousePress(tool().mask(), Qt::LeftButton, {}, at(2, 8));
    QMouseEvent far(QEvent::MouseMove, at(13, 8), tool().mask()->mapToGlobal(at(13, 8)), Qt::LeftButton, Qt::LeftButton,
                    {});
    QApplication::sendEvent(tool().mask(), &far);
    QTest::mouseRelease(tool().mask(), Qt::LeftButton, {}, at(13, 8));
    for (int x = 2; x <= 13; ++x)
        QCOMPARE(tool().mask()->mask().at(0, 8, x), 1.0f);
    const double share = tool().mask()->share();
    find<QPushButton>("editInvert")->click();
    QVERIFY(std::abs(tool().mask()->share() - (1 - share)) < 1e-6);
}

void ReverseEdit::resultsKeepWhatMadeThem()
{
    find<ContactSheetView>("editResults")->setSelected(2);
    const ExportPanel::Content one = tool().exportContent(ExportPanel::Kind::Picture, false);
    const ReadRecipe read = readRecipe(one.recipe);
    QVERIFY(read.recipe && read.refused.empty());
    const auto& recipe = std::get<SamplingRecipe>(*read.recipe);
    QVERIFY(!recipe.from.png.empty() && !recipe.mask.png.empty());
    QCOMPARE(*recipe.picture, 2);
    QCOMPARE(recipe.redos, 1);
    QCOMPARE(tool().exportContent(ExportPanel::Kind::Sheet, true).frames.size(), std::size_t(4));
    choose("redraw");
    const auto ladder = readRecipe(tool().exportContent(ExportPanel::Kind::Sheet, true).recipe);
    QCOMPARE(std::get<SamplingRecipe>(*ladder.recipe).variations.size(), std::size_t(7));
}

void ReverseEdit::aLadderBringsItsToolBack()
{
    choose("redraw");
    find<QDoubleSpinBox>("editStrength")->setValue(42);
    edit();
    const SamplingRecipe ladder = run().recipe();
    const Image made = run().racer(2).images[0];
    find<QDoubleSpinBox>("editStrength")->setValue(70);
    choose("invert");
    workspace_->setTool(ReverseWorkspace::Tool::Watch);
    const Workspace::Restored told = restore(ladder);
    QVERIFY2(told.missing.isEmpty(), qPrintable(told.missing.join(u';')));
    QCOMPARE(workspace_->tool(), ReverseWorkspace::Tool::Edit);
    QCOMPARE(tool().way().id(), QStringLiteral("redraw"));
    QCOMPARE(find<QDoubleSpinBox>("editStrength")->value(), 42.0);
    edit();
    QCOMPARE(run().recipe().variations, ladder.variations);
    QVERIFY(apart(run().racer(2).images[0], made) < 1e-4);
}

void ReverseEdit::thePlayheadCostsNothingWhereItSaysNothing()
{
    // What is painted of the large pictures, and what is asked of the settings, while the playhead moves.
    class Painted : public QObject {
    public:
        int times = 0;
        bool eventFilter(QObject*, QEvent* event) override { return times += event->type() == QEvent::Paint, false; }
    } painted;
    int asked = 0;
    EditTool own(
        *bridge_,
        [&asked] {
            ++asked;
            return SampleRequest();
        },
        nullptr);
    const std::unique_ptr<QWidget> page(own.canvas()), strip(own.strip()), panel(own.panel());
    own.setModel(*bridge_->model());
    own.source()->use(source(), QStringLiteral("mine"));
    page->resize(900, 400);
    page->show();
    QVERIFY(QTest::qWaitForWindowExposed(page.get()));
    page->installEventFilter(&painted);
    const auto costs = [&](const char* way) {
        own.chooseWay(QLatin1String(way));
        QTest::qWait(20);
        painted.times = asked = 0;
        for (int step = 10; step < 60; step += 5) {
            own.setStep(step);
            QCoreApplication::processEvents();
        }
        return painted.times + asked;
    };
    for (const char* way : {"hybrid", "readings", "between", "invert"})
        QCOMPARE(costs(way), 0);
    QVERIFY(costs("redraw") > 0); // here it is the strength
    page->hide();
    QCOMPARE(costs("redraw"), 0); // nobody sees it
    own.refresh();
    QCoreApplication::processEvents();
    QCOMPARE(asked, 0);
    page->show(); // it catches up
    QTRY_VERIFY(
        page->findChild<ImageView*>(QStringLiteral("editMiddle"))->accessibleName().contains(QStringLiteral("55")));
}

void ReverseEdit::theAxisIsOfTheOpenModel()
{
    const QString longer = folder_.filePath(QStringLiteral("longer"));
    TrainRequest request;
    request.source = folder_.filePath(QStringLiteral("pictures")).toStdString();
    request.folder = longer.toStdString();
    request.overrides = {{"size", 16LL},         {"steps", 1LL},         {"batch", 4LL},
                         {"preview_count", 1LL}, {"preview_steps", 1LL}, {"timesteps", 200LL}};
    bridge_->session().startTraining(request);
    QTRY_VERIFY_WITH_TIMEOUT(bridge_->training().state == TrainState::Finished &&
                                 bridge_->training().folder == request.folder,
                             kReverseTime);
    workspace_->setTool(ReverseWorkspace::Tool::Watch);
    generate();
    QVERIFY(workspace_->trajectory().started()); // of 100 steps
    const auto open = [this](const QString& run, std::size_t steps) {
        workspace_->openModel(run);
        QTRY_VERIFY_WITH_TIMEOUT(bridge_->model()->betas.size() == steps, kReverseTime);
    };
    open(longer, 200);
    QCOMPARE(workspace_->timeline()->totalSteps(), 100); // an older walk stays, with its axis
    workspace_->setTool(ReverseWorkspace::Tool::Edit);
    QCOMPARE(workspace_->timeline()->totalSteps(), 200);
    workspace_->setTool(ReverseWorkspace::Tool::Watch);
    QCOMPARE(workspace_->timeline()->totalSteps(), 100);
    workspace_->setTool(ReverseWorkspace::Tool::Edit);
    open(folder_.filePath(QStringLiteral("run")), 100);
    QCOMPARE(workspace_->timeline()->totalSteps(), 100);
}

void ReverseEdit::stoppedItKeepsWhatIsThere()
{
    ReverseBench::choose("ddpm", 100);
    QSignalSpy finished(bridge_.get(), &Bridge::variationsFinished);
    find<QPushButton>("generate")->click();
    QTRY_VERIFY_WITH_TIMEOUT(run().running() && run().racer(0).ended, kReverseTime);
    QVERIFY(workspace_->handleKey(Qt::Key_Escape, {}));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kReverseTime);
    QVERIFY(finished.first().first().value<VariationsFinished>().cancelled);
    QVERIFY(!tool().running() && tool().hasResults());
    QVERIFY(!run().racer(6).ended);
}

void ReverseEdit::whatCannotBeDoneIsSaid()
{
    const int kept = run().count();
    tool().setBudget(1000); // bytes: no frame fits
    press(&Bridge::failed);
    QVERIFY(!tool().running());
    const auto cards = workspace_->findChildren<NoticeCard*>();
    QVERIFY(std::any_of(cards.begin(), cards.end(), [](const NoticeCard* card) { return card->isVisible(); }));
    QCOMPARE(run().count(), kept);
    QVERIFY(find<QPushButton>("generate")->isEnabled());
}

OWN_SETTINGS_TEST_MAIN(ReverseEdit)
#include "tst_reverse_edit.moc"
