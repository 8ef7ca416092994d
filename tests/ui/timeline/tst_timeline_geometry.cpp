#include "tests/support/test_main.h"
#include "ui/timeline/timeline_geometry.h"

#include <QTest>

using diffuscope::ui::TimelineGeometry;

// The arithmetic of the track: every step has its place, and every place its step.
class TestTimelineGeometry : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void designNumbers()
    {
        const TimelineGeometry g; // 840 px, T 1000
        QCOMPARE(g.xOf(0), 20.0);
        QCOMPARE(g.xOf(1000), 820.0);
        QCOMPARE(g.xOf(240), 212.0);
        QCOMPARE(g.cellWidth(), 40.0);
        QCOMPARE(g.minorTick(), 25);
        QCOMPARE(g.majorTick(), 100);
        QCOMPARE(g.height(), 152);
        QCOMPARE((TimelineGeometry{840, 1000, true}.height()), 112);
    }
    void marksAreTakenHoldOfBelowTheStrip()
    {
        const TimelineGeometry g;
        using Grip = TimelineGeometry::Grip;
        QCOMPARE(g.gripAt(g.xOf(200), 80, 200, 600), Grip::In);
        QCOMPARE(g.gripAt(g.xOf(600) + 6, 80, 200, 600), Grip::Out);
        QCOMPARE(g.gripAt(g.xOf(600), 30, 200, 600), Grip::Playhead); // the strip scrubs
        QCOMPARE(g.gripAt(g.xOf(400), 80, 200, 600), Grip::Playhead);
        QCOMPARE(g.gripAt(g.xOf(200), 80, std::nullopt, std::nullopt), Grip::Playhead);
        QCOMPARE(g.gripAt(g.xOf(200) - 3, 80, 200, 201), Grip::In); // neighbours: the nearer one
        QCOMPARE(g.gripAt(g.xOf(201) + 3, 80, 200, 201), Grip::Out);
    }
    void roundTrip_data()
    {
        QTest::addColumn<double>("width");
        QTest::addColumn<int>("steps");
        for (const double width : {300.0, 639.0, 840.0, 1501.5})
            for (const int steps : {1, 2, 7, 50, 250, 1000, 4000})
                QTest::addRow("%gpx-%d", width, steps) << width << steps;
    }
    void roundTrip()
    {
        QFETCH(double, width);
        QFETCH(int, steps);
        const TimelineGeometry g{width, steps, false};
        for (int step = 0; step <= steps; ++step)
            QCOMPARE(g.stepAt(g.xOf(step)), step);
    }
    void pastTheEnds()
    {
        const TimelineGeometry g;
        QCOMPARE(g.stepAt(-50), 0);
        QCOMPARE(g.stepAt(0), 0);
        QCOMPARE(g.stepAt(840), 1000);
        QCOMPARE(g.stepAt(1e9), 1000);
        QCOMPARE((TimelineGeometry{0, 1000, false}.stepAt(10)), 1000); // no room: no division by zero
    }
    void cells()
    {
        const TimelineGeometry wide, narrow{639, 1000, false};
        QCOMPARE(wide.cellCount(), 21);
        QCOMPARE(narrow.cellCount(), 11);
        QCOMPARE((TimelineGeometry{640, 1000, false}.cellCount()), 21);
        for (const auto& g : {wide, narrow}) {
            QCOMPARE(g.stepOfCell(0), 0);
            QCOMPARE(g.stepOfCell(g.cellCount() - 1), 1000);
            QCOMPARE(g.stepOfCell(99), 1000);
            QVERIFY(qAbs(g.cellCount() * g.cellWidth() - g.width) < 1e-9);
        }
        for (int cell = 0; cell < 21; ++cell) // with 21 cells a cell's middle is its step's place
            QVERIFY(qAbs(wide.xOf(wide.stepOfCell(cell)) - (cell + 0.5) * wide.cellWidth()) < 1e-9);
    }
    void ticksFit()
    {
        for (int steps = 1; steps <= 10000; ++steps) {
            const TimelineGeometry g{840, steps, false};
            QVERIFY(g.minorTick() >= 1);
            QCOMPARE(g.majorTick() % g.minorTick(), 0);
            QVERIFY2(steps / g.majorTick() <= 16, qPrintable(QString::number(steps)));
        }
    }
};

TEST_MAIN(TestTimelineGeometry)
#include "tst_timeline_geometry.moc"
