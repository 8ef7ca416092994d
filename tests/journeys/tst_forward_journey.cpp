#include "tests/journeys/whole_window.h"

#include "core/schedule/forward.h"
#include "ui/forward/equation/equation_parts.h"
#include "ui/forward/equation/pixel_sum.h"
#include "ui/forward/evidence/pixel_journey.h"
#include "ui/forward/forward_inspector.h"
#include "ui/forward/forward_workspace.h"
#include "ui/forward/schedule/schedule_tiles.h"
#include "ui/timeline/timeline_geometry.h"
#include "ui/timeline/timeline_track.h"
#include "ui/widgets/chart/histogram_plot.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/form/seed_field.h"
#include "ui/widgets/image/image_view.h"
#include "ui/window/frame/frame_geometry.h"
#include "ui/window/frame/notice_stack.h"
#include "ui/window/frame/status_line.h"
#include "ui/window/frame/top_bar.h"
#include "ui/window/key_rules.h"
#include "ui/window/main_window.h"

#include <QComboBox>
#include <QElapsedTimer>
#include <QImageReader>
#include <QScreen>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <cmath>
#include <utility>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {

QPoint centreOf(const ImageView* view, const QPoint& pixel)
{
    const QRect place = view->pictureRect();
    const double cell = double(place.width()) / view->image().width;
    return place.topLeft() + QPoint(int((pixel.x() + 0.5) * cell), int((pixel.y() + 0.5) * cell));
}

} // namespace

// A picture is dropped on the window and taken apart, by the keys, the mouse and the fields a user has.
class ForwardJourney : public QObject, WholeWindow {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void startsWithSomethingToSee();
    void droppedPictureOpens();
    void scrubbingShowsTheEnginesNumbers();
    void keysReachTheTimelineUnlessTyping();
    void probeDoesOnePixelsArithmetic();
    void newNoiseChangesOnlyTheNoise();
    void scheduleComesFromThePicker();
    void impossibleScheduleIsExplained();
    void walkIsTheMarkovChain();
    void playAdvances();
    void scrubbingLeavesNoTraces();
    void largePicturesStayQuick();
    void exportsReopen();

private:
    TimelineModel& timeline() const { return *forward_->timeline(); }
    void openAtSide(int side);
};

void ForwardJourney::initTestCase() { openWindow(false); }

void ForwardJourney::startsWithSomethingToSee()
{
    QElapsedTimer clock;
    clock.start();
    window_->start();
    QTRY_VERIFY_WITH_TIMEOUT(!forward_->state().empty(), kLong);
    QVERIFY(find<ImageView>("stateView")->isVisible());
    QVERIFY(timeline().playing()); // the first start moves by itself
    const int before = timeline().step();
    QTRY_VERIFY(timeline().step() != before);
    timeline().pause();
    QCOMPARE(window_->mode(), QStringLiteral("forward"));
}

void ForwardJourney::openAtSide(int side)
{
    auto* field = find<QComboBox>("pictureSide");
    field->setCurrentIndex(field->findData(side));
    Q_EMIT field->activated(field->currentIndex());
    QTRY_COMPARE_WITH_TIMEOUT(forward_->state().picture().width, side, kLong);
}

void ForwardJourney::droppedPictureOpens()
{
    window_->setMode(QStringLiteral("train"));
    drop(window_.get(), picture_);
    QTRY_COMPARE_WITH_TIMEOUT(window_->mode(), QStringLiteral("forward"), kLong);
    QTRY_VERIFY_WITH_TIMEOUT(
        find<ImageView>("dataView")->accessibleName().contains(QStringLiteral("ramp and disc.png")), kLong);
    openAtSide(kSide);
    const Image& shown = find<ImageView>("dataView")->image();
    QCOMPARE(shown.channels, 3);
    const QRgb first = testPicture().pixel(10, 20);
    QVERIFY(std::abs(shown.at(0, 20, 10) - fromByte(std::uint8_t(qRed(first)))) < 0.02f);
    QVERIFY(std::abs(shown.at(2, 20, 10) - fromByte(std::uint8_t(qBlue(first)))) < 0.02f);
}

