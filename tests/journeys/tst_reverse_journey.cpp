#include "core/base/random.h"
#include "tests/journeys/run_bench.h"
#include "ui/reverse/step/step_equations.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/image/image_view.h"

#include <QImageReader>
#include <QWheelEvent>

#include <cmath>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {
constexpr float kPacking = 1.0f / 8192; // at most: kept frames have 16 bits for a range of under 8
} // namespace

// From a run folder to pictures on disk, looking at every step between.
class ReverseJourney : public QObject, RunBench {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { train(); }
    void init() { openWindow(); }
    void cleanup() { closeWindow(); }
    void saysWhatToDoWithoutAModel();
    void framesArriveOneByOne();
    void scrubbingShowsExactlyTheKeptFrame();
    void picturesLookTogether();
    void samplesDifferBySeed();
    void cancelKeepsWhatWasComputed();
    void exportsCanBeReopened();

private:
    QString exportAs(const char* format, const char* file, bool all);
};

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
    QVERIFY(std::abs(numbers->coefficient("\\prediction{\\hat{\\epsilon}^c}") - schedule.noiseScale(next)) < 1e-9);

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

OWN_SETTINGS_TEST_MAIN(ReverseJourney)
#include "tst_reverse_journey.moc"
