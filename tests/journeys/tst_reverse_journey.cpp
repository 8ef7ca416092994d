#include "core/base/random.h"
#include "tests/journeys/workbench.h"
#include "ui/reverse/reverse_workspace.h"
#include "ui/reverse/step/step_equations.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/compare/picture_difference.h"
#include "ui/widgets/compare/wipe_view.h"
#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/widgets/image/image_view.h"

#include <QComboBox>
#include <QImageReader>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QWheelEvent>

#include <cmath>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {
constexpr int kSamplingTime = 150'000;
constexpr float kPacking = 1.0f / 8192; // at most: kept frames have 16 bits for a range of under 8
} // namespace

// From a run folder to pictures on disk, looking at every step between.
class ReverseJourney : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void saysWhatToDoWithoutAModel();
    void framesArriveOneByOne();
    void scrubbingShowsExactlyTheKeptFrame();
    void picturesLookTogether();
    void twoRunsAreCompared();
    void aRecipesMomentIsItsRunsAlone();
    void limitedItIsTheSameRun();
    void samplesDifferBySeed();
    void cancelKeepsWhatWasComputed();
    void exportsCanBeReopened();
    void memoryIsKeptWithin();
    void qualityIsMeasuredAgainstTheDataset();

private:
    void openRun();
    void generate(int count, int steps);
    template <typename T> T* find(const char* name) const { return bench_->findChild<T*>(QLatin1String(name)); }
    const Trajectory& kept() const { return workspace_->trajectory(); }
    QString exportAs(const char* format, const char* file, bool all);

    QTemporaryDir folder_;
    std::unique_ptr<Bridge> bridge_;
    std::unique_ptr<Workbench> bench_;
    ReverseWorkspace* workspace_ = nullptr;
};

void ReverseJourney::initTestCase()
{
    writePictures(folder_.filePath(QStringLiteral("pictures")), 8);
    Bridge bridge;
    TrainRequest request;
    request.source = folder_.filePath(QStringLiteral("pictures")).toStdString();
    request.folder = folder_.filePath(QStringLiteral("run")).toStdString();
    request.overrides = {{"size", 16LL},         {"steps", 6LL},         {"batch", 4LL},
                         {"preview_count", 1LL}, {"preview_steps", 1LL}, {"timesteps", 400LL}};
    bridge.session().startTraining(request);
    QTRY_VERIFY_WITH_TIMEOUT(bridge.training().state == TrainState::Finished, kSamplingTime);
}

void ReverseJourney::init()
{
    bridge_ = std::make_unique<Bridge>();
    workspace_ = new ReverseWorkspace(*bridge_);
    bench_ = std::make_unique<Workbench>(workspace_);
}

void ReverseJourney::cleanup()
{
    bench_.reset();
    bridge_.reset();
}

void ReverseJourney::openRun()
{
    workspace_->openModel(folder_.filePath(QStringLiteral("run")));
    QTRY_VERIFY_WITH_TIMEOUT(bridge_->model().has_value(), kSamplingTime);
    QTRY_VERIFY(find<QPushButton>("generate")->isVisible());
}

void ReverseJourney::generate(int count, int steps)
{
    find<SegmentedControl>("count")->setCurrent(QString::number(count));
    find<QSpinBox>("steps")->setValue(steps);
    QSignalSpy finished(bridge_.get(), &Bridge::sampleFinished);
    find<QPushButton>("generate")->click();
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kSamplingTime);
}

void ReverseJourney::saysWhatToDoWithoutAModel()
{
    QVERIFY(!find<QPushButton>("generate")->isVisible());
    workspace_->openModel(folder_.filePath(QStringLiteral("pictures"))); // no model in there
    const auto cardShown = [this] {
        for (NoticeCard* card : workspace_->findChildren<NoticeCard*>())
            if (card->isVisible())
                return true;
        return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(cardShown(), kSamplingTime);
    openRun();
    QCOMPARE(bridge_->model()->side, 16);
    QCOMPARE(workspace_->timeline()->totalSteps(), 400);
}

void ReverseJourney::framesArriveOneByOne()
{
    openRun();
    std::vector<int> indices, available;
    connect(bridge_.get(), &Bridge::framesArrived, this, [&](JobId, const std::vector<FramePtr>& frames) {
        for (const FramePtr& frame : frames)
            indices.push_back(frame->index);
        available.push_back(workspace_->timeline()->availableStops());
    });
    generate(4, 8);
    QCOMPARE(indices, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8}));
    QCOMPARE(kept().frames(), 9);
    QCOMPARE(kept().pictures(), 4);
    QVERIFY(std::is_sorted(available.begin(), available.end()));
    QCOMPARE(workspace_->timeline()->availableStops(), 9);
    QCOMPARE(workspace_->timeline()->step(), 0); // the playhead has followed to the data end
    QCOMPARE(kept().frame(0).step, 400);
}

