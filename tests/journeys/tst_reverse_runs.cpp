#include "tests/journeys/run_bench.h"
#include "ui/reverse/sampler/class_tiles.h"
#include "ui/widgets/compare/picture_difference.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/image/image_view.h"

#include <QComboBox>
#include <QLabel>
#include <QWheelEvent>

using namespace diffuscope;
using namespace diffuscope::ui;

// Runs beside each other, and what is kept, restored and measured of them.
class ReverseRuns : public QObject, RunBench {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { train(); }
    void init() { openWindow(); }
    void cleanup() { closeWindow(); }
    void aClassIsDrawnAtOnce();
    void twoRunsAreCompared();
    void aRecipesMomentIsItsRunsAlone();
    void limitedItIsTheSameRun();
    void memoryIsKeptWithin();
    void qualityIsMeasuredAgainstTheDataset();
};

// Its tile shows what the model draws of it, as soon as nothing else is drawn; a click draws that class, even while
// another one is being drawn.
void ReverseRuns::aClassIsDrawnAtOnce()
{
    openRun();
    auto* tiles = find<ClassTiles>("classTiles");
    QCOMPARE(tiles->count(), 2);
    QCOMPARE(tiles->tile(0)->accessibleName(), QStringLiteral("bars"));
    QTRY_VERIFY_WITH_TIMEOUT(tiles->tile(0)->hasPicture() && tiles->tile(1)->hasPicture(), kSamplingTime);
    QVERIFY(!kept().started()); // nobody has drawn anything
    find<SegmentedControl>("count")->setCurrent(QStringLiteral("4"));
    find<QSpinBox>("steps")->setValue(3);
    QSignalSpy finished(bridge_.get(), &Bridge::sampleFinished);
    tiles->tile(1)->click();
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kSamplingTime);
    QCOMPARE(kept().request().classes, std::vector<int>{1});
    QVERIFY(kept().finished());
    find<QSpinBox>("steps")->setValue(400);
    find<QPushButton>("generate")->click();
    QTRY_VERIFY_WITH_TIMEOUT(kept().frames() > 1 && kept().expected() == 401, kSamplingTime);
    find<QSpinBox>("steps")->setValue(3);
    finished.clear();
    tiles->tile(0)->click();
    QTRY_VERIFY_WITH_TIMEOUT(kept().expected() == 4 && kept().finished(), kSamplingTime);
    QCOMPARE(kept().request().classes, std::vector<int>{0});
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 2, kSamplingTime); // the one that gave way, and this one
    workspace_->setTool(ReverseWorkspace::Tool::Edit);             // which draws when it is told to
    tiles->tile(1)->click();
    QCOMPARE(workspace_->tool(), ReverseWorkspace::Tool::Edit);
    QCOMPARE(tiles->current(), 1);
    QVERIFY(find<QPushButton>("generate")->isEnabled()); // nothing is being drawn
    QCOMPARE(kept().request().classes, std::vector<int>{0});
}

void ReverseRuns::twoRunsAreCompared()
{
    openRun();
    bench_->key(Qt::Key_B); // nothing to compare yet
    QVERIFY(!find<QWidget>("comparePage")->isVisible());
    generate(4, 8);
    const Trajectory first = kept();
    bench_->key(Qt::Key_A);
    QVERIFY(!find<QWidget>("againstStrip")->isVisible()); // the same run
    QSignalSpy finished(bridge_.get(), &Bridge::sampleFinished);
    find<QPushButton>("newSeed")->click();
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kSamplingTime);
    QCOMPARE(workspace_->timeline()->step(), 0); // a second run is followed, too
    QVERIFY(find<QWidget>("againstStrip")->isVisible());
    const Image before = first.state(8, 0), after = kept().state(8, 0);
    QCOMPARE(find<NumberLabel>("againstRms")->text(), number(differenceOf(before, after).rms, 3));

    bench_->key(Qt::Key_B);
    QVERIFY(find<QWidget>("comparePage")->isVisible() && !find<ImageView>("state")->isVisible());
    auto* mean = find<NumberLabel>("compareMean");
    QCOMPARE(mean->text(), number(differenceOf(before, after).meanAbsolute, 4));
    for (int press = 0; press < 3; ++press) // both follow the time
        bench_->key(Qt::Key_Right);
    QCOMPARE(mean->text(), number(differenceOf(first.state(5, 0), kept().state(5, 0)).meanAbsolute, 4));
    auto* a = find<QComboBox>("compareA");
    auto* b = find<QComboBox>("compareB");
    a->setCurrentIndex(a->findData(QStringLiteral("now")));
    b->setCurrentIndex(b->findData(QStringLiteral("sample:2")));
    const PictureDifference samples = differenceOf(kept().state(5, 0), kept().state(5, 2));
    QCOMPARE(mean->text(), number(samples.meanAbsolute, 4));
    find<SegmentedControl>("compareMode")->setCurrent(QStringLiteral("difference"));
    QCOMPARE(find<ImageView>("compareDifference")->image().values, samples.values.values);
    find<QAbstractButton>("compareSwap")->click();
    QCOMPARE(find<ImageView>("compareDifference")->image().values,
             differenceOf(kept().state(5, 2), kept().state(5, 0)).values.values);
    bench_->key(Qt::Key_Right);
    bench_->key(Qt::Key_B);
    QVERIFY(find<ImageView>("state")->isVisible());
    QCOMPARE(find<ImageView>("state")->image().values, kept().state(4, 0).values); // it has caught up
}

