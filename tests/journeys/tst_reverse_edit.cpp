#include "core/recipe/recipe.h"
#include "tests/journeys/reverse_bench.h"
#include "ui/reverse/edit/between_way.h"
#include "ui/reverse/edit/edit_ladder.h"
#include "ui/reverse/edit/edit_page.h"
#include "ui/reverse/edit/edit_strip.h"
#include "ui/reverse/edit/edit_tiles.h"
#include "ui/reverse/edit/edit_tool.h"
#include "ui/reverse/edit/hybrid_split.h"
#include "ui/reverse/edit/hybrid_way.h"
#include "ui/reverse/edit/invert_way.h"
#include "ui/reverse/edit/redraw_way.h"
#include "ui/reverse/edit/repaint_way.h"
#include "ui/reverse/edit/round_trip_chart.h"
#include "ui/reverse/edit/split_chart.h"
#include "ui/reverse/edit/two_classes_way.h"
#include "ui/reverse/start/mask_view.h"
#include "ui/reverse/start/start_picture.h"
#include "ui/reverse/step/prediction_strip.h"
#include "ui/widgets/compare/picture_difference.h"
#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/drawing/drawing_pad.h"
#include "ui/widgets/form/seed_field.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QDragEnterEvent>
#include <QLabel>
#include <QMimeData>

#include <cmath>

using namespace diffuscope;
using namespace diffuscope::ui;

// Reverse's tool Edit: every way through its widgets, with the number that says it worked.
class ReverseEdit : public QObject, ReverseBench {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { closeReverse(); }
    void aPictureIsAskedFor();
    void redrawIsALadderOfStrengths();
    void theResultMayBeGoneOnFrom();
    void aDrawingIsAStart();
    void aDroppedFileIsAStart();
    void itsNoiseBringsThePictureBack();
    void betweenTwoSeedsNoiseKeepsItsLength();
    void betweenPicturesTheEndsAreThese();
    void twoReadingsAreOnePictureTurned();
    void aHybridIsLowAndHigh();
    void whatIsNotMarkedStays();
    void resultsKeepWhatMadeThem();
    void aRecipeBringsItsWayBack();
    void theNoiseIsWalkedFromInWatch();
    void thePlayheadCostsNothingWhereItSaysNothing();
    void resultsKeepTheirModelsWords();
    void theAxisIsOfTheOpenModel();
    void aModelWithoutClassesHasNoReadings();
    void stoppedItKeepsWhatIsThere();
    void whatCannotBeDoneIsSaid();

private:
    EditTool& tool() const { return *workspace_->findChild<EditTool*>(); }
    const Race& run() const { return tool().way().run(); }
    const Image& shown(const char* name) const { return find<ImageView>(name)->image(); }
    const Image& source() const { return tool().source()->picture(); }
    void edit()
    {
        press(&Bridge::variationsFinished);
        QTRY_VERIFY_WITH_TIMEOUT(!tool().running(), kReverseTime); // it may be judged
    }
    void choose(const char* way)
    {
        tool().page()->tiles()->setCurrent(QLatin1String(way));
        QCOMPARE(tool().way().id(), QLatin1String(way));
    }
    void open(const char* file, bool second = false)
    {
        QSignalSpy changed(tool().source(second), &StartPicture::changed);
        tool().source(second)->openFile(folder_.filePath(QLatin1String(file)));
        QTRY_VERIFY_WITH_TIMEOUT(changed.count() > 0, kReverseTime);
    }
    void fewSteps(int steps) { ReverseBench::choose("ddim", steps); }
    static double apart(const Image& a, const Image& b) { return differenceOf(a, b).rms; }
};

void ReverseEdit::initTestCase()
{
    openReverse(100);
    fewSteps(10);
    if (auto* classes = find<QComboBox>("class"); classes->count() > 1)
        classes->setCurrentIndex(1);
    QVERIFY(workspace_->handleKey(Qt::Key_5, Qt::AltModifier));
    QVERIFY(tool().canvas()->isVisible() && tool().strip()->isVisible());
    QCOMPARE(workspace_->timeline()->step(), 50); // half way, and not at an end
}

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

