#include "core/recipe/recipe.h"
#include "tests/journeys/reverse_bench.h"
#include "ui/reverse/explore/futures_tool.h"
#include "ui/reverse/explore/walk_tree.h"
#include "ui/reverse/sample_canvas.h"
#include "ui/widgets/compare/picture_difference.h"
#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/image/image_view.h"

#include <cmath>

using namespace diffuscope;
using namespace diffuscope::ui;

// What may still become of a picture.
class ReverseFutures : public QObject, ReverseBench {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { closeReverse(); }
    void sixteenWalksGoOnFromThePlayhead();
    void theCurveSaysHowMuchIsOpen();
    void theMarkedOneIsKeptAsABranch();
    void ofOtherSettingsItIsKeptBeside();
    void withoutChanceThereIsOneFuture();
    void aSheetBringsThemBack();
    void itCanBeStopped();

private:
    void walk(const char* button) { press(&Bridge::futuresFinished, button); }
    const Trajectory& run() const { return workspace_->trajectory(); }
    WalkTree& tree() const
    {
        turn();
        return *bench_->findChild<WalkTree*>();
    }
    // Marks a future of the step and keeps it; its pictures are what it was.
    void keep(int step, int which);
    FuturesTool& tool() const { return *workspace_->findChild<FuturesTool*>(); }
};

void ReverseFutures::initTestCase()
{
    openReverse(100);
    QVERIFY(workspace_->handleKey(Qt::Key_3, Qt::AltModifier));
    choose("ddpm", 10);
}

void ReverseFutures::sixteenWalksGoOnFromThePlayhead()
{
    workspace_->timeline()->setStep(60);
    walk("generate");
    QCOMPARE(tool().known().size(), std::size_t(1));
    const FuturesFrom& futures = tool().known().begin()->second;
    QVERIFY(std::abs(futures.step - 60) <= 10);
    QCOMPARE(futures.futures.size(), std::size_t(16));
    // Mean and deviation are those of the sixteen, and what is shown.
    const std::size_t at = 100;
    double mean = 0, square = 0;
    for (const Image& image : futures.futures)
        mean += double(image.values[at]) / 16;
    for (const Image& image : futures.futures)
        square += std::pow(double(image.values[at]) - mean, 2) / 15;
    QVERIFY(std::abs(mean - double(futures.mean.values[at])) < 1e-4);
    QVERIFY(std::abs(square - double(futures.variance.values[at])) < 1e-4);
    QCOMPARE(find<ImageView>("futuresMean")->image().values, futures.mean.values);
    QVERIFY(std::abs(double(find<ImageView>("futuresVariance")->image().values[at]) - std::sqrt(square)) < 1e-3);
    QCOMPARE(find<ContactSheetView>("futures")->count(), 16);
    QVERIFY(futures.spread > 0);
}

void ReverseFutures::theCurveSaysHowMuchIsOpen()
{
    walk("futuresMeasure");
    const auto& points = tool().chart()->points();
    QVERIFY2(points.size() >= 5, qPrintable(QString::number(points.size())));
    for (std::size_t k = 1; k < points.size(); ++k)
        QVERIFY(points[k].step > points[k - 1].step);
    QVERIFY(points.front().spread < points.back().spread); // less is open near the picture
    QCOMPARE(tool().chart()->table().rows, qsizetype(points.size()));
    Q_EMIT tool().chart()->stepPicked(points.front().step);
    QVERIFY2(find<NumberLabel>("futuresSealed")->text().contains(u'%'),
             qPrintable(find<NumberLabel>("futuresSealed")->text()));
}

void ReverseFutures::keep(int step, int which)
{
    const Image future = tool().known().at(step).futures[std::size_t(which)];
    auto* fan = find<ContactSheetView>("futures");
    fan->setSelected(which);
    fan->setFocus();
    QSignalSpy finished(bridge_.get(), &Bridge::sampleFinished);
    QTest::keyClick(fan, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kReverseTime);
    QVERIFY(run().finished());
    const auto kept = finished.first().first().value<SampleFinished>().images;
    const std::size_t picture = run().pictures() > 1 ? 2 : 0;        // that is selected
    const double apart = differenceOf(kept.at(picture), future).rms; // the network was asked for more at a time there
    QVERIFY2(apart < 1e-4, qPrintable(QString::number(apart)));
    // Its recipe makes it again, with nothing remembered, bit for bit.
    const ReadRecipe read = readRecipe(toJson(run().recipe(), RecipePaths::All));
    QVERIFY(read.recipe && read.refused.empty());
    SampleRequest again = requestOf(std::get<SamplingRecipe>(*read.recipe));
    again.trajectoryBudget = 0;
    bridge_->session().sample(again);
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 2, kReverseTime);
    QCOMPARE(finished.last().first().value<SampleFinished>().images.at(picture).values, kept.at(picture).values);
}

