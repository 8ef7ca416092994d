#include "core/base/error.h"
#include "core/schedule/alpha_bar_curve.h"
#include "core/schedule/forward.h"
#include "core/schedule/schedule.h"
#include "tests/support/refusals.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <cmath>
#include <fstream>
#include <limits>
#include <map>

using namespace diffuscope;

namespace {

const int kLengths[] = {1, 2, 10, 100, 1000, 4000, 10000};

bool near(double value, double expected, double relative)
{
    return std::abs(value - expected) <= relative * std::abs(expected);
}

ScheduleSpec specOf(const std::string& id, int timesteps) { return {id, timesteps, {}}; }

} // namespace

class TestSchedule : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tablesMatchDiffusers();
    void everyScheduleDestroysTheData_data();
    void everyScheduleDestroysTheData();
    void posteriorIsConsistentWithTheForwardProcess_data() { everyScheduleDestroysTheData_data(); }
    void posteriorIsConsistentWithTheForwardProcess();
    void rescalingIsOptionalAndResolvable();
    void signalToNoiseAgrees();
    void badSchedulesAreRefused();
    void zeroTerminalSnrEndsWithoutSignal();
    void curvesAreTheirPapers();
    void customCurveGoesThroughItsPoints();
    void badCurvesAreRefused();
    void jumpIsTheClosedForm();
    void walkHasTheClosedFormsMoments();
    void walkBackIsTheSameWalk();
};

void TestSchedule::tablesMatchDiffusers()
{
    std::ifstream golden(DIFFUSCOPE_GOLDEN_DIR "/schedules.txt");
    std::string line, name;
    std::getline(golden, line); // the header
    std::map<std::string, int> compared;
    int timestep = 0;
    double beta = 0, alphaBar = 0;
    while (golden >> name >> timestep >> beta >> alphaBar) {
        const auto& catalog = scheduleCatalog();
        const auto info = std::find_if(catalog.begin(), catalog.end(),
                                       [&](const ScheduleInfo& entry) { return entry.diffusersName == name; });
        QVERIFY2(info != catalog.end(), name.c_str());
        const Schedule schedule = makeSchedule(specOf(info->id, 1000));
        QVERIFY2(near(schedule.beta(timestep), beta, 1e-6), name.c_str());
        // The reference computes 1 - beta in float32, which costs it digits where beta is near 1.
        const double lost = 6e-8 / schedule.alpha(timestep);
        QVERIFY2(near(schedule.alphaBar(timestep), alphaBar, 1e-6 + lost), name.c_str());
        ++compared[name];
    }
    QCOMPARE(compared.size(), std::size_t(4));
    for (const auto& [schedule, count] : compared)
        QCOMPARE(count, 22);
}

void TestSchedule::everyScheduleDestroysTheData_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("timesteps");
    for (const ScheduleInfo& info : scheduleCatalog())
        for (int timesteps : kLengths)
            QTest::addRow("%s, T = %d", info.id.c_str(), timesteps) << QString::fromStdString(info.id) << timesteps;
}

void TestSchedule::everyScheduleDestroysTheData()
{
    QFETCH(QString, id);
    QFETCH(int, timesteps);
    const Schedule schedule = makeSchedule(specOf(id.toStdString(), timesteps));
    QCOMPARE(schedule.timesteps(), timesteps);
    QCOMPARE(schedule.alphaBar(-1), 1.0);
    double product = 1;
    for (int t = 0; t < timesteps; ++t) {
        QVERIFY(schedule.alphaBar(t) < schedule.alphaBar(t - 1));
        QVERIFY(schedule.alphaBar(t) > 0);
        product *= schedule.alpha(t);
        QVERIFY(near(schedule.alphaBar(t), product, 1e-12));
        const double signal = schedule.signalScale(t), noise = schedule.noiseScale(t);
        QVERIFY(std::abs(signal * signal + noise * noise - 1) < 1e-12);
    }
    QVERIFY(schedule.alphaBar(timesteps - 1) < 0.01);
    const ScheduleInfo& info = scheduleInfo(id.toStdString());
    QVERIFY(!info.name.empty() && !info.about.empty());
    for (const ParamSpec& spec : info.params) {
        QVERIFY(!spec.label.empty() && !spec.help.empty());
        validateParams(info.params, {{spec.key, spec.initial}});
    }
}