void ReverseEdit::itsNoiseBringsThePictureBack()
{
    choose("invert");
    open("pictures/discs/1.png");
    edit();
    QCOMPARE(run().count(), 3); // 20, 50 and all 100 steps
    std::vector<double> psnr;
    for (int k = 0; k < 3; ++k) {
        QCOMPARE(run().racer(k).calls, 2 * std::min(InvertWay::kSteps[k], 100));
        psnr.push_back(InvertWay::psnr(run().racer(k).images[0], source()).value_or(0));
    }
    QVERIFY2(psnr[2] > psnr[0] && psnr[2] >= 30,
             qPrintable(QStringLiteral("%1 %2 %3").arg(psnr[0]).arg(psnr[1]).arg(psnr[2])));
    find<ContactSheetView>("editResults")->setSelected(2);
    QCOMPARE(find<NumberLabel>("editNumber")->text(), QStringLiteral("%1 dB").arg(number(psnr[2], 1)));
    QCOMPARE(shown("editMiddle").values, run().racer(2).run.state(0, 0).values);
    QVERIFY(apart(shown("editMiddle"), source()) > 0.2);
    QCOMPARE(run().racer(2).run.recipe().between->b.png, std::string());
    // Both ways over the noise axis, and how far apart they are: nothing at the noise, the most at the picture.
    auto* trip = find<RoundTripChart>("editRoundTrip");
    QVERIFY(trip->isVisible());
    const Trajectory& back = run().racer(2).run;
    QTRY_VERIFY(!trip->points().empty() && trip->points().back().step == 0);
    QVERIFY(trip->points().size() > 30 && trip->points().size() <= 65);
    QCOMPARE(trip->points().front().step, back.frame(0).step);
    QVERIFY(trip->points().front().apart < 1e-3);
    QVERIFY(std::abs(trip->points().back().apart - apart(back.state(100, 0), source())) < 1e-3);
    QCOMPARE(trip->table().rows, qsizetype(trip->points().size()));
    workspace_->timeline()->setStep(90);
    QTest::mouseClick(trip, Qt::LeftButton, {}, trip->rect().center());
    QVERIFY(workspace_->timeline()->step() != 90); // a click leads the playhead there
}

void ReverseEdit::betweenTwoSeedsNoiseKeepsItsLength()
{
    choose("between");
    const auto middleOf = [this](const char* path) {
        find<SegmentedControl>("editPath")->setCurrent(QLatin1String(path));
        edit();
        return statsOf(run().racer(0).run.state(0, 4)).standardDeviation;
    };
    const double straight = middleOf("straight"), turn = middleOf("turn");
    QCOMPARE(run().racer(0).images.size(), std::size_t(9));
    QVERIFY2(std::abs(turn - 1) < 0.1 && straight < 0.8, qPrintable(QStringLiteral("%1 %2").arg(turn).arg(straight)));
    find<QSlider>("editFilm")->setValue(8);
    QCOMPARE(shown("editMiddle").values, run().racer(0).images[8].values);
    const Image before = run().racer(0).images[8];
    press(&Bridge::variationsFinished, "newSeed"); // of both ends
    QVERIFY(apart(run().racer(0).images[8], before) > 0.05);
    find<QSlider>("editFilm")->setValue(8);
    auto* film = find<QSlider>("editFilm");
    find<QAbstractButton>("editPlay")->click(); // from the end it comes back
    QTRY_VERIFY(film->value() < 8);
    find<QAbstractButton>("editPlay")->click();
    const int there = film->value();
    QTest::keyClick(film, Qt::Key_Right); // keys mean what they meant before
    QCOMPARE(film->value(), there + 1);
    // An end is shown with what was drawn of its own seed, and of no other.
    QVERIFY(!shown("editSource").empty());
    find<SeedField>("editSeedA")->stepBy(1);
    QVERIFY(shown("editSource").empty());
    find<SeedField>("editSeedA")->stepBy(-1);
    QVERIFY(!shown("editSource").empty());
}

void ReverseEdit::betweenPicturesTheEndsAreThese()
{
    find<SegmentedControl>("editEndA")->choose(1);
    find<SegmentedControl>("editEndB")->choose(1);
    QVERIFY(!tool().reason().isEmpty()); // B is missing
    QVERIFY(find<QWidget>("editOpenB")->isVisible() && find<QWidget>("editOpen")->isVisible());
    open("pictures/bars/2.png", true);
    find<QSpinBox>("editBlends")->setValue(7);
    QCOMPARE(find<QPushButton>("generate")->text(), QStringLiteral("Blend 7")); // the button says what it will do
    fewSteps(30);
    edit();
    QCOMPARE(run().racer(0).images.size(), std::size_t(7));
    QVERIFY(InvertWay::psnr(run().racer(0).images[0], source()) > 20);
    QVERIFY(InvertWay::psnr(run().racer(0).images[6], tool().source(true)->picture()) > 20);
    const ExportPanel::Content film = tool().exportContent(ExportPanel::Kind::Sequence, true);
    QCOMPARE(film.frames.size(), std::size_t(7));
    fewSteps(10);
}