void ForwardJourney::scrubbingShowsTheEnginesNumbers()
{
    // With the mouse: on the track, at the place of step 250.
    auto* track = window_->findChild<TimelineTrack*>();
    const TimelineGeometry geometry{double(track->width()), timeline().totalSteps()};
    QTest::mouseClick(track, Qt::LeftButton, {}, QPoint(int(std::lround(geometry.xOf(250))), 100));
    QVERIFY2(std::abs(timeline().step() - 250) <= 1, qPrintable(QString::number(timeline().step())));
    for (const int step : {0, 1, 250, 999, 1000}) {
        timeline().setStep(step);
        const ForwardState& state = forward_->state();
        const Image expected =
            forwardJump(state.picture(), noiseImage(3, kSide, kSide, state.seed()), makeSchedule({}), step - 1);
        QCOMPARE(find<ImageView>("stateView")->image().values, expected.values);
        QCOMPARE(find<NumberLabel>("dataScale")->text(), number(makeSchedule({}).signalScale(step - 1), 3));
        QCOMPARE(find<NumberLabel>("noiseScale")->text(), number(makeSchedule({}).noiseScale(step - 1), 3));
        const ImageStats stats = statsOf(expected);
        QVERIFY(find<StatLine>("statistics")->accessibleName().contains(number(stats.standardDeviation, 3)));
        QVERIFY(find<StatLine>("statistics")->accessibleName().contains(number(stats.mean, 3)));
    }
    QVERIFY(find<HistogramPlot>("histogram")->kl() < 0.05); // pure noise at the end
    timeline().setStep(0);
    QVERIFY(find<HistogramPlot>("histogram")->kl() > 0.5);
}