void TestSchedule::posteriorIsConsistentWithTheForwardProcess()
{
    QFETCH(QString, id);
    QFETCH(int, timesteps);
    const Schedule schedule = makeSchedule(specOf(id.toStdString(), timesteps));
    for (int t = 0; t < timesteps; t += std::max(1, timesteps / 50))
        for (int previous : {t - 1, t / 2 - 1, -1}) {
            const auto [dataWeight, stateWeight, variance] = schedule.posterior(t, previous);
            QVERIFY(dataWeight >= 0 && stateWeight >= 0 && variance >= 0);
            // Averaging q(x_prev | x_t, x_0) over q(x_t | x_0) must give q(x_prev | x_0): mean, then variance.
            const double mean = dataWeight + stateWeight * schedule.signalScale(t);
            QVERIFY(near(mean, schedule.signalScale(previous), 1e-9));
            const double total = variance + stateWeight * stateWeight * (1 - schedule.alphaBar(t));
            QVERIFY(std::abs(total - (1 - schedule.alphaBar(previous))) < 1e-9);
        }
    const auto last = schedule.posterior(0, -1); // the data itself, exactly
    QVERIFY(std::abs(last.dataWeight - 1) < 1e-12);
    QCOMPARE(last.stateWeight, 0.0);
    QCOMPARE(last.variance, 0.0);
}

void TestSchedule::rescalingIsOptionalAndResolvable()
{
    ScheduleSpec spec = specOf("linear", 4000);
    QVERIFY(near(makeSchedule(spec).beta(0), 1e-4 / 4, 1e-9));
    QVERIFY(near(makeSchedule(spec).beta(3999), 0.02 / 4, 1e-9));
    spec.params = {{"rescale", false}, {"beta_end", 0.01}};
    QVERIFY(near(makeSchedule(spec).beta(0), 1e-4, 1e-9));
    QVERIFY(near(makeSchedule(spec).beta(3999), 0.01, 1e-9));
    spec = specOf("linear", 100);
    spec.params = {{"rescale", false}};
    QVERIFY(std::abs(makeSchedule(spec).alphaBar(99) - 0.364) < 0.001); // why rescaling is the default

    for (const ScheduleInfo& info : scheduleCatalog())
        for (int timesteps : kLengths) {
            const ScheduleSpec resolved = resolvedSpec(specOf(info.id, timesteps));
            QVERIFY(makeSchedule(resolved).betas() == makeSchedule(specOf(info.id, timesteps)).betas());
            QVERIFY(resolvedSpec(resolved).params == resolved.params);
        }
}

void TestSchedule::signalToNoiseAgrees()
{
    const Schedule schedule({0.5, 0.5});
    QVERIFY(near(schedule.snr(0), 1, 1e-12));
    QVERIFY(near(schedule.snr(1), 1 / 3.0, 1e-12));
    QVERIFY(near(schedule.logSnr(1), std::log(1 / 3.0), 1e-12));
    QVERIFY(near(schedule.snrDecibel(1), 10 * std::log10(1 / 3.0), 1e-12));
    QVERIFY(std::isinf(schedule.snr(-1)));
}