void ReverseEdit::twoReadingsAreOnePictureTurned()
{
    choose("readings");
    find<SegmentedControl>("editTurn")->choose(1);
    find<QComboBox>("editReadingSecond")->setCurrentIndex(1);
    edit();
    QCOMPARE(run().racer(0).images.size(), std::size_t(TwoClassesWay::kTries));
    QCOMPARE(run().racer(0).calls, 20); // both classes in each of ten steps
    const SamplingRecipe& recipe = run().racer(0).run.recipe();
    QVERIFY(recipe.second && recipe.second->way == SecondReading::Way::QuarterTurn && recipe.second->label == 1);
    QCOMPARE(recipe.classes, std::vector<int>{0});
    const int best = tool().way().results().items[0].picture;
    const Image upright = run().racer(0).images[std::size_t(best)];
    QCOMPARE(shown("editSource").values, upright.values);
    QCOMPARE(shown("editMiddle").at(0, 0, 15), upright.at(0, 0, 0)); // clockwise: the upper left is on the right
    QCOMPARE(shown("editMiddle").at(2, 3, 5), upright.at(2, 10, 3));
    QVERIFY(!find<ImageView>("editResult")->isVisible());
    // The network has judged them: those that read both ways come first.
    const auto* way = static_cast<const TwoClassesWay*>(&tool().way());
    const EditResults results = way->results();
    QVERIFY(results.about.contains(QStringLiteral("%1 of 12 read both ways").arg(way->passed())));
    QCOMPARE(results.items.size(), std::size_t(12));
    std::vector<int> pictures;
    for (const EditItem& item : results.items) {
        pictures.push_back(item.picture);
        QCOMPARE(item.result.values, run().racer(0).images[std::size_t(item.picture)].values);
    }
    const auto both = [&](const EditItem& item) {
        const QStringList read = item.label.split(QStringLiteral(" | "));
        return read.size() == 2 && read[0] == QLatin1String("bars") && read[1] == QLatin1String("discs");
    };
    QCOMPARE(int(std::count_if(results.items.begin(), results.items.end(), both)), way->passed());
    QVERIFY(std::is_partitioned(results.items.begin(), results.items.end(), both));
    std::sort(pictures.begin(), pictures.end());
    for (int k = 0; k < 12; ++k)
        QCOMPARE(pictures[std::size_t(k)], k);
    // A sheet is written in the order that its recipe draws.
    const ExportPanel::Content sheet = tool().exportContent(ExportPanel::Kind::Sheet, true);
    QCOMPARE(sheet.frames[5].values, run().racer(0).images[5].values);
    // A number of one's own, as a recipe may have it.
    find<QSpinBox>("editReadingTries")->setValue(3);
    QCOMPARE(find<QPushButton>("generate")->text(), QStringLiteral("Try 3"));
    edit();
    QCOMPARE(run().racer(0).images.size(), std::size_t(3));
}