void ForwardJourney::keysReachTheTimelineUnlessTyping()
{
    auto* seed = find<SeedField>("seed");
    window_->activateWindow();
    forward_->setFocus();
    timeline().setStep(100);
    QTest::keyClick(forward_, Qt::Key_Right);
    QCOMPARE(timeline().step(), 101);
    QTest::keyClick(forward_, Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(timeline().step(), 91);
    QTest::keyClick(forward_, Qt::Key_End);
    QCOMPARE(timeline().step(), 1000);
    seed->setFocus();
    QTRY_COMPARE(QApplication::focusWidget(), seed);
    QTest::keyClick(seed, Qt::Key_Home);
    QCOMPARE(timeline().step(), 1000);
    QTest::keyClick(seed, Qt::Key_Return); // typing is over
    QVERIFY(!seed->hasFocus());
    QVERIFY(needsKey(seed, Qt::Key_Left) && needsKey(seed, Qt::Key_R));
    QVERIFY(!needsKey(forward_, Qt::Key_Left));
    QVERIFY(!needsKey(find<Button>("openPicture"), Qt::Key_Right) &&
            needsKey(find<Button>("openPicture"), Qt::Key_Space));
    QTest::keyClick(window_.get(), Qt::Key_2, Qt::ControlModifier);
    QCOMPARE(window_->mode(), QStringLiteral("train"));
    QTest::keyClick(window_.get(), Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(window_->mode(), QStringLiteral("forward"));
}

void ForwardJourney::probeDoesOnePixelsArithmetic()
{
    timeline().setStep(240);
    const QPoint pixel(40, 9);
    for (const char* name : {"stateView", "dataView", "noiseView"}) {
        QTest::mouseMove(find<ImageView>(name), QPoint(1, 1));
        QTest::mouseMove(find<ImageView>(name), centreOf(find<ImageView>(name), pixel));
        QTRY_COMPARE(find<PixelArithmetic>("arithmetic")->accessibleName(), [&] {
            const ForwardState::Mix& mix = forward_->mix();
            const auto value = [&](const Image& image) { return double(image.at(0, pixel.y(), pixel.x())); };
            return pixelSumOf(value(mix.state), mix.dataScale, value(mix.data), mix.noiseScale, value(mix.noise))
                .text();
        }());
        const ForwardState::Mix& mix = forward_->mix();
        const double sum =
            mix.dataScale * double(mix.data.at(0, 9, 40)) + mix.noiseScale * double(mix.noise.at(0, 9, 40));
        QVERIFY(std::abs(sum - double(mix.state.at(0, 9, 40))) < 1e-5);
        QVERIFY(std::abs(find<PixelJourney>("pixelJourney")->valueNow() - sum) < 1e-5);
    }
    QVERIFY(find<PixelJourney>("pixelJourney")->accessibleName().contains(QStringLiteral("column 40, row 9, red")));
}

void ForwardJourney::newNoiseChangesOnlyTheNoise()
{
    const Image data = find<ImageView>("dataView")->image(), noise = find<ImageView>("noiseView")->image();
    QTest::mouseClick(find<IconButton>("newNoise"), Qt::LeftButton);
    QVERIFY(find<ImageView>("noiseView")->image().values != noise.values);
    QCOMPARE(find<ImageView>("dataView")->image().values, data.values);
    auto* seed = find<SeedField>("seed");
    window_->activateWindow();
    seed->setFocus();
    QTRY_VERIFY(seed->hasFocus());
    seed->selectAll();
    QTest::keyClicks(seed, QStringLiteral("7"));
    QCOMPARE(find<ImageView>("noiseView")->image().values, noiseImage(3, kSide, kSide, 7).values);
}

void ForwardJourney::scheduleComesFromThePicker()
{
    timeline().setStep(500);
    const double linear = find<NumberLabel>("dataScale")->text().toDouble();
    QTest::mouseClick(find<QAbstractButton>("schedule_cosine"), Qt::LeftButton);
    QCOMPARE(find<ScheduleTiles>("scheduleTiles")->current(), QStringLiteral("cosine"));
    const Schedule cosine = makeSchedule({"cosine", 1000, {}});
    QCOMPARE(find<NumberLabel>("dataScale")->text(), number(cosine.signalScale(499), 3));
    QVERIFY(std::abs(find<NumberLabel>("dataScale")->text().toDouble() - linear) > 0.2);
    find<QSpinBox>("timesteps")->setValue(50);
    QTRY_COMPARE(timeline().totalSteps(), 50);
    QCOMPARE(timeline().step(), 25); // half-way stays half-way
    QTest::mouseClick(find<QAbstractButton>("schedule_linear"), Qt::LeftButton);
    QCOMPARE(timeline().totalSteps(), 50); // T is the user's
    find<QSpinBox>("timesteps")->setValue(1000);
    QTRY_COMPARE(timeline().totalSteps(), 1000);
    QVERIFY(find<NoticeCard>("scheduleWarning")->isHidden());
}

void ForwardJourney::impossibleScheduleIsExplained()
{
    auto* last = find<QDoubleSpinBox>("beta_end");
    last->setValue(0.001);
    QTRY_VERIFY(!find<NoticeCard>("scheduleWarning")->isHidden()); // x_T keeps an outline
    const Schedule before = forward_->state().schedule();
    const QString outline = find<NoticeCard>("scheduleWarning")->accessibleName();
    last->setValue(0.999); // the signal falls below what a float can hold
    QTRY_VERIFY(find<NoticeCard>("scheduleWarning")->accessibleName() != outline);
    QVERIFY(!find<NoticeCard>("scheduleWarning")->isHidden());
    QCOMPARE(forward_->state().schedule().betas(), before.betas());
    last->setValue(0.02);
    QTRY_VERIFY(find<NoticeCard>("scheduleWarning")->isHidden());
}

void ForwardJourney::walkIsTheMarkovChain()
{
    openAtSide(32);
    timeline().setStep(100);
    forward_->setFocus();
    QVERIFY(forward_->handleKey(Qt::Key_J, Qt::NoModifier));
    QTRY_COMPARE(forward_->mix().step, 100);
    MarkovWalk walk(forward_->state().picture(), makeSchedule({}), forward_->state().seed());
    walk.walkTo(98);
    QTRY_VERIFY_WITH_TIMEOUT(find<ImageView>("beforeView")->isVisible() && forward_->mix().step == 100, kLong);
    QCOMPARE(find<ImageView>("beforeView")->image().values, walk.state().values);
    walk.advance();
    QCOMPARE(find<ImageView>("stateView")->image().values, walk.state().values);
    QCOMPARE(find<NumberLabel>("noiseScale")->text(), number(std::sqrt(makeSchedule({}).beta(99)), 4));
    for (const int step : {40, 0, 700}) { // back, to the data, and far ahead
        timeline().setStep(step);
        QTRY_COMPARE_WITH_TIMEOUT(forward_->mix().step, step, kLong);
        MarkovWalk fresh(forward_->state().picture(), makeSchedule({}), forward_->state().seed());
        fresh.walkTo(step - 1);
        QCOMPARE(find<ImageView>("stateView")->image().values, fresh.state().values);
    }
    QVERIFY(forward_->handleKey(Qt::Key_J, Qt::NoModifier));
    QVERIFY(find<ImageView>("dataView")->isVisible());
}

void ForwardJourney::playAdvances()
{
    timeline().setStep(100);
    forward_->setFocus();
    QTest::keyClick(forward_, Qt::Key_Space);
    QVERIFY(timeline().playing());
    QTRY_VERIFY(timeline().step() > 110);
    QCOMPARE(find<ImageView>("stateView")->image().values, forward_->state().jumpAt(forward_->mix().step).values);
    QTest::keyClick(forward_, Qt::Key_Space);
    QVERIFY(!timeline().playing());
}

// Only what follows the playhead is painted again: the screen must show what painting everything would.
void ForwardJourney::scrubbingLeavesNoTraces()
{
    const auto screen = [this] {
        return window_->screen()->grabWindow(window_->winId()).toImage().convertToFormat(QImage::Format_RGB32);
    };
    QTRY_VERIFY_WITH_TIMEOUT(bridge_->dataset(), kLong); // Train shows it when it is there
    for (const char* mode : {"forward", "reverse", "train"}) {
        window_->setMode(QLatin1String(mode));
        TimelineModel& model = *window_->workspace(QLatin1String(mode))->timeline();
        for (const int step : {500, 0, 1000, 3, 640, 655, 20}) {
            const QImage before = screen();
            model.setStep(step);
            QTest::qWait(350); // the words about it, too
            QImage after = screen();
            for (int k = 0; k < 100; ++k) { // a busy machine is not done yet
                QTest::qWait(100);
                if (const QImage later = std::exchange(after, screen()); later == after)
                    break;
            }
            QVERIFY(after.width() >= 1024);
            QVERIFY2(after != before, mode);
            window_->repaint();
            QTest::qWait(50);
            QVERIFY2(screen() == after, qPrintable(QStringLiteral("%1 at %2").arg(QLatin1String(mode)).arg(step)));
        }
    }
    window_->setMode(QStringLiteral("forward"));
}

void ForwardJourney::largePicturesStayQuick()
{
    openAtSide(512);
    QVERIFY(forward_->handleKey(Qt::Key_J, Qt::NoModifier));
    QElapsedTimer clock;
    clock.start();
    timeline().setStep(400); // 300 million random numbers away: must not be waited for
    QVERIFY2(clock.elapsed() < 1000, qPrintable(QString::number(clock.elapsed())));
    QVERIFY(forward_->mix().step < 400);
    QVERIFY(forward_->handleKey(Qt::Key_J, Qt::NoModifier));
    QCOMPARE(forward_->mix().step, 400);
    openAtSide(32);
}

void ForwardJourney::exportsReopen()
{
    auto* panel = window_->findChild<ForwardInspector*>();
    QVERIFY(panel);
    timeline().setStep(300);
    QSignalSpy written(bridge_.get(), &Bridge::exported);
    const QString png = folder_.filePath(QStringLiteral("state.png")),
                  gif = folder_.filePath(QStringLiteral("film.gif"));
    panel->exporter().setFormat(QStringLiteral("png"));
    panel->exporter().exportTo(png);
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, kLong);
    QVERIFY(find<NoticeCard>("exportNotice")->accessibleName().contains(QStringLiteral("state.png")));
    const QImage picture(png);
    QCOMPARE(picture.width() % 32, 0);
    const int scale = picture.width() / 32;
    const Image& state = forward_->mix().state;
    for (int k = 0; k < 32; ++k)
        QCOMPARE(qGreen(picture.pixel(k * scale, 5 * scale)), int(toByte(state.at(1, 5, k))));
    panel->exporter().setFormat(QStringLiteral("gif"));
    panel->exporter().exportTo(gif);
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 2, kLong);
    QImageReader film(gif);
    int frames = 0;
    for (QImage frame = film.read(); !frame.isNull(); frame = film.read())
        ++frames;
    QCOMPARE(frames, 61);
}

OWN_SETTINGS_TEST_MAIN(ForwardJourney)

#include "tst_forward_journey.moc"