void ReverseJourney::scrubbingShowsExactlyTheKeptFrame()
{
    openRun();
    generate(4, 8);
    for (int press = 0; press < 4; ++press)
        QVERIFY(bench_->key(Qt::Key_Right)); // towards noise
    const int middle = kept().indexAt(workspace_->timeline()->step());
    QCOMPARE(middle, 4);
    const auto* state = find<ImageView>("state");
    const auto* guess = find<ImageView>("guess");
    const auto* noise = find<ImageView>("noise");
    QCOMPARE(state->image().values, kept().state(4, 0).values);
    const std::vector<float> guessHere = guess->image().values;

    // What is shown belongs together: x0-hat follows from x_t and eps-hat at this noise level.
    const Schedule& schedule = kept().schedule();
    const int timestep = kept().frame(4).step - 1;
    for (std::size_t k = 0; k < guessHere.size(); ++k) {
        const double raw =
            (double(state->image().values[k]) - schedule.noiseScale(timestep) * double(noise->image().values[k])) /
            schedule.signalScale(timestep);
        const double tolerance = double(kPacking) * 3 / schedule.signalScale(timestep);
        QVERIFY(std::abs(std::clamp(raw, -1.0, 1.0) - std::clamp(double(guessHere[k]), -1.0, 1.0)) < tolerance);
    }
    QCoreApplication::processEvents(); // filled once a turn
    const auto numbers = bench_->findChild<StepEquations*>()->numbers();
    QVERIFY(numbers.has_value());
    QCOMPARE(numbers->from, kept().frame(4).step);
    QCOMPARE(numbers->to, kept().frame(5).step);
    QCOMPARE(numbers->signalAsked, schedule.signalScale(timestep));
    const int next = kept().frame(5).step - 1; // DDIM (Song et al. 2021, eq. 12) without added noise
    QVERIFY(std::abs(numbers->coefficient("\\prediction{\\hat{x}_0}") - schedule.signalScale(next)) < 1e-9);
    QVERIFY(std::abs(numbers->coefficient("\\prediction{\\hat{\\epsilon}}") - schedule.noiseScale(next)) < 1e-9);

    QVERIFY(bench_->key(Qt::Key_Right));
    QCOMPARE(state->image().values, kept().state(3, 0).values);
    QVERIFY(guess->image().values != guessHere);

    auto* sheet = find<ContactSheetView>("samples");
    sheet->setFocus();
    QTest::keyClick(sheet, Qt::Key_Right);
    QCOMPARE(state->image().values, kept().state(3, 1).values);
    bench_->key(Qt::Key_End);
    QCOMPARE(state->image().values, kept().state(0, 1).values);
}