void TestSchedule::badSchedulesAreRefused()
{
    QVERIFY(!messageOf([] { Schedule({}); }).empty());
    QVERIFY(messageOf([] { Schedule({1.0, 0.1}); }).find("at timestep 0") != std::string::npos);
    QCOMPARE(Schedule({0.1, 1.0}).alphaBar(1), 0.0); // zero terminal SNR is no mistake
    for (double bad : {0.0, -0.1, 1.5, std::nan(""), std::numeric_limits<double>::infinity()})
        QVERIFY(messageOf([bad] { Schedule({0.1, bad}); }).find("at timestep 1") != std::string::npos);
    QVERIFY(messageOf([] { Schedule(std::vector<double>(1000, 0.5)); }).find("below 1e-60") != std::string::npos);
    QVERIFY(!messageOf([] { Schedule(std::vector<double>(10001, 1e-4)); }).empty());
    const Schedule schedule({0.1, 0.2});
    for (int t : {-2, 2})
        QVERIFY(!messageOf([&] { schedule.alphaBar(t); }).empty());
    for (int t : {-1, 2})
        QVERIFY(!messageOf([&] { schedule.beta(t); }).empty());
    QVERIFY(!messageOf([&] { schedule.posterior(1, 1); }).empty());
    QVERIFY(!messageOf([&] { schedule.posterior(-1, -2); }).empty());
    QVERIFY(!messageOf([&] { schedule.posterior(1, -2); }).empty());

    QVERIFY(messageOf([] { makeSchedule(specOf("wavy", 10)); }).find("wavy. Known schedules: linear") !=
            std::string::npos);
    for (int timesteps : {0, -5, 10001})
        QVERIFY(!messageOf([=] { makeSchedule(specOf("cosine", timesteps)); }).empty());
    for (const char* key : {"beta_start", "beta_end"})
        for (double bad : {0.0, 1.0, -1.0, std::nan("")})
            QVERIFY(messageOf([=] { makeSchedule({"linear", 10, {{key, bad}}}); }).find(key) != std::string::npos);
    QVERIFY(messageOf([] { makeSchedule({"cosine", 10, {{"rescale", true}}}); }).find("rescale") != std::string::npos);
}

void TestSchedule::zeroTerminalSnrEndsWithoutSignal()
{
    for (const ScheduleInfo& info : scheduleCatalog()) {
        ScheduleSpec spec = specOf(info.id, 100);
        const Schedule plain = makeSchedule(spec);
        spec.params["rescale_betas_zero_snr"] = true;
        const Schedule rescaled = makeSchedule(spec);
        QVERIFY(rescaled.zeroTerminalSnr() && !plain.zeroTerminalSnr());
        QCOMPARE(rescaled.signalScale(99), 0.0);
        QCOMPARE(rescaled.snr(99), 0.0);
        QVERIFY(near(rescaled.alphaBar(0), plain.alphaBar(0), 1e-12)); // Lin et al. 2023: the first stays
        const Image data(1, 4, 4, 0.7f), noise = noiseImage(1, 4, 4, 3);
        QVERIFY(forwardJump(data, noise, rescaled, 99).values == noise.values);
    }
}

void TestSchedule::curvesAreTheirPapers()
{
    // Jabri et al. 2022 with start -3, end 3, tau 1: alpha-bar at T as lucidrains' implementation ends (3.0e-7).
    const Schedule sigmoid = makeSchedule(specOf("sigmoid_alpha_bar", 1000));
    QVERIFY(near(sigmoid.alphaBar(499), 0.5, 1e-9));
    QVERIFY(sigmoid.alphaBar(999) > 1e-7 && sigmoid.alphaBar(999) < 1e-6);
    // Hang et al. 2024: log-SNR = -scale sgn(1/2 - x) ln(1 - 2|x - 1/2|) around location 0.
    const Schedule laplace = makeSchedule(specOf("laplace", 1000));
    QVERIFY(std::abs(laplace.logSnr(499)) < 1e-9);
    QVERIFY(near(laplace.logSnr(249), -0.5 * std::log(0.5), 1e-9));
    QVERIFY(near(laplace.logSnr(749), 0.5 * std::log(0.5), 1e-9));
    ScheduleSpec moved = specOf("laplace", 1000);
    moved.params["location"] = 1.5;
    QVERIFY(near(makeSchedule(moved).logSnr(499), 1.5, 1e-9));
}

void TestSchedule::customCurveGoesThroughItsPoints()
{
    ScheduleSpec spec = specOf("custom", 1000);
    spec.params["curve"] = std::string("0:1 0.2:0.9, 0.6:0.3 0.8:0.3 1:0.001");
    const Schedule schedule = makeSchedule(spec);
    QVERIFY(near(schedule.alphaBar(199), 0.9, 1e-9));
    QVERIFY(near(schedule.alphaBar(599), 0.3, 1e-9));
    QVERIFY(near(schedule.alphaBar(799), 0.3, 1e-4)); // flat, but every step adds a little
    QVERIFY(near(schedule.alphaBar(999), 0.001, 1e-3));
    for (int t = 1; t < 1000; ++t)
        QVERIFY(schedule.alphaBar(t) < schedule.alphaBar(t - 1));
    QCOMPARE(curveText(curvePoints("0:1 0.5:0.25 1:0")), std::string("0:1 0.5:0.25 1:0"));
}