// What a dropped file showed is shown of the run that its recipe makes, and of no other.
void ReverseRuns::aRecipesMomentIsItsRunsAlone()
{
    openRun();
    const auto fact = [this](const char* name) { return workspace_->fact(QLatin1String(name)).toInt(); };
    const std::string run = folder_.filePath(QStringLiteral("run")).toStdString();
    SamplingRecipe recipe;
    recipe.sampler = "ddim";
    recipe.steps = 4;
    recipe.count = 4;
    recipe.seed = 3;
    recipe.picture = 2;
    recipe.step = 300;
    recipe.found = FoundModel{run, FoundModel::Weights::Same, 6};
    workspace_->restore(recipe);
    QCOMPARE(find<QSpinBox>("steps")->value(), 4);
    auto* memory = find<QSpinBox>("trajectoryMemory");
    memory->setValue(1); // too little for as many
    find<SegmentedControl>("count")->setCurrent(QStringLiteral("25"));
    find<QSpinBox>("steps")->setValue(200);
    QSignalSpy failed(bridge_.get(), &Bridge::failed);
    find<QPushButton>("generate")->click();
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kSamplingTime);
    memory->setValue(512);
    generate(4, 4);
    QCOMPARE(fact("picture"), 1);
    QCOMPARE(fact("t"), 0);

    workspace_->restore(recipe);
    generate(4, 4);
    QCOMPARE(fact("picture"), 3);
    QCOMPARE(fact("t"), 300);

    // A model opened meanwhile is another one: what waited for the recipe's does not become its settings.
    recipe.steps = 7;
    recipe.found->path = run + "/checkpoints/step-000000006";
    QSignalSpy opened(bridge_.get(), &Bridge::modelOpened);
    workspace_->restore(recipe);
    workspace_->openModel(folder_.filePath(QStringLiteral("run")));
    QTRY_VERIFY_WITH_TIMEOUT(!opened.empty() && bridge_->model()->path == run, kSamplingTime);
    QTRY_COMPARE(find<QSpinBox>("steps")->value(), 4);
    generate(4, 4);
    QCOMPARE(fact("t"), 0);
}

// Whatever the panel has been set to meanwhile.
void ReverseRuns::limitedItIsTheSameRun()
{
    openRun();
    generate(4, 3);
    const SampleRequest shown = kept().request();
    find<QSpinBox>("steps")->setValue(5);
    QSignalSpy finished(bridge_.get(), &Bridge::sampleFinished);
    find<QPushButton>("limitData")->click();
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kSamplingTime);
    QCOMPARE(kept().request().steps, 3);
    QCOMPARE(kept().request().seed, shown.seed);
    QCOMPARE(kept().request().params.at("clip"), ParamValue(std::string("clip")));
}