void ReverseJourney::picturesLookTogether()
{
    openRun();
    generate(1, 4);
    auto* state = find<ImageView>("state");
    auto* guess = find<ImageView>("guess");
    auto* noise = find<ImageView>("noise");
    const QPointF at = state->transform().cell({11, 3}).center();
    QMouseEvent move(QEvent::MouseMove, at, state->mapToGlobal(at), Qt::NoButton, Qt::NoButton, {});
    QApplication::sendEvent(state, &move);
    for (const ImageView* view : {state, guess, noise})
        QCOMPARE(view->probe(), std::optional(QPoint(11, 3)));
    QVERIFY(bench_->findChild<QWidget*>(QStringLiteral("pixelPlate"))->isVisible());
    QVERIFY2(noise->accessibleDescription().contains(signedNumber(double(noise->image().at(0, 3, 11)), 3)),
             qPrintable(noise->accessibleDescription()));
    QWheelEvent wheel(at, state->mapToGlobal(at), {}, {0, 240}, {}, Qt::ControlModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(state, &wheel);
    QVERIFY(!state->transform().look.fitted());
    QCOMPARE(noise->transform().look, state->transform().look);
    QCOMPARE(guess->transform().look, state->transform().look);
    bench_->key(Qt::Key_Right); // another frame, seen at the same place
    QVERIFY(!guess->transform().look.fitted());
    QCOMPARE(guess->probe(), std::optional(QPoint(11, 3)));
}

void ReverseJourney::twoRunsAreCompared()
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

void ReverseJourney::memoryIsKeptWithin()
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

// What a dropped file showed is shown of the run that its recipe makes, and of no other.
void ReverseJourney::aRecipesMomentIsItsRunsAlone()
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
void ReverseJourney::limitedItIsTheSameRun()
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

void ReverseJourney::samplesDifferBySeed()
{
    openRun();
    generate(4, 2);
    const std::uint64_t seed = kept().request().seed;
    for (int picture = 0; picture < 4; ++picture) {
        const Image expected = noiseImage(3, 16, 16, seed + std::uint64_t(picture));
        const Image got = kept().state(0, picture);
        for (std::size_t k = 0; k < expected.values.size(); ++k)
            QVERIFY(std::abs(expected.values[k] - got.values[k]) <= kPacking);
    }
    const Image before = kept().state(2, 3);
    generate(4, 2); // the seed is locked: the same pictures again
    QCOMPARE(kept().state(2, 3).values, before.values);
    QSignalSpy finished(bridge_.get(), &Bridge::sampleFinished);
    find<QPushButton>("newSeed")->click();
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kSamplingTime);
    QVERIFY(kept().state(2, 3).values != before.values);
}

void ReverseJourney::cancelKeepsWhatWasComputed()
{
    openRun();
    find<SegmentedControl>("count")->setCurrent(QStringLiteral("25"));
    find<QSpinBox>("steps")->setValue(400);
    QSignalSpy finished(bridge_.get(), &Bridge::sampleFinished);
    find<QPushButton>("generate")->click();
    QTRY_VERIFY_WITH_TIMEOUT(kept().frames() >= 3, kSamplingTime);
    bench_->key(Qt::Key_End); // look back while more frames come
    QCOMPARE(workspace_->timeline()->step(), 400);
    const int then = kept().frames();
    QTRY_VERIFY_WITH_TIMEOUT(kept().frames() > then, kSamplingTime);
    QCOMPARE(workspace_->timeline()->step(), 400); // the playhead is left alone
    find<QPushButton>("generate")->click();        // it says Cancel
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kSamplingTime);
    QVERIFY(kept().frames() > then && kept().frames() < 401);
    QVERIFY(find<QPushButton>("generate")->text().startsWith(QStringLiteral("Generate")));
}

QString ReverseJourney::exportAs(const char* format, const char* file, bool all)
{
    auto* panel = bench_->findChild<ExportPanel*>();
    panel->setFormat(QLatin1String(format));
    panel->setAllSamples(all);
    if (auto* scale = panel->findChild<QSpinBox*>(QStringLiteral("scale")))
        scale->setValue(1);
    QSignalSpy exported(bridge_.get(), &Bridge::exported);
    const QString target = folder_.filePath(QLatin1String(file));
    panel->exportTo(target);
    [&] { QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, kSamplingTime); }();
    return target;
}

void ReverseJourney::exportsCanBeReopened()
{
    openRun();
    generate(4, 8);
    bench_->key(Qt::Key_Right);
    bench_->key(Qt::Key_Right);
    const Image shown = kept().state(6, 0);
    QCOMPARE(find<ImageView>("state")->image().values, shown.values);

    const QImage png(exportAs("png", "sample.png", false));
    QVERIFY(!png.isNull());
    QCOMPARE(png.convertToFormat(QImage::Format_RGB32), toQImage(shown).convertToFormat(QImage::Format_RGB32));

    const QImage sheet(exportAs("contact_sheet", "sheet.png", true));
    QVERIFY(sheet.width() >= 2 * 16 && sheet.height() >= 2 * 16);

    QImageReader film(exportAs("gif", "film.gif", true));
    QVERIFY(film.canRead());
    QCOMPARE(film.imageCount(), 9);
    const Image first = contactSheet(kept().states(0));
    QCOMPARE(film.read().size(), QSize(first.width, first.height));
}

void ReverseJourney::qualityIsMeasuredAgainstTheDataset()
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

GUI_TEST_MAIN(ReverseJourney)
#include "tst_reverse_journey.moc"
