#include "tests/support/test_main.h"
#include "ui/style/theme.h"
#include "ui/timeline/timeline_bar.h"
#include "ui/timeline/timeline_geometry.h"
#include "ui/timeline/timeline_layers.h"

#include <QAbstractButton>
#include <QApplication>
#include <QImage>
#include <QLineEdit>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <algorithm>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {

std::vector<int> everyHundred() { return {1000, 900, 800, 700, 600, 500, 400, 300, 200, 100, 0}; }

} // namespace

class TestTimeline : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QApplication::instance()), ThemeName::Paper); }

    void clampsAndTellsOnce()
    {
        TimelineModel model;
        QSignalSpy steps(&model, &TimelineModel::stepChanged);
        model.setStep(240);
        model.setStep(240);
        model.setStep(99999);
        QCOMPARE(model.step(), 1000);
        model.setStep(-3);
        QCOMPARE(model.step(), 0);
        QCOMPARE(steps.count(), 3);
    }

    void restsOnComputedStopsOnly()
    {
        TimelineModel model;
        model.setStep(1000);
        model.setStops(everyHundred(), true);
        model.setAvailableStops(4); // 1000 .. 700
        model.setStep(120);
        QCOMPARE(model.step(), 700);
        model.moveBy(1);
        QCOMPARE(model.step(), 800);
        model.moveBy(-5);
        QCOMPARE(model.step(), 700);
        model.setAvailableStops(11);
        model.setStep(149);
        QCOMPARE(model.step(), 100);
        model.setStep(151);
        QCOMPARE(model.step(), 200);
        model.setStops(everyHundred(), false); // ticks only
        model.setStep(151);
        QCOMPARE(model.step(), 151);
    }

    void keepsItsPlaceInAnotherSchedule()
    {
        TimelineModel model;
        model.setStep(250);
        model.setIn(100);
        model.setOut(600);
        model.setSchedule(Schedule(std::vector<double>(200, 0.02)));
        QCOMPARE(model.totalSteps(), 200);
        QCOMPARE(model.step(), 50);
        QCOMPARE(model.rangeLow(), 20);
        QCOMPARE(model.rangeHigh(), 120);
    }

    void playsOnceForwards()
    {
        TimelineModel model;
        model.setLoop(TimelineModel::Loop::Once);
        model.setSpeedIndex(5); // T in one second
        QCOMPARE(model.speed(), 8.0);
        model.setIn(200);
        model.setOut(500);
        QSignalSpy playing(&model, &TimelineModel::playingChanged);
        QElapsedTimer clock;
        clock.start();
        model.play(); // from outside the range: from its start
        QCOMPARE(model.step(), 200);
        QTRY_VERIFY_WITH_TIMEOUT(!model.playing(), 5000);
        QCOMPARE(model.step(), 500);
        QVERIFY2(clock.elapsed() >= 250, "300 steps at 1000 a second take 0.3 s");
        QCOMPARE(playing.count(), 2);
    }

    void playsFromNoiseToDataInReverse()
    {
        TimelineModel model;
        model.setDirection(TimelineModel::Direction::Reverse);
        model.setLoop(TimelineModel::Loop::Once);
        model.setStops(everyHundred(), true);
        model.setAvailableStops(6); // down to 500
        model.setSpeedIndex(5);
        std::vector<int> seen;
        connect(&model, &TimelineModel::stepChanged, this, [&](int step) { seen.push_back(step); });
        model.setStep(1000);
        seen.clear();
        model.play();
        QTRY_VERIFY_WITH_TIMEOUT(!model.playing(), 5000);
        QCOMPARE(model.step(), 500);
        QVERIFY(!seen.empty());
        QVERIFY(std::is_sorted(seen.rbegin(), seen.rend()));
        for (const int step : seen)
            QCOMPARE(step % 100, 0);
    }

    void marksAreDragged()
    {
        TimelineBar bar;
        TimelineModel model;
        bar.setModel(&model);
        bar.resize(192 + 840 + 336, bar.height());
        bar.show();
        model.setStep(500);
        model.setIn(200);
        model.setOut(600);
        auto* track = bar.findChild<QWidget*>(QStringLiteral("timelineTrack"));
        const TimelineGeometry g{double(track->width()), 1000, false};
        const auto drag = [&](int from, int to) {
            QTest::mousePress(track, Qt::LeftButton, {}, QPointF(g.xOf(from), 85).toPoint());
            QMouseEvent move(QEvent::MouseMove, QPointF(g.xOf(to), 85), track->mapToGlobal(QPointF(g.xOf(to), 85)),
                             Qt::NoButton, Qt::LeftButton, {});
            QApplication::sendEvent(track, &move);
            QTest::mouseRelease(track, Qt::LeftButton, {}, QPointF(g.xOf(to), 85).toPoint());
        };
        drag(200, 300);
        QCOMPARE(*model.in(), 300);
        QCOMPARE(model.step(), 500); // the playhead stays
        drag(600, 100);              // stops beside the other mark
        QCOMPARE(*model.out(), 301);
        drag(500, 700);
        QCOMPARE(model.step(), 700);
        QCOMPARE(*model.in(), 300);
    }

    void theLargeNumberTakesAStep()
    {
        TimelineBar bar;
        TimelineModel model;
        bar.setModel(&model);
        bar.resize(1368, bar.height());
        bar.show();
        auto* field = bar.findChild<QLineEdit*>(QStringLiteral("timestepField"));
        QVERIFY(!field->isVisible());
        QTest::mouseClick(field->parentWidget(), Qt::LeftButton, {}, {60, 40});
        QVERIFY(field->isVisible());
        QTest::keyClicks(field, QStringLiteral("77"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(model.step(), 77);
        QVERIFY(!field->isVisible());
        QTest::mouseClick(field->parentWidget(), Qt::LeftButton, {}, {60, 40});
        QTest::keyClicks(field, QStringLiteral("500"));
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(!field->isVisible());
        QCOMPARE(model.step(), 77);
    }

    void repeatsAndTurnsBack()
    {
        for (const auto loop : {TimelineModel::Loop::Repeat, TimelineModel::Loop::PingPong}) {
            TimelineModel model;
            model.setLoop(loop);
            model.setSpeedIndex(5);
            model.setIn(0);
            model.setOut(100);
            int largestFall = 0, falls = 0, before = 0;
            connect(&model, &TimelineModel::stepChanged, this, [&](int step) {
                if (step < before) {
                    ++falls;
                    largestFall = std::max(largestFall, before - step);
                }
                before = step;
            });
            model.play();
            QTRY_VERIFY_WITH_TIMEOUT(falls >= 2, 5000);
            QVERIFY(model.playing());
            model.pause();
            QVERIFY(model.step() <= 100);
            if (loop == TimelineModel::Loop::Repeat)
                QCOMPARE(largestFall, 100); // from the last picture to the first at once
        }
    }

    void marksOfTheRange()
    {
        TimelineModel model;
        model.setIn(300);
        model.setOut(700);
        model.toIn();
        QCOMPARE(model.step(), 300);
        model.toOut();
        QCOMPARE(model.step(), 700);
        model.toData(); // the ends are the process's, not the range's
        QCOMPARE(model.step(), 0);
        model.toNoise();
        QCOMPARE(model.step(), 1000);
        model.setIn(800); // beyond the other mark: that one goes
        QCOMPARE(model.rangeHigh(), 1000);
        model.setIn(std::nullopt);
        QCOMPARE(model.rangeLow(), 0);
    }

    void halfwayIsOnlyWhereItIs()
    {
        const Schedule linear = makeSchedule({});
        const std::optional<int> half = halfwayStep(linear);
        QVERIFY(half && linear.snrDecibel(*half - 1) < 0 && linear.snrDecibel(*half - 2) >= 0);
        QVERIFY(!halfwayStep(makeSchedule({"linear", 50, {{"rescale", false}}}))); // +1.8 dB at T
    }

    void keysOfTheBar()
    {
        TimelineModel model;
        TimelineBar bar;
        QVERIFY(!bar.handleKey(Qt::Key_Right, {}, {})); // nothing to move
        bar.setModel(&model);
        const auto press = [&](int key, Qt::KeyboardModifiers modifiers = {}, const QString& text = {}) {
            return bar.handleKey(key, modifiers, text);
        };
        QVERIFY(press(Qt::Key_Right));
        QVERIFY(press(Qt::Key_Right, Qt::ShiftModifier));
        QCOMPARE(model.step(), 11);
        press(Qt::Key_Left);
        QCOMPARE(model.step(), 10);
        press(Qt::Key_End);
        QCOMPARE(model.step(), 1000);
        press(Qt::Key_Home);
        QCOMPARE(model.step(), 0);
        press(Qt::Key_Period);
        QCOMPARE(model.speed(), 2.0);
        press(Qt::Key_Comma);
        press(Qt::Key_Comma);
        QCOMPARE(model.speed(), 0.5);
        press(Qt::Key_L);
        QCOMPARE(model.loop(), TimelineModel::Loop::PingPong);
        press(Qt::Key_Space);
        QVERIFY(model.playing());
        press(Qt::Key_Space);
        QVERIFY(!model.playing());
        model.setIn(300);
        model.setOut(700);
        press(Qt::Key_End);
        QCOMPARE(model.step(), 1000);
        press(Qt::Key_I, Qt::ShiftModifier);
        QCOMPARE(model.step(), 300);
        press(Qt::Key_O, Qt::ShiftModifier);
        QCOMPARE(model.step(), 700);
        press(Qt::Key_Home);
        QCOMPARE(model.step(), 0);
        press(Qt::Key_X);
        QVERIFY(!model.in() && !model.out());
        QVERIFY(!press(Qt::Key_R));
        QVERIFY(!press(Qt::Key_E, Qt::ControlModifier));
    }

    void typedNumbersAndMarks()
    {
        TimelineModel model;
        TimelineBar bar;
        bar.setModel(&model);
        QVERIFY(!bar.handleKey(Qt::Key_Return, {}, QStringLiteral("\r"))); // nothing typed
        for (const char digit : {'2', '4', '1'})
            QVERIFY(bar.handleKey(digit, {}, QString(QLatin1Char(digit))));
        QCOMPARE(model.step(), 0);
        QVERIFY(bar.handleKey(Qt::Key_Backspace, {}, {}));
        QVERIFY(bar.handleKey(Qt::Key_0, {}, QStringLiteral("0")));
        QVERIFY(bar.handleKey(Qt::Key_Return, {}, QStringLiteral("\r")));
        QCOMPARE(model.step(), 240);
        bar.handleKey(Qt::Key_9, {}, QStringLiteral("9"));
        QVERIFY(bar.handleKey(Qt::Key_Escape, {}, {}));
        QVERIFY(!bar.handleKey(Qt::Key_Return, {}, {}));
        QCOMPARE(model.step(), 240);
        bar.handleKey(Qt::Key_I, {}, QStringLiteral("i"));
        QCOMPARE(model.rangeLow(), 240);
        bar.handleKey(Qt::Key_I, {}, QStringLiteral("i"));
        QCOMPARE(model.rangeLow(), 0);
        model.setStep(600);
        bar.handleKey(Qt::Key_O, {}, QStringLiteral("o"));
        QCOMPARE(model.rangeHigh(), 600);
    }

    void mouseScrubs()
    {
        TimelineModel model;
        TimelineBar bar;
        bar.setModel(&model);
        bar.resize(1368, 152);
        bar.show();
        QCOMPARE(bar.trackLeft(), 192);
        QCOMPARE(bar.trackWidth(), 840);
        QWidget* track = bar.childAt(bar.trackLeft() + 400, 80);
        QVERIFY(track);
        const TimelineGeometry g;
        const auto at = [&](int step, int y) { return QPoint(int(g.xOf(step)), y); };
        QTest::mousePress(track, Qt::LeftButton, {}, at(300, 30)); // on the filmstrip, at once
        QCOMPARE(model.step(), 300);
        for (const int step : {350, 500, 10}) {
            QMouseEvent move(QEvent::MouseMove, at(step, 100), track->mapToGlobal(at(step, 100)), Qt::NoButton,
                             Qt::LeftButton, {});
            QApplication::sendEvent(track, &move);
            QCOMPARE(model.step(), step);
        }
        QTest::mouseRelease(track, Qt::LeftButton, {}, at(10, 100));
        QWheelEvent wheel(QPointF(50, 50), track->mapToGlobal(QPointF(50, 50)), {}, {0, 120}, Qt::NoButton, {},
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(track, &wheel);
        QCOMPARE(model.step(), 11);
        QTest::keyClick(track, Qt::Key_Left); // the focused track passes its keys to the bar
        QCOMPARE(model.step(), 10);
        QVERIFY(track->accessibleDescription().startsWith(QStringLiteral("10 of 1000")));
    }

    void buttonsAndRepainting()
    {
        TimelineModel model;
        model.setStep(500);
        int asked = 0;
        model.setThumbnails([&](int step) {
            ++asked;
            QImage picture(8, 8, QImage::Format_RGB32);
            picture.fill(step < 500 ? Qt::red : Qt::blue);
            return picture;
        });
        TimelineBar bar;
        bar.setModel(&model);
        bar.resize(1368, 152);
        bar.show();
        const QImage first = bar.grab().toImage();
        const double ratio = first.devicePixelRatio();
        QCOMPARE(first.pixelColor(int(200 * ratio), int(30 * ratio)), QColor(Qt::red));
        asked = 0;
        model.setStep(510);
        bar.grab();
        QVERIFY2(asked <= 1, "scrubbing asks for the loupe's picture only");
        model.refreshThumbnails();
        bar.grab();
        QVERIFY(asked >= 21);
        auto* forward = bar.findChild<QAbstractButton*>(QStringLiteral("transportForward"));
        auto* play = bar.findChild<QAbstractButton*>(QStringLiteral("transportPlay"));
        QVERIFY(forward && play);
        forward->click();
        QCOMPARE(model.step(), 511);
        play->click();
        QVERIFY(model.playing());
        bar.setModel(nullptr); // leaving a workspace stops its playback
        QVERIFY(!model.playing());
    }

    void tellsPlotsAboveWhereTheAxisIs()
    {
        TimelineBar bar;
        bar.resize(1368, 152);
        bar.show();
        QSignalSpy moved(&bar, &TimelineBar::trackMoved);
        bar.setReadoutWidth(168);
        QCOMPARE(moved.count(), 1);
        QCOMPARE(bar.trackWidth(), 1368 - 192 - 168);
        bar.setCompact(true);
        QCOMPARE(bar.height(), 112);
    }
};

GUI_TEST_MAIN(TestTimeline)
#include "tst_timeline.moc"