void ReverseFutures::theMarkedOneIsKeptAsABranch()
{
    QVERIFY(workspace_->handleKey(Qt::Key_1, Qt::AltModifier));
    choose("ddpm", 10, 4);
    generate();
    Q_EMIT bench_->findChild<SampleCanvas*>()->selectionChanged(2);
    QVERIFY(workspace_->handleKey(Qt::Key_3, Qt::AltModifier));
    goTo(60);
    walk("generate");
    const int step = tool().known().begin()->first;
    keep(step, 5);
    const auto& lanes = tree().lanes();
    QCOMPARE(lanes.size(), std::size_t(2));
    QCOMPARE(lanes[1].letter, QStringLiteral("B"));
    QCOMPARE(lanes[1].parent, 0);
    QCOMPARE(lanes[1].from, step);
    QVERIFY(lanes[1].shown);
}

void ReverseFutures::ofOtherSettingsItIsKeptBeside()
{
    QVERIFY(workspace_->handleKey(Qt::Key_PageUp, {})); // of a branch futures are its own
    choose("ddpm", 12);
    walk("generate");
    const int step = tool().known().begin()->first;
    QVERIFY(tree().lanes().size() == 2);
    const JobId shown = run().request().seed;
    keep(step, 3);
    QCOMPARE(tree().lanes().size(), std::size_t(3)); // what was shown stays
    QCOMPARE(run().pictures(), 1);
    QCOMPARE(run().recipe().branches.size(), std::size_t(1));
    QCOMPARE(run().request().seed, shown + 2); // of the sample that was selected
    QCOMPARE(tree().lanes()[2].parent, -1);
    QCOMPARE(tree().lanes()[2].changes, std::vector{step});
}

void ReverseFutures::withoutChanceThereIsOneFuture()
{
    QVERIFY(workspace_->handleKey(Qt::Key_PageUp, {}) && workspace_->handleKey(Qt::Key_PageUp, {}));
    choose("ddim", 10);
    walk("generate");
    QCOMPARE(tool().known().size(), std::size_t(1)); // those of another walk are gone
    QVERIFY(tool().known().begin()->second.spread < 1e-4);
    QCOMPARE(find<NumberLabel>("futuresSealed")->text(), QStringLiteral("all the same"));
}

// As the command line's fan writes it: other steps, another number and other noise than the button would take.
void ReverseFutures::aSheetBringsThemBack()
{
    SamplingRecipe sheet = run().recipe();
    sheet.sampler = "ddpm";
    sheet.params.clear();
    sheet.steps = 10;
    sheet.count = 1;
    sheet.classes = {1};
    sheet.branches.clear();
    sheet.futures = KeptFutures{{70, 30}, 5, 77};
    sheet.found = FoundModel{bridge_->model()->path, FoundModel::Weights::Same, bridge_->model()->trainedSteps};
    QVERIFY(workspace_->handleKey(Qt::Key_1, Qt::AltModifier));
    const Workspace::Restored told = workspace_->restore(Recipe(sheet));
    QVERIFY2(told.missing.isEmpty(), qPrintable(told.missing.join(u';')));
    QCOMPARE(workspace_->tool(), ReverseWorkspace::Tool::Explore);
    walk("generate");
    QCOMPARE(tool().known().size(), std::size_t(2));
    QCOMPARE(tool().known().begin()->first, 30);
    QCOMPARE(tool().known().rbegin()->first, 70);
    QCOMPARE(tool().known().begin()->second.futures.size(), std::size_t(5));
    QSignalSpy arrived(bridge_.get(), &Bridge::futuresArrived);
    SampleRequest same = requestOf(sheet);
    bridge_->session().sampleFutures({same, {30}, 0, 5, 77});
    QTRY_VERIFY_WITH_TIMEOUT(arrived.count() == 1, kReverseTime);
    const auto expected = arrived.first().first().value<FuturesFrom>();
    QCOMPARE(tool().known().at(30).futures[2].values, expected.futures[2].values);
    goTo(50); // somewhere else the button is its own again
    choose("ddpm", 10);
    walk("generate");
    QCOMPARE(tool().known().at(50).futures.size(), std::size_t(16));
}

void ReverseFutures::itCanBeStopped()
{
    choose("ddpm", 100);
    QSignalSpy finished(bridge_.get(), &Bridge::futuresFinished), progress(bridge_.get(), &Bridge::futuresProgressed);
    find<QPushButton>("futuresMeasure")->click();
    QTRY_VERIFY_WITH_TIMEOUT(progress.count() > 3, kReverseTime);
    QVERIFY(workspace_->handleKey(Qt::Key_Escape, {}));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kReverseTime);
    QVERIFY(finished.first().first().value<FuturesFinished>().cancelled);
    QVERIFY(!tool().running());
}

OWN_SETTINGS_TEST_MAIN(ReverseFutures)

#include "tst_reverse_futures.moc"