void TestSchedule::badCurvesAreRefused()
{
    for (const char* bad : {"", "0:1", "0:1 1:1", "0:0.9 1:0", "0:1 0.5:0.2 0.4:0.1 1:0", "0:1 0.5:0.2 0.6:0.3 1:0",
                            "0:1 0.9:0", "0:1 1:-0.1", "0:1 x:0.5 1:0", "0:1 0.5 1:0", "0:1 nan:0.5 1:0"})
        QVERIFY2(!messageOf([bad] { curvePoints(bad); }).empty(), bad);
    std::string many = "0:1";
    for (int i = 1; i < 200; ++i)
        many += " 0." + std::to_string(1000 + i) + ":0.5";
    QVERIFY(!messageOf([&] { curvePoints(many + " 1:0"); }).empty());
    QVERIFY(!messageOf([] { makeSchedule({"sigmoid_alpha_bar", 10, {{"start", 2.0}, {"end", 1.0}}}); }).empty());
}

void TestSchedule::jumpIsTheClosedForm()
{
    const Schedule schedule = makeSchedule(specOf("linear", 1000));
    const Image data = noiseImage(3, 4, 4, 1), noise = noiseImage(3, 4, 4, 2);
    QVERIFY(forwardJump(data, noise, schedule, -1).values == data.values);
    for (int t : {0, 500, 999}) {
        const Image state = forwardJump(data, noise, schedule, t);
        for (std::size_t i = 0; i < state.values.size(); ++i) {
            const double expected = std::sqrt(schedule.alphaBar(t)) * double(data.values[i]) +
                                    std::sqrt(1 - schedule.alphaBar(t)) * double(noise.values[i]);
            QVERIFY(std::abs(double(state.values[i]) - expected) < 1e-6);
        }
    }
    QVERIFY(!messageOf([&] { forwardJump(data, noiseImage(1, 4, 4, 2), schedule, 0); }).empty());
    QVERIFY(!messageOf([&] { forwardJump(data, noise, schedule, 1000); }).empty());
}

void TestSchedule::walkHasTheClosedFormsMoments()
{
    // Each pixel of a flat picture is an independent walk: a 120 x 120 picture is 14400 of them.
    const Schedule schedule = makeSchedule(specOf("linear", 100));
    MarkovWalk walk(Image(1, 120, 120, 0.8f), schedule, 7);
    for (int t : {0, 10, 30, 63, 99}) {
        walk.walkTo(t);
        const ImageStats stats = statsOf(walk.state());
        const double deviation = schedule.noiseScale(t), error = deviation / 120;
        QVERIFY(std::abs(stats.mean - 0.8 * schedule.signalScale(t)) < 5 * error);
        QVERIFY(std::abs(stats.standardDeviation - deviation) < 5 * error / std::sqrt(2.0));
    }
}

void TestSchedule::walkBackIsTheSameWalk()
{
    const Schedule schedule = makeSchedule(specOf("cosine", 300));
    const Image data = noiseImage(3, 4, 4, 1);
    MarkovWalk walk(data, schedule, 5);
    std::vector<Image> states;
    while (walk.timestep() < 299) {
        walk.advance();
        states.push_back(walk.state());
    }
    QVERIFY(!messageOf([&] { walk.advance(); }).empty());
    for (int t : {298, 64, 63, 62, 0, 200, 128, 127, 191, 299}) {
        walk.walkTo(t);
        QCOMPARE(walk.timestep(), t);
        QVERIFY(walk.state().values == states[std::size_t(t)].values);
    }
    walk.walkTo(-1);
    QVERIFY(walk.state().values == data.values);
    MarkovWalk same(data, schedule, 5), other(data, schedule, 6);
    same.walkTo(70);
    other.walkTo(70);
    QVERIFY(same.state().values == states[70].values);
    QVERIFY(other.state().values != states[70].values);
    QVERIFY(!messageOf([&] { same.walkTo(300); }).empty());
    QCOMPARE(same.timestep(), 70);
}

TEST_MAIN(TestSchedule)
#include "tst_schedule.moc"
