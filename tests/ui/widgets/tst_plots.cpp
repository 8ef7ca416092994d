#include "core/base/random.h"
#include "tests/support/history_points.h"
#include "tests/support/test_main.h"
#include "ui/style/theme.h"
#include "ui/train/history/run_history.h"
#include "ui/train/loss/loss_heat_map.h"
#include "ui/train/loss/loss_plot.h"
#include "ui/widgets/chart/histogram_plot.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {

TrainStatus runningSince(std::int64_t lastCheckpoint, std::int64_t lastSkipped = -1)
{
    TrainStatus status;
    status.state = TrainState::Running;
    status.lastCheckpoint = lastCheckpoint;
    status.lastSkipped = lastSkipped;
    return status;
}

} // namespace

// What the plots compute; that they paint without harm.
class TestPlots : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void divergenceFromTheBell()
    {
        HistogramPlot plot;
        Image normal(3, 200, 200), uniform(3, 200, 200);
        Random random(5, "histogram");
        random.fillNormal(normal.values);
        for (float& value : uniform.values)
            value = float(random.uniform() - 0.5) * 0.8f;
        plot.setImage(normal);
        QVERIFY2(plot.kl() >= 0 && plot.kl() < 0.005, qPrintable(QString::number(plot.kl())));
        plot.setImage(uniform);
        QVERIFY2(plot.kl() > 0.5, qPrintable(QString::number(plot.kl())));
        plot.setImage(Image(1, 4, 4, NAN)); // nothing to count
        QCOMPARE(plot.kl(), 0.0);
        plot.grab();
    }

    void lossIsSmoothedAndGoesBack()
    {
        RunHistory history;
        LossPlot plot(history);
        plot.resize(600, 240);
        CurvePoints points;
        for (int step = 1; step <= 5000; ++step)
            points.emplace_back(step, 0.1 + (step % 2 ? 0.05 : -0.05));
        append(history, points);
        QCOMPARE(int(history.points().size()), 5000);
        QVERIFY(qAbs(history.smoothed() - 0.1) < 0.005);
        append(history, {{5001, NAN}, {5002, INFINITY}});
        QVERIFY(qAbs(history.smoothed() - 0.1) < 0.005); // a bad step does not spoil the curve
        for (const int step : {1000, 5000})
            history.setStatus(runningSince(step));
        plot.grab();
        append(history, {{4001, 0.1}}); // back to a checkpoint
        QCOMPARE(history.lastStep(), std::int64_t(4001));
        QCOMPARE(int(history.points().size()), 4001);
        const auto [left, right] = plot.axisPixels();
        QVERIFY(left >= 0 && right > left && right <= 600);
        history.begin();
        QCOMPARE(history.smoothed(), 0.0);
        plot.grab();
        for (int step = 1; step <= 60; ++step)
            append(history, {{step, 4.0 / step}});
        QVERIFY(history.smoothed() > 4.0 / 60 && history.smoothed() < 8.0 / 60); // the start does not hang on
    }

    void validationIsACurveOfItsOwn()
    {
        RunHistory history;
        LossPlot plot(history);
        plot.resize(600, 240);
        CurvePoints points;
        for (int step = 1; step <= 1000; ++step)
            points.emplace_back(step, 0.1);
        append(history, points);
        const QImage without = plot.grab().toImage();
        appendValidation(history, {{200, 0.3}, {400, 0.2}, {500, NAN}, {800, 0.15}});
        QCOMPARE(int(history.validation().size()), 3); // what is not a number is no point
        QVERIFY(plot.grab().toImage() != without);
        QVERIFY(plot.summary().contains(QStringLiteral("0.1500")));
        appendValidation(history, {{400, 0.25}}); // back to a checkpoint
        QCOMPARE(int(history.validation().size()), 2);
        history.setStatus(runningSince(-1, -1)); // none yet
        history.setStatus(runningSince(-1, 700));
        history.setStatus(runningSince(-1, 700));
        QCOMPARE(int(history.skipped().size()), 1);
        QTest::mouseMove(&plot, QPoint(200, 100)); // the hover card has room for it
        plot.grab();
        history.begin();
        QCOMPARE(int(history.validation().size()), 0);
        QCOMPARE(int(history.skipped().size()), 0);
    }

    void heatMapPicksTimesteps()
    {
        RunHistory history;
        LossHeatMap map(history);
        map.resize(600, 200);
        for (int step = 1; step < 4000; ++step) // more than it keeps columns: they merge
            history.addLosses({{step, 0, 0, 0, {{step % 1000, 0.1f}, {999, NAN}}}}, 1000);
        map.setProbe(500);
        map.show();
        map.grab();
        QSignalSpy picked(&map, &LossHeatMap::timestepPicked);
        QTest::mouseClick(&map, Qt::LeftButton, {}, QPoint(200, 6));
        QTest::mouseClick(&map, Qt::LeftButton, {}, QPoint(200, 192));
        QCOMPARE(picked.count(), 2);
        QVERIFY(picked[0][0].toInt() > 950); // noise on top
        QVERIFY(picked[1][0].toInt() < 50);
    }

    // A run that goes on knows nothing of the noise levels before; what it learns now stands below its own steps.
    void theHeatMapSharesTheAxisOfTheCurve()
    {
        RunHistory history;
        LossHeatMap map(history);
        map.resize(600, 200);
        QCOMPARE(history.byTimestep().range(), (std::pair(0.0, 0.0)));
        for (int step = 501; step <= 1000; ++step)
            history.addLosses({{step, 0, 0, 0, {{10, 0.5f}, {990, 0.005f}}}}, 1000);
        QVERIFY(std::abs(history.byTimestep().range().first - 0.005) < 1e-6 &&
                std::abs(history.byTimestep().range().second - 0.5) < 1e-6);
        const QImage shown = map.grab().toImage();
        const double unit = shown.width() / 600.0;
        const auto at = [&](int x) { return shown.pixelColor(int(x * unit), int(190 * unit)); }; // the least noise
        const QColor hot = LossHeatMap::colour(1, paletteOf(&map).dark);
        QCOMPARE(at(500), hot);
        QCOMPARE(at(320), hot);
        QVERIFY(at(270) != hot && at(80) != hot);
    }
};

GUI_TEST_MAIN(TestPlots)
#include "tst_plots.moc"