void ReverseRuns::memoryIsKeptWithin()
{
    openRun();
    const auto words = [this] { return find<QLabel>("trajectoryText")->text(); };
    auto* memory = find<QSpinBox>("trajectoryMemory");
    QCOMPARE(memory->value(), 512);
    generate(16, 60);
    QVERIFY2(words().contains(QStringLiteral("16 bits a value")), qPrintable(words()));
    QVERIFY(kept().storage().direct());
    const Image exact = kept().predictedData(30, 5), result = kept().state(60, 5);
    const std::size_t before = kept().bytes();

    memory->setValue(3);
    QVERIFY2(words().contains(QStringLiteral("8 bits a value")), qPrintable(words()));
    generate(16, 60);
    QCOMPARE(kept().frames(), 61); // every step, still
    QVERIFY(kept().bytes() < 3'000'000 && before > 3'000'000);
    const Image coarse = kept().predictedData(30, 5);
    for (std::size_t k = 0; k < exact.values.size(); ++k)
        QVERIFY(std::abs(coarse.values[k] - exact.values[k]) < 0.02f);
    QCOMPARE(kept().state(60, 5).values, result.values); // what people keep is exact

    memory->setValue(1);
    QVERIFY2(words().contains(QStringLiteral("61 frames of 16 pictures need 3 MB; the limit is 1 MB")),
             qPrintable(words()));
    QSignalSpy failed(bridge_.get(), &Bridge::failed);
    find<QPushButton>("generate")->click();
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kSamplingTime);
    QCOMPARE(kept().frames(), 61); // the last result stays
    QVERIFY(find<QPushButton>("generate")->isVisible());
    memory->setValue(512);
}

void ReverseRuns::qualityIsMeasuredAgainstTheDataset()
{
    openRun();
    auto* measure = find<QPushButton>("measure");
    const auto reason = [this] { return find<QLabel>("qualityState")->text(); };
    QVERIFY(!measure->isEnabled() && reason().contains(QStringLiteral("Open the dataset")));
    DatasetRequest request;
    request.source = folder_.filePath(QStringLiteral("pictures")).toStdString();
    request.side = 32;
    bridge_->session().openDataset(request);
    QTRY_VERIFY_WITH_TIMEOUT(bridge_->dataset().has_value(), kSamplingTime);
    QVERIFY(reason().contains(QStringLiteral("at least 3")));
    generate(4, 3);
    QVERIFY(!measure->isEnabled() && reason().contains(QStringLiteral("32 × 32")));
    request.side = 16;
    bridge_->session().openDataset(request);
    QTRY_VERIFY_WITH_TIMEOUT(measure->isEnabled(), kSamplingTime);

    auto* spacing = find<QComboBox>("spacing"); // the wheel over it scrolls
    workspace_->setFocus();
    const QPointF middle = spacing->rect().center();
    QWheelEvent wheel(middle, spacing->mapToGlobal(middle), {}, {0, -120}, {}, {}, Qt::NoScrollPhase, false);
    QApplication::sendEvent(spacing, &wheel);
    QCOMPARE(spacing->currentIndex(), 0);

    QSignalSpy measured(bridge_.get(), &Bridge::qualityMeasured);
    measure->click();
    QCOMPARE(measure->text(), QStringLiteral("Cancel"));
    QTRY_COMPARE_WITH_TIMEOUT(measured.count(), 1, kSamplingTime);
    const auto quality = measured.first().first().value<QualityMeasured>();
    QCOMPARE(find<NumberLabel>("slicedWasserstein")->text(), number(quality.slicedWasserstein, 4));
    QVERIFY(find<NumberLabel>("kernelDistance")->text().startsWith(number(quality.kernelDistance, 4)));
    QVERIFY(!find<NumberLabel>("fid")); // without an Inception file
    const QString verdict = find<QLabel>("qualityVerdict")->text();
    QVERIFY2(verdict.contains(number(quality.nearest[0].distance, 3)), qPrintable(verdict));
    const bool copy = quality.nearest[0].distance < quality.medianNeighbourDistance / 2;
    QCOMPARE(verdict.contains(QStringLiteral("nearly a copy")), copy);
    QVERIFY(find<QWidget>("qualityNumbers")->isVisible());

    generate(4, 2); // other pictures: their numbers are not known
    QVERIFY(!find<QWidget>("qualityNumbers")->isVisible());
    measure->click();
    find<QPushButton>("generate")->click(); // ends it, quietly
    QTRY_COMPARE_WITH_TIMEOUT(measure->text(), QStringLiteral("Measure against pictures"), kSamplingTime);
    QVERIFY(!find<QLabel>("qualityError")->isVisible());
}

OWN_SETTINGS_TEST_MAIN(ReverseRuns)
#include "tst_reverse_runs.moc"
