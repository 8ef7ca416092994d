#include "core/base/error.h"
#include "core/schedule/schedule.h"
#include "core/schedule/step_grid.h"
#include "tests/support/refusals.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <cmath>

using namespace diffuscope;

namespace {

Schedule scheduleOf(int timesteps, const char* id = "linear")
{
    return timesteps < 3 ? Schedule(std::vector<double>(std::size_t(timesteps), 0.3))
                         : makeSchedule({id, timesteps, {}});
}

std::vector<double> timestepsOf(GridKind kind, int total, int count, const char* spacing, int offset = 0)
{
    GridSettings settings;
    settings.count = count;
    settings.spacing = spacing;
    settings.offset = offset;
    std::vector<double> timesteps;
    for (const SamplerStep& step : makeStepGrid(scheduleOf(total), kind, settings))
        timesteps.push_back(step.now.timestep);
    return timesteps;
}

using Steps = std::vector<double>;

} // namespace

class TestStepGrid : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void spacingsMatchDiffusers() // set_timesteps of diffusers 0.27: DDIM, DPM-Solver++, Euler
    {
        const auto of = [](int count, const char* spacing, int offset = 0) {
            return timestepsOf(GridKind::Timesteps, 1000, count, spacing, offset);
        };
        QCOMPARE(of(10, "leading"), (Steps{900, 800, 700, 600, 500, 400, 300, 200, 100, 0}));
        QCOMPARE(of(10, "trailing"), (Steps{999, 899, 799, 699, 599, 499, 399, 299, 199, 99}));
        QCOMPARE(of(10, "linspace"), (Steps{999, 888, 777, 666, 555, 444, 333, 222, 111, 0}));
        QCOMPARE(of(5, "leading", 1), (Steps{801, 601, 401, 201, 1}));
        QCOMPARE(of(3, "trailing"), (Steps{999, 666, 332}));
        QCOMPARE(of(3, "linspace"), (Steps{999, 500, 0})); // 499.5 goes to the even 500
        QCOMPARE(of(31, "linspace")[15], 499.0);           // numpy makes 499.49999999999994 of this half
        QCOMPARE(of(27, "linspace")[13], 499.0);
        QCOMPARE(of(11, "linspace")[5], 500.0);
        QCOMPARE(timestepsOf(GridKind::Timesteps, 10, 4, "trailing"), (Steps{9, 7, 4, 1})); // 7.5 -> 8, 2.5 -> 2
        QCOMPARE(timestepsOf(GridKind::Solver, 1000, 4, "linspace"), (Steps{999, 749, 500, 250}));
        QCOMPARE(timestepsOf(GridKind::Solver, 1000, 4, "leading"), (Steps{800, 600, 400, 200}));
        QCOMPARE(timestepsOf(GridKind::Solver, 1000, 4, "trailing"), (Steps{999, 749, 499, 249}));
        QCOMPARE(timestepsOf(GridKind::Sigmas, 1000, 5, "linspace"), (Steps{999, 749.25, 499.5, 249.75, 0}));
    }

    void stepsJoinAndFallStrictly()
    {
        for (const char* spacing : {"leading", "trailing", "linspace"})
            for (int total : {1, 2, 7, 100, 1000})
                for (int count = 1; count <= total; ++count) {
                    const Schedule schedule = scheduleOf(total);
                    const auto grid = makeStepGrid(schedule, count, spacing);
                    QCOMPARE(int(grid.size()), count);
                    for (std::size_t i = 0; i < grid.size(); ++i) {
                        const auto [now, next] = grid[i];
                        QVERIFY(now.timestep >= 0 && now.timestep < total && next.timestep < now.timestep);
                        QCOMPARE(next.timestep, i + 1 < grid.size() ? grid[i + 1].now.timestep : -1);
                        QCOMPARE(now.alphaBar, schedule.alphaBar(int(now.timestep)));
                    }
                    QCOMPARE(grid.back().next.alphaBar, 1.0);
                    if (std::string(spacing) == "trailing")
                        QCOMPARE(grid.front().now.timestep, double(total - 1));
                }
    }

    void curvesSpanTheSchedule_data()
    {
        QTest::addColumn<QString>("curve");
        QTest::addColumn<int>("kind");
        for (const char* curve : {"karras", "exponential", "uniform"})
            for (int kind = 0; kind < 3; ++kind)
                QTest::addRow("%s %d", curve, kind) << curve << kind;
    }

    void curvesSpanTheSchedule()
    {
        QFETCH(QString, curve);
        QFETCH(int, kind);
        const Schedule schedule = scheduleOf(1000);
        GridSettings settings;
        settings.count = 12;
        settings.spacing = "linspace";
        settings.sigmas = curve.toStdString();
        const auto grid = makeStepGrid(schedule, GridKind(kind), settings);
        QCOMPARE(int(grid.size()), 12);
        const double first = levelAt(schedule, 999).sigma(), last = levelAt(schedule, 0).sigma();
        QVERIFY(std::abs(grid.front().now.sigma() / first - 1) < 1e-9);
        QVERIFY(std::abs(grid.back().now.sigma() / last - 1) < 1e-9);
        const double second = grid[1].now.sigma();
        const double rho = 1.0 / 7,
                     karras = std::pow(std::pow(first, rho) + (std::pow(last, rho) - std::pow(first, rho)) / 11, 7.0);
        const double expected = curve == "karras"        ? karras
                                : curve == "exponential" ? first * std::pow(last / first, 1.0 / 11)
                                                         : first + (last - first) / 11;
        QVERIFY(std::abs(second / expected - 1) < 1e-9);
        for (const SamplerStep& step : grid)
            QVERIFY(step.next.sigma() < step.now.sigma());
        const bool whole = GridKind(kind) == GridKind::Solver;
        QCOMPARE(grid[5].now.timestep == std::round(grid[5].now.timestep), whole);
    }

    void levelsInvertEachOther()
    {
        const Schedule schedule = scheduleOf(1000, "cosine");
        for (double t : {0.0, 3.0, 500.0, 998.0, 999.0}) {
            const NoiseLevel level = levelAtTimestep(schedule, t);
            QVERIFY(std::abs(level.alphaBar - schedule.alphaBar(int(t))) < 1e-12);
            QVERIFY(std::abs(levelAtSigma(schedule, level.sigma()).timestep - t) < 1e-6);
        }
        QVERIFY(std::abs(levelAtTimestep(schedule, 10.5).sigma() -
                         (levelAt(schedule, 10).sigma() + levelAt(schedule, 11).sigma()) / 2) < 1e-12);
        QCOMPARE(levelAtSigma(schedule, 1e9).timestep, 999.0);
        QCOMPARE(levelAtSigma(schedule, 1e-9).timestep, 0.0);
    }

    void endsAndLimitsAreKept()
    {
        const Schedule cosine = scheduleOf(1000, "cosine");
        GridSettings settings;
        settings.count = 10;
        settings.endAtFirst = true;
        QCOMPARE(makeStepGrid(cosine, GridKind::Solver, settings).back().next.alphaBar, cosine.alphaBar(0));
        settings.leastLambda = -5.1; // as diffusers' lambda_min_clipped: the noisiest levels are left out
        settings.spacing = "linspace";
        QVERIFY(makeStepGrid(cosine, GridKind::Solver, settings).front().now.lambda() >= -5.1);
        const auto grid = makeStepGrid(cosine, 4, "trailing"), back = reversedGrid(grid);
        QCOMPARE(back.front().now.timestep, -1.0);
        QCOMPARE(back.back().next.timestep, 999.0);
        const Schedule zero({0.1, 0.2, 1.0});
        settings = {};
        settings.count = 3;
        QVERIFY(std::isfinite(makeStepGrid(zero, GridKind::Sigmas, settings).front().now.sigma()));
        QCOMPARE(makeStepGrid(zero, GridKind::Timesteps, settings).front().now.alphaBar, 0.0);
    }

    void badGridsAreRefused()
    {
        const Schedule schedule = scheduleOf(100);
        for (int count : {0, -1, 101})
            EXPECT_REFUSED(makeStepGrid(schedule, count, "leading"), "this many steps");
        EXPECT_REFUSED(makeStepGrid(schedule, 5, "random"), "random");
        GridSettings settings;
        settings.count = 100;
        settings.spacing = "leading";
        settings.offset = 1;
        EXPECT_REFUSED(makeStepGrid(schedule, GridKind::Timesteps, settings), "steps_offset = 1");
        settings.offset = 0; // the solvers' leading has one point more than there are timesteps
        EXPECT_REFUSED(makeStepGrid(schedule, GridKind::Solver, settings), "this many steps");
        settings.count = 10;
        settings.sigmas = "wild";
        EXPECT_REFUSED(makeStepGrid(schedule, GridKind::Sigmas, settings), "wild");
    }
};

TEST_MAIN(TestStepGrid)
#include "tst_step_grid.moc"
