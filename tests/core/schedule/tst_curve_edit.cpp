#include "core/base/random.h"
#include "core/schedule/curve_edit.h"
#include "core/schedule/schedule_check.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <cmath>

using namespace diffuscope;

namespace {

// What the editor promises: takes part in alphaBarThrough() and makes a schedule for every T.
bool usable(const std::vector<CurvePoint>& handles)
{
    for (const int timesteps : {10, 50, 1000, 4000}) {
        const ScheduleCheck check = checkSchedule({"custom", timesteps, {{"curve", curveText(handles)}}});
        if (!check.schedule) {
            qWarning("%s: %s (%s), T %d", curveText(handles).c_str(), check.happened.text().c_str(),
                     check.subject.text().c_str(), timesteps);
            return false;
        }
    }
    return true;
}

} // namespace

class TestCurveEdit : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void handlesFollowEverySchedule()
    {
        for (const ScheduleInfo& info : scheduleCatalog())
            for (const int timesteps : {10, 250, 1000, 4000}) {
                const Schedule schedule = makeSchedule({info.id, timesteps, {}});
                const std::vector<CurvePoint> handles = handlesOn(schedule);
                QVERIFY2(handles.size() >= 6 && handles.size() <= 12, info.id.c_str());
                QVERIFY2(usable(handles), info.id.c_str());
                const AlphaBarCurve curve = alphaBarThrough(handles);
                for (int t = 0; t < timesteps; ++t) {
                    const double miss = std::abs(curve(double(t + 1) / timesteps) - schedule.alphaBar(t));
                    QVERIFY2(miss < 0.04, qPrintable(QStringLiteral("%1 T %2 t %3: %4")
                                                         .arg(QString::fromStdString(info.id))
                                                         .arg(timesteps)
                                                         .arg(t)
                                                         .arg(miss)));
                }
            }
        QCOMPARE(handlesOn(makeSchedule({})).size(), std::size_t(6)); // four between the ends, as drawn
    }

    void whateverIsDraggedStaysMonotone()
    {
        std::vector<CurvePoint> handles = handlesOn(makeSchedule({}));
        Random random(3, "drag");
        for (int move = 0; move < 2000; ++move) {
            const std::size_t index = std::size_t(random.below(int(handles.size()) + 1)); // one past the end, too
            const CurvePoint to{random.uniform() * 3 - 1, random.uniform() * 3 - 1};
            const int what = random.below(10);
            handles = what == 0   ? withHandleAt(handles, to.x)
                      : what == 1 ? withoutHandle(handles, index)
                                  : withHandleMoved(handles, index, to);
            QVERIFY(handles.size() >= 2);
            if (move % 20 == 0)
                QVERIFY(usable(handles));
        }
        QVERIFY(usable(withHandleMoved({{0, 1}, {1, 0.5}}, 1, {0.3, 2}))); // no noise at all is refused
        QVERIFY(usable(withHandleMoved({{0, 1}, {0.1, 0.5}, {1, 0}}, 1, {0.1, -3})));
        const auto same = withHandleMoved(handles, 0, {0.5, 0.5});
        QCOMPARE(curveText(same), curveText(handles)); // the data end is fixed
        QCOMPARE(curveText(withHandleMoved(handles, 1, {NAN, 0.5})), curveText(handles));
    }

    void addedHandleLiesOnTheCurve()
    {
        const std::vector<CurvePoint> before = curvePoints("0:1 0.25:0.85 0.5:0.5 0.75:0.15 1:0");
        const std::vector<CurvePoint> after = withHandleAt(before, 0.6);
        QCOMPARE(after.size(), before.size() + 1);
        QVERIFY(std::abs(after[3].y - alphaBarThrough(before)(0.6)) < 1e-12);
        QCOMPARE(withHandleAt(after, 0.6).size(), after.size()); // there is one already
        QCOMPARE(withoutHandle(after, 3).size(), before.size());
        QCOMPARE(withoutHandle(after, 0).size(), after.size());
        QCOMPARE(withoutHandle(after, after.size() - 1).size(), after.size());
    }

    void strokeBecomesAFallingCurve()
    {
        const AlphaBarCurve under = [](double x) { return 1 - x; };
        std::vector<CurvePoint> stroke;
        for (int i = 0; i <= 100; ++i)
            stroke.push_back({i / 100.0, 1 - std::pow(i / 100.0, 3)});
        const std::vector<CurvePoint> drawn = curveOfStroke(stroke, under);
        QVERIFY(usable(drawn) && drawn.size() <= 12);
        for (int i = 0; i <= 100; ++i)
            QVERIFY(std::abs(alphaBarThrough(drawn)(i / 100.0) - (1 - std::pow(i / 100.0, 3))) < 0.02);
        Random random(9, "scribble"); // up, down and back, and out of the box
        for (int trial = 0; trial < 50; ++trial) {
            std::vector<CurvePoint> scribble;
            for (int i = 0; i < 40; ++i)
                scribble.push_back({random.uniform() * 1.4 - 0.2, random.uniform() * 1.4 - 0.2});
            QVERIFY(usable(curveOfStroke(scribble, under)));
        }
        // Only where it passed: the rest stays what it was.
        const auto part = curveOfStroke({{0.4, 0.6}, {0.5, 0.3}, {0.6, 0.4}}, under);
        QVERIFY(std::abs(alphaBarThrough(part)(0.2) - 0.8) < 0.03);
        QVERIFY(usable(curveOfStroke({}, under)));
    }

    void checkAnswersInsteadOfThrowing()
    {
        QVERIFY(checkSchedule({}).schedule);
        const ScheduleCheck large = checkSchedule({"linear", 1000, {{"beta_end", 5.0}}});
        QVERIFY(!large.schedule && !large.happened.empty() && large.subject.text().find("5") != std::string::npos);
        QVERIFY(!checkSchedule({"linear", 1000, {{"beta_end", 0.999}}}).schedule);
        QVERIFY(!checkSchedule({"nothing", 1000, {}}).schedule);
        QVERIFY(!checkSchedule({"linear", 0, {}}).schedule);
        QVERIFY(!checkSchedule({"custom", 100, {{"curve", std::string("0:1 nonsense")}}}).schedule);
    }

    void terminalNoiseIsTheGaussiansDivergence()
    {
        const TerminalNoise good = terminalNoise(makeSchedule({}));
        QVERIFY(good.gaussian && good.kl > 0 && good.kl < 1e-4);
        const Schedule weak = makeSchedule({"linear", 1000, {{"beta_end", 0.002}}});
        const TerminalNoise bad = terminalNoise(weak, 0.4);
        QVERIFY(!bad.gaussian);
        QCOMPARE(bad.signalScale, weak.signalScale(999));
        // KL of N(m, v) from N(0, 1), numerically, with m^2 = alphaBar * 0.4.
        const double m = bad.signalScale * std::sqrt(0.4), v = 1 - bad.alphaBar;
        double kl = 0;
        for (int i = -4000; i < 4000; ++i) {
            const double x = i / 400.0, q = std::exp(-(x - m) * (x - m) / (2 * v)) / std::sqrt(2 * M_PI * v);
            kl += q * (-(x - m) * (x - m) / (2 * v) - 0.5 * std::log(v) + x * x / 2) / 400;
        }
        QVERIFY2(std::abs(bad.kl - kl) < 1e-6, qPrintable(QString::number(bad.kl - kl)));
        QCOMPARE(terminalNoise(makeSchedule({"cosine", 50, {{"rescale_betas_zero_snr", true}}})).kl, 0.0);
    }
};

TEST_MAIN(TestCurveEdit)
#include "tst_curve_edit.moc"
