#include "core/recipe/recipe.h"
#include "tests/journeys/edit_bench.h"
#include "ui/reverse/edit/invert_way.h"
#include "ui/reverse/edit/round_trip_chart.h"
#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/form/seed_field.h"

#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QSlider>

#include <cmath>

using namespace diffuscope;
using namespace diffuscope::ui;

// Reverse's tool Edit: the noise that a picture comes from, and what lies between two.
class ReverseNoise : public QObject, EditBench {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { openEdit(); }
    void cleanupTestCase() { closeReverse(); }
    void itsNoiseBringsThePictureBack();
    void betweenTwoSeedsNoiseKeepsItsLength();
    void betweenPicturesTheEndsAreThese();
    void aRecipeBringsItBack();
    void theNoiseIsWalkedFromInWatch();
    void aSheetBringsItsToolBack();
    void theNoiseIsHeldWhateverElseChanges();
};

void ReverseNoise::itsNoiseBringsThePictureBack()
{
    choose("invert");
    open("pictures/discs/1.png");
    edit();
    QCOMPARE(run().count(), 3); // 20, 50 and all 100 steps
    std::vector<double> psnr;
    for (int k = 0; k < 3; ++k) {
        QCOMPARE(run().racer(k).calls, 3 * std::min(InvertWay::kSteps[k], 100)); // a refinement a step up
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

void ReverseNoise::betweenTwoSeedsNoiseKeepsItsLength()
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

void ReverseNoise::betweenPicturesTheEndsAreThese()
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

void ReverseNoise::aRecipeBringsItBack()
{
    bringsBack("between"); // with two pictures
    QTRY_VERIFY(!tool().source(true)->picture().empty());
    QTRY_COMPARE(shown("editSource").values, source().values);
}

void ReverseNoise::theNoiseIsWalkedFromInWatch()
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

// Rows that differ in their steps alone are a race's as well: what they start from decides.
void ReverseNoise::aSheetBringsItsToolBack()
{
    choose("invert");
    open("pictures/discs/1.png");
    edit();
    const SamplingRecipe sheet = run().recipe();
    QCOMPARE(sheet.variations.size(), std::size_t(3));
    const Image made = run().racer(1).images[0];
    choose("redraw");
    workspace_->setTool(ReverseWorkspace::Tool::Watch);
    const Workspace::Restored told = restore(sheet);
    QVERIFY2(told.missing.isEmpty(), qPrintable(told.missing.join(u';')));
    QCOMPARE(workspace_->tool(), ReverseWorkspace::Tool::Edit);
    QCOMPARE(tool().way().id(), QStringLiteral("invert"));
    edit();
    QVERIFY(apart(run().racer(1).images[0], made) < 1e-4);
}

// Another class, other steps, another sampler: the noise is still the picture's, as it was found, until there is a
// seed.
void ReverseNoise::theNoiseIsHeldWhateverElseChanges()
{
    choose("invert");
    const Image noise = run().racer(1).run.state(0, 0);
    find<ContactSheetView>("editResults")->setSelected(1);
    press(&Bridge::sampleFinished, "editWatch");
    auto* seed = find<SeedField>("seed");
    const auto start = [this] { return workspace_->trajectory().state(0, 0); };
    const auto stillHeld = [&] { return apart(start(), noise) < 1e-3 && seed->saysInstead(); };
    QCOMPARE(seed->findChild<QLineEdit*>()->text(), QStringLiteral("from picture"));
    QVERIFY(stillHeld());
    const Image before = workspace_->trajectory().state(50, 0);
    find<QComboBox>("class")->setCurrentIndex(2);
    generate();
    QVERIFY(stillHeld());
    QVERIFY(apart(workspace_->trajectory().state(50, 0), before) > 1e-3); // it is drawn as the other class
    find<QSpinBox>("steps")->setValue(12);
    generate();
    QVERIFY(stillHeld());
    bench_->findChild<SamplerPanel*>()->chooseSampler(QStringLiteral("ddpm"));
    find<QSpinBox>("steps")->setValue(10);
    generate();
    QVERIFY(stillHeld());
    const SamplingRecipe recipe = workspace_->trajectory().recipe();
    const Image end = workspace_->trajectory().state(10, 0);
    seed->stepBy(1);
    generate();
    QVERIFY(apart(start(), noise) > 0.2 && !seed->saysInstead());
    const Workspace::Restored told = restore(recipe); // its file brings that noise back, too, and Watch
    QVERIFY2(told.missing.isEmpty(), qPrintable(told.missing.join(u';')));
    QCOMPARE(workspace_->tool(), ReverseWorkspace::Tool::Watch);
    generate();
    QVERIFY(stillHeld());
    QVERIFY(apart(workspace_->trajectory().state(10, 0), end) < 1e-4);
    seed->stepBy(1);
    fewSteps(10);
    find<QComboBox>("class")->setCurrentIndex(1);
    QVERIFY(workspace_->handleKey(Qt::Key_5, Qt::AltModifier));
}

OWN_SETTINGS_TEST_MAIN(ReverseNoise)
#include "tst_reverse_noise.moc"