void ReverseEdit::aHybridIsLowAndHigh()
{
    choose("hybrid");
    find<QDoubleSpinBox>("editBlur")->setValue(3);
    edit();
    const SamplingRecipe& recipe = run().racer(0).run.recipe();
    QVERIFY(recipe.second && recipe.second->way == SecondReading::Way::Frequencies);
    QCOMPARE(recipe.second->blur, 3.0);
    const int best = tool().way().results().items[0].picture;
    const Image &near = shown("editSource"), &far = shown("editMiddle");
    QCOMPARE(near.values, run().racer(0).images[std::size_t(best)].values);
    QTRY_VERIFY(!far.empty());
    const auto roughness = [](const Image& image) { // of neighbours
        double sum = 0;
        for (int x = 1; x < 16; ++x)
            sum += std::abs(double(image.at(0, 8, x)) - double(image.at(0, 8, x - 1)));
        return sum;
    };
    QVERIFY(roughness(far) < roughness(near) / 2);
    QVERIFY(std::abs(statsOf(far).mean - statsOf(near).mean) < 0.1);
    QCOMPARE(find<NumberLabel>("editNumber")->text(), number(apart(near, far), 2));
    find<QSlider>("editBlurSlider")->setValue(4);
    QCOMPARE(find<QDoubleSpinBox>("editBlur")->value(), 2.0);
    find<QDoubleSpinBox>("editBlur")->setValue(3);
    // The spectra: what is far is above the detail below the cut-off, and below it above.
    const ChartTable split = find<SplitChart>("editSplit")->table();
    QCOMPARE(split.rows, qsizetype(8));
    const double cut = SplitChart::cutOff(3, 16); // half the height is left: exp(-2 (pi 3 f)^2) = 1/2
    QVERIFY(std::abs(std::exp(-2 * std::pow(M_PI * 3 * cut / 16, 2)) - 0.5) < 1e-9);
    QVERIFY(split.about.contains(number(cut, 1)));
    const auto level = [&](qsizetype row, int column) { return split.cell(row, column).toDouble(); };
    for (qsizetype row = 0; row < split.rows; ++row)
        if (row + 1 > 2 * cut)
            QVERIFY(level(row, 1) < level(row, 2));
    QVERIFY(level(7, 1) < level(7, 3) - 10);
    QVERIFY(std::abs(level(7, 2) - level(7, 3)) < 3);
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

void ReverseEdit::aRecipeBringsItsWayBack()
{
    const auto restored = [this](const char* way) {
        choose(way);
        const Image made = run().racer(0).images[1];
        SamplingRecipe recipe = run().racer(0).run.recipe();
        choose("redraw");
        find<QDoubleSpinBox>("editBlur")->setValue(1);
        for (const char* control : {"editPath", "editEndA", "editEndB", "editTurn"})
            find<SegmentedControl>(control)->choose(0);
        workspace_->setTool(ReverseWorkspace::Tool::Watch);
        FoundModel found;
        found.path = bridge_->model()->path;
        found.trainedSteps = bridge_->model()->trainedSteps;
        found.weights = FoundModel::Weights::Same;
        recipe.found = found;
        const Workspace::Restored told = workspace_->restore(Recipe(recipe));
        QVERIFY2(told.missing.isEmpty(), qPrintable(told.missing.join(u';')));
        QCOMPARE(workspace_->tool(), ReverseWorkspace::Tool::Edit);
        QCOMPARE(tool().way().id(), QLatin1String(way));
        edit();
        QVERIFY(apart(run().racer(0).images[1], made) < 1e-4);
    };
    for (const char* way : {"readings", "hybrid", "between"}) // the last one with two pictures
        restored(way);
    QTRY_VERIFY(!tool().source(true)->picture().empty());
    QTRY_COMPARE(shown("editSource").values, source().values);
}

void ReverseEdit::theNoiseIsWalkedFromInWatch()
{
    choose("invert");
    const Image noise = run().racer(1).run.state(0, 0), back = run().racer(1).images[0];
    open("pictures/discs/1.png");
    find<ContactSheetView>("editResults")->setSelected(1);
    press(&Bridge::sampleFinished, "editWatch");
    QCOMPARE(workspace_->tool(), ReverseWorkspace::Tool::Watch);
    const Trajectory& walk = workspace_->trajectory();
    QCOMPARE(walk.expected(), 51); // of the 50 steps that were chosen
    QVERIFY(apart(walk.state(0, 0), noise) < 1e-3);
    QVERIFY(apart(walk.state(50, 0), back) < 1e-3);
    // It stays where walks start until there is another seed.
    auto* seed = find<SeedField>("seed");
    QVERIFY(seed->saysInstead());
    generate();
    QVERIFY(apart(workspace_->trajectory().state(0, 0), noise) < 1e-3);
    seed->stepBy(1);
    generate();
    QVERIFY(apart(workspace_->trajectory().state(0, 0), noise) > 0.2);
    QVERIFY(!seed->saysInstead());
    QVERIFY(workspace_->handleKey(Qt::Key_5, Qt::AltModifier));
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

void ReverseEdit::resultsKeepTheirModelsWords()
{
    choose("readings");
    const QString before = find<ImageView>("editSource")->accessibleName();
    QVERIFY2(before.contains(QStringLiteral("bars")), qPrintable(before));
    ModelOpened other = *bridge_->model();
    other.classNames = {"cats", "dogs"};
    other.betas.resize(50);
    tool().setModel(other);
    QCOMPARE(find<ImageView>("editSource")->accessibleName(), before);
    QCOMPARE(find<QComboBox>("editReadingFirst")->currentText(), QStringLiteral("cats")); // what comes next
    choose("redraw"); // a ladder of the other axis: half is half
    const EditResults ladder = tool().way().results();
    QCOMPARE(ladder.totalSteps, 100);
    QCOMPARE(ladder.items[6].step, 95);
    QCOMPARE(*tool().way().stepFor(6), 48);
    tool().setModel(*bridge_->model());
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

void ReverseEdit::aModelWithoutClassesHasNoReadings()
{
    ModelOpened plain = *bridge_->model();
    choose("readings");
    plain.classes = 0;
    plain.classNames.clear();
    tool().setModel(plain);
    QCOMPARE(tool().way().id(), QStringLiteral("redraw"));
    for (const char* way : {"readings", "hybrid"}) {
        auto* tile = tool().page()->tiles()->findChild<QAbstractButton*>(QLatin1String(way));
        QVERIFY(!tile->isEnabled() && tile->toolTip().contains(QStringLiteral("classes")));
        tool().chooseWay(QLatin1String(way));
        QCOMPARE(tool().way().id(), QStringLiteral("redraw"));
    }
    tool().setModel(*bridge_->model());
    choose("readings");
    choose("redraw");
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
