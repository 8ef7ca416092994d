#include "core/session/catalog.h"
#include "tests/journeys/workbench.h"
#include "tests/support/test_main.h"
#include "tests/ui/reverse/small_run.h"
#include "ui/reverse/step/prediction_strip.h"
#include "ui/reverse/step/step_equations.h"
#include "ui/reverse/step/step_numbers.h"
#include "ui/reverse/trajectories/predicted_range.h"
#include "ui/reverse/trajectories/trajectory.h"
#include "ui/style/theme.h"
#include "ui/timeline/timeline_geometry.h"

#include <QApplication>
#include <QHelpEvent>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>

#include <cmath>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {

Trajectory trajectoryOf(const SmallRun& run, const std::string& sampler, int frames)
{
    Trajectory trajectory;
    trajectory.begin(run.started(), run.request(sampler));
    const auto made = run.frames();
    for (int k = 0; k < frames; ++k)
        trajectory.add(made[std::size_t(k)]);
    return trajectory;
}

} // namespace

// What is shown of a walk's steps: the guess over time, the numbers of a step, its equation.
class TestReverseSteps : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*static_cast<QApplication*>(QApplication::instance()), ThemeName::Ink); }

    void aClickInTheStripPicksAStep()
    {
        const Trajectory trajectory = trajectoryOf({{1000, 600, 300, 0}}, "ddim", 4);
        PredictionStrip strip;
        strip.resize(900, strip.sizeHint().height());
        strip.alignToTrack(100, 700);
        strip.setTrajectory(&trajectory, 0);
        QSignalSpy picked(&strip, &PredictionStrip::stepPicked);
        const TimelineGeometry geometry{700, 1000, false};
        for (const int step : {1000, 640, 0}) {
            QTest::mouseClick(&strip, Qt::LeftButton, {}, QPoint(100 + int(std::lround(geometry.xOf(step))), 30));
            QVERIFY(!picked.isEmpty());
            QVERIFY(std::abs(picked.takeLast().first().toInt() - step) <= 1); // a pixel is more than a step
        }
        picked.clear();
        QTest::mouseClick(&strip, Qt::LeftButton, {}, QPoint(40, 30)); // the words
        QCOMPARE(picked.count(), 0);
        QCOMPARE(trajectory.indexAt(640), 1); // the frame that is then shown
    }

    void theStripsNumbersAreTheChanges()
    {
        const Trajectory trajectory = trajectoryOf({{1000, 600, 300, 0}}, "ddim", 4);
        PredictionStrip strip;
        QVERIFY(strip.table().rows <= 0); // without a run
        strip.setTrajectory(&trajectory, 1);
        const ChartTable table = strip.table();
        QCOMPARE(table.rows, qsizetype(2));
        QCOMPARE(table.cell(0, 0).toInt(), 600);
        QCOMPARE(table.cell(0, 1).toInt(), 300);
        QCOMPARE(table.cell(1, 2).toDouble(), trajectory.predictionChange(3, 1));
        strip.setStep(300);
        QCOMPARE(strip.table().now, qsizetype(0));
        strip.setFolded(true);
        QVERIFY(strip.sizeHint().height() < 100);
        strip.resize(900, 64);
        QVERIFY(!strip.grab().isNull());
        // A walk grows, and is painted before anybody has told.
        const auto made = SmallRun{{1000, 600, 300, 0}}.frames();
        Trajectory growing = trajectoryOf({{1000, 600, 300, 0}}, "ddim", 1);
        strip.setTrajectory(&growing, 0);
        for (std::size_t k = 1; k < made.size(); ++k)
            growing.add(made[k]);
        QVERIFY(!strip.grab().isNull());
        QCOMPARE(strip.table().rows, qsizetype(2));
    }

    void aStepsNumbersAreOfItsFrame()
    {
        const SmallRun run{{1000, 600, 300, 0}};
        const Schedule schedule = makeSchedule({});
        QVERIFY(!stepNumbers(trajectoryOf(run, "ddim", 1), 0, 0, {})); // lone noise
        const Trajectory trajectory = trajectoryOf(run, "ddim", 3);
        const auto numbers = stepNumbers(trajectory, 1, 0, QStringLiteral("epsilon"));
        QVERIFY(numbers.has_value());
        QCOMPARE(numbers->from, 600);
        QCOMPARE(numbers->to, 300);
        QCOMPARE(numbers->signalAsked, schedule.signalScale(599));
        QCOMPARE(numbers->noiseAsked, schedule.noiseScale(599));
        const auto newest = stepNumbers(trajectory, 2, 0, QStringLiteral("epsilon"));
        QCOMPARE(newest->from, 600); // nothing has been said of it yet: the step that led to it
        QCOMPARE(newest->to, 300);
    }

    // Whatever the sampler: its rule, the sum that the frame tells, and what the symbols mean.
    void everySamplerHasItsEquation()
    {
        const std::vector<int> stops{1000, 600, 300, 0};
        for (const CatalogEntry& entry : samplers()) {
            const SmallRun run{stops};
            Trajectory trajectory;
            trajectory.begin(run.started(), run.request(entry.id));
            for (const FramePtr& made : run.frames()) {
                auto frame = std::make_shared<Frame>(*made);
                using Kind = StepTerm::Kind;
                frame->terms.next = {{Kind::State, 0.5},
                                     {Kind::PredictedData, -0.25, 0},
                                     {Kind::PredictedData, 0.125, 1},
                                     {Kind::PredictedNoise, 0.75, 0, 1},
                                     {Kind::FreshNoise, 1e-9}};
                if (entry.id == "edm") {
                    frame->stirredAlphaBar = frame->fromAlphaBar * 0.9;
                    frame->terms.corrected = {{Kind::State, 0.9}, {Kind::FreshNoise, 0.3}};
                }
                trajectory.add(frame);
            }
            const auto numbers = stepNumbers(trajectory, 1, 0, QStringLiteral("epsilon"));
            QVERIFY2(numbers && !numbers->rule.isEmpty() && !numbers->words.isEmpty(), entry.id.c_str());
            QCOMPARE(numbers->next.size(), qsizetype(4)); // a term of nothing is none
            QCOMPARE(numbers->coefficient("\\state{x_t}"), 0.5);
            QCOMPARE(numbers->coefficient("\\prediction{\\hat{x}_0}"), -0.25);
            QVERIFY(numbers->next[2].symbol.endsWith("@1000}")); // an earlier step's, asked there
            QVERIFY(numbers->next[3].symbol.endsWith(QChar(0x2032)));
            QVERIFY(!numbers->next[0].picture.isNull() && numbers->next[2].picture.isNull());
            QCOMPARE(numbers->stirred, entry.id == "edm");
            QCOMPARE(numbers->corrected.size(), qsizetype(entry.id == "edm" ? 2 : 0));
            QVERIFY(std::abs(numbers->signalAsked - std::sqrt(trajectory.frame(2).askedAlphaBar())) < 1e-12);
            StepEquations page;
            page.resize(304, 10);
            page.setNumbers(numbers);
            QVERIFY(page.sizeHint().height() > 100 && page.sizeHint().height() < 400);
            page.resize(page.sizeHint());
            QVERIFY(!page.grab().isNull());
            QVERIFY(page.accessibleDescription().contains(QStringLiteral("0.125")));
            if (entry.id != "ddim")
                continue;
            QStringList told; // of every place the pointer may rest on
            page.show();
            for (int y = 4; y < page.height(); y += 12)
                for (int x = 4; x < page.width(); x += 20) {
                    QToolTip::hideText();
                    QHelpEvent rest(QEvent::ToolTip, QPoint(x, y), page.mapToGlobal(QPoint(x, y)));
                    QApplication::sendEvent(&page, &rest);
                    told << QToolTip::text();
                }
            QToolTip::hideText();
            const QString all = told.join(u'\n');
            for (const QString& now : {number(numbers->noiseAsked, 4), QStringLiteral("times 0.5000"),
                                       QStringLiteral("times ") + number(-0.25, 4), QStringLiteral("from t = 600")})
                QVERIFY2(all.contains(now), qPrintable(now + u'\n' + all));
        }
    }

    // Where nothing limits x0-hat, pictures whose guess leaves [-1, 1] by far are counted.
    void guessesBeyondTheRangeAreCounted()
    {
        const std::vector<int> stops{1000, 800, 600, 400, 200, 0};
        const auto count = [&](float offset, std::vector<bool> limited) {
            SmallRun run{stops};
            run.offset = offset;
            Trajectory trajectory;
            trajectory.begin(run.started(), run.request("dpmsolver++"));
            for (const FramePtr& made : run.frames()) {
                auto frame = std::make_shared<Frame>(*made);
                frame->limited = limited;
                trajectory.add(frame);
            }
            return picturesBeyondRange(trajectory);
        };
        QCOMPARE(count(0, {}), 0);
        QCOMPARE(count(0.95f, {}), 1); // the guesses of the first end at 1.45, of the second at 1.65
        QCOMPARE(count(2, {}), 2);
        QCOMPARE(count(2, {true, true}), 0);

        // Every step may be the one, the last as well as any before it.
        std::vector<int> many;
        for (int k = 0; k < 23; ++k)
            many.push_back(1000 - 45 * k);
        const SmallRun run{many};
        const auto made = run.frames();
        Trajectory late;
        late.begin(run.started(), run.request("ddpm"));
        constexpr std::size_t kNewest = 21;
        for (std::size_t k = 0; k <= kNewest; ++k) {
            auto frame = std::make_shared<Frame>(*made[k]);
            if (k > 0) // guesses near 0, but for the newest ones
                frame->pictures = made[k < kNewest ? 1 : 12]->pictures;
            late.add(frame);
        }
        QCOMPARE(picturesBeyondRange(late), 2);
    }
};

OWN_SETTINGS_TEST_MAIN(TestReverseSteps)
#include "tst_reverse_steps.moc"
