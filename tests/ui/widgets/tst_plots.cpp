#include "core/base/random.h"
#include "ui/train/loss/loss_heat_map.h"
#include "ui/train/loss/loss_plot.h"
#include "ui/widgets/chart/histogram_plot.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace diffuscope;
using namespace diffuscope::ui;

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
        LossPlot plot;
        plot.resize(600, 240);
        std::vector<std::pair<std::int64_t, double>> points;
        for (int step = 1; step <= 5000; ++step)
            points.emplace_back(step, 0.1 + (step % 2 ? 0.05 : -0.05));
        plot.append(points);
        QCOMPARE(plot.pointCount(), 5000);
        QVERIFY(qAbs(plot.smoothed() - 0.1) < 0.005);
        plot.append({{5001, NAN}, {5002, INFINITY}});
        QVERIFY(qAbs(plot.smoothed() - 0.1) < 0.005); // a bad step does not spoil the curve
        plot.setCheckpoints({1000, 5000});
        plot.grab();
        plot.append({{4001, 0.1}}); // back to a checkpoint
        QCOMPARE(plot.lastStep(), std::int64_t(4001));
        QCOMPARE(plot.pointCount(), 4001);
        const auto [left, right] = plot.axisPixels();
        QVERIFY(left >= 0 && right > left && right <= 600);
        plot.clear();
        QCOMPARE(plot.smoothed(), 0.0);
        plot.grab();
        for (int step = 1; step <= 60; ++step)
            plot.append({{step, 4.0 / step}});
        QVERIFY(plot.smoothed() > 4.0 / 60 && plot.smoothed() < 8.0 / 60); // the start does not hang on
    }

    void validationIsACurveOfItsOwn()
    {
        LossPlot plot;
        plot.resize(600, 240);
        std::vector<std::pair<std::int64_t, double>> points;
        for (int step = 1; step <= 1000; ++step)
            points.emplace_back(step, 0.1);
        plot.append(points);
        const QImage without = plot.grab().toImage();
        plot.appendValidation({{200, 0.3}, {400, 0.2}, {500, NAN}, {800, 0.15}});
        QCOMPARE(plot.validationCount(), 3); // what is not a number is no point
        QVERIFY(plot.grab().toImage() != without);
        QVERIFY(plot.summary().contains(QStringLiteral("0.1500")));
        plot.appendValidation({{400, 0.25}}); // back to a checkpoint
        QCOMPARE(plot.validationCount(), 2);
        plot.addSkipped(-1); // none yet
        plot.addSkipped(700);
        plot.addSkipped(700);
        QCOMPARE(plot.skippedCount(), 1);
        QTest::mouseMove(&plot, QPoint(200, 100)); // the hover card has room for it
        plot.grab();
        plot.clear();
        QCOMPARE(plot.validationCount(), 0);
        QCOMPARE(plot.skippedCount(), 0);
    }

    void heatMapPicksTimesteps()
    {
        LossHeatMap map;
        map.resize(600, 200);
        for (int step = 1; step < 4000; ++step) // more than it keeps columns: they merge
            map.append(step, {{step % 1000, 0.1f}, {999, NAN}}, 1000);
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
        LossHeatMap map;
        map.resize(600, 200);
        QCOMPARE(map.range(), (std::pair(0.0, 0.0)));
        for (int step = 501; step <= 1000; ++step)
            map.append(step, {{10, 0.5f}, {990, 0.005f}}, 1000);
        QVERIFY(std::abs(map.range().first - 0.005) < 1e-6 && std::abs(map.range().second - 0.5) < 1e-6);
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
#include "tests/support/test_main.h"
#include "tst_plots.moc"
#include "ui/style/theme.h"
