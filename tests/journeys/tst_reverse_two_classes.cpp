#include "core/recipe/recipe.h"
#include "tests/journeys/edit_bench.h"
#include "ui/reverse/edit/hybrid_split.h"
#include "ui/reverse/edit/hybrid_way.h"
#include "ui/reverse/edit/split_chart.h"
#include "ui/reverse/edit/two_classes_way.h"
#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/controls/number_label.h"

#include <QDoubleSpinBox>
#include <QLabel>
#include <QSlider>

#include <cmath>

using namespace diffuscope;
using namespace diffuscope::ui;

// Reverse's tool Edit: pictures that are two classes at once, and the network as their judge.
class ReverseTwoClasses : public QObject, EditBench {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { openEdit(); }
    void cleanupTestCase() { closeReverse(); }
    void twoReadingsAreOnePictureTurned();
    void theyAreTurnedByAKey();
    void aHybridIsLowAndHigh();
    void recipesBringThemBack();
    void resultsKeepTheirModelsWords();
    void aModelWithoutClassesHasNoReadings();
};

void ReverseTwoClasses::twoReadingsAreOnePictureTurned()
{
    choose("readings");
    find<SegmentedControl>("editTurn")->choose(1);
    find<QComboBox>("editReadingSecond")->setCurrentIndex(1);
    QSignalSpy said(&tool(), &EditTool::statusMessage), progress(&tool(), &EditTool::progressed);
    edit();
    QCOMPARE(said.last().first().toString(), QStringLiteral("Judged by the network"));
    QCOMPARE(progress.last(), QList<QVariant>({16, 16})); // of the judge: eight draws of two classes
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

// T shows what the other class sees, of the large pictures and of all results; what is exported stays upright.
void ReverseTwoClasses::theyAreTurnedByAKey()
{
    choose("readings");
    QVERIFY(tool().way().results().items.size() > 1);
    const Image left = shown("editSource"), middle = shown("editMiddle");
    const ExportPanel::Content before = tool().exportContent(ExportPanel::Kind::Picture, false);
    const Image frame = before.frames[0];
    const QString name = find<ImageView>("editSource")->accessibleName();
    auto* strip = find<ContactSheetView>("editResults");
    const QImage upright = strip->grab().toImage();
    QVERIFY(workspace_->handleKey(Qt::Key_T, {}));
    QTRY_COMPARE(shown("editSource").values, middle.values);
    QTRY_COMPARE(shown("editMiddle").values, left.values);
    QVERIFY(find<ImageView>("editSource")->accessibleName() != name);
    QVERIFY(strip->grab().toImage() != upright);
    QCOMPARE(tool().exportContent(ExportPanel::Kind::Picture, false).frames[0].values, frame.values);
    find<QPushButton>("editTurnAll")->click();
    QTRY_COMPARE(shown("editSource").values, left.values);
    QCOMPARE(find<ImageView>("editSource")->accessibleName(), name);
    // On the way nothing is lost but what turns out of the frame.
    const Image half = ReadingsWay::turnedBy(left, SecondReading::Way::HalfTurn, 0.5);
    QVERIFY(half.sameShape(left) && half.values != left.values);
    choose("redraw");
    QVERIFY(!workspace_->command("edit turn")->disabledReason().isEmpty());
}

void ReverseTwoClasses::aHybridIsLowAndHigh()
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

void ReverseTwoClasses::recipesBringThemBack()
{
    for (const char* way : {"readings", "hybrid"})
        bringsBack(way);
}

void ReverseTwoClasses::resultsKeepTheirModelsWords()
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
    tool().setModel(*bridge_->model());
    choose("redraw"); // a ladder of the other axis: half is half
    open("pictures/discs/0.png");
    edit();
    tool().setModel(other);
    const EditResults ladder = tool().way().results();
    QCOMPARE(ladder.totalSteps, 100);
    QCOMPARE(ladder.items[6].step, 95);
    QCOMPARE(*tool().way().stepFor(6), 48);
    tool().setModel(*bridge_->model());
}

void ReverseTwoClasses::aModelWithoutClassesHasNoReadings()
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

OWN_SETTINGS_TEST_MAIN(ReverseTwoClasses)
#include "tst_reverse_two_classes.moc"
