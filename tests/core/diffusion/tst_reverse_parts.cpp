// Walks that start from a picture, keep a part of it, are left in the middle or are told two things: against the
// papers' equations in Python (tests/golden/make_reverse_goldens.py) and against what Gaussian data has in closed form.
#include "core/diffusion/futures.h"
#include "core/diffusion/readings.h"
#include "core/diffusion/sampling_plan.h"
#include "core/diffusion/walk_start.h"
#include "core/interop/torch_image.h"
#include "core/model/files/tensor_file.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <ATen/Functions.h>
#include <torch/types.h>

#include <cmath>

using namespace diffuscope;

namespace {

constexpr double kAgrees = 1e-4;
constexpr double kHalfway = 500; // of the goldens' single answers

StateDict recordedRun(const char* name)
{
    return readTensors(std::string(DIFFUSCOPE_GOLDEN_DIR "/reverse/") + name + ".safetensors");
}

double differenceOf(const torch::Tensor& a, const torch::Tensor& b)
{
    return a.sizes() == b.sizes() ? (a.to(torch::kDouble) - b).abs().max().item<double>() : 1e9;
}

#define VERIFY_AGREES(a, b)                                                                                            \
    do {                                                                                                               \
        const double difference = differenceOf(a, b);                                                                  \
        QVERIFY2(difference < kAgrees, qPrintable(QString::number(difference)));                                       \
    } while (false)

// The script's.
Network recordedNetwork(double bias = 0)
{
    return [bias](const torch::Tensor& x, const torch::Tensor& timesteps) {
        const double t = timesteps[0].item<double>();
        const auto ramp = at::linspace(-1, 1, x.size(3), x.options());
        const auto seen = 0.7 * x + 0.3 * at::roll(x, {1}, {3}) - 0.2 * at::roll(x, {1}, {2}) + 0.1 * ramp + bias;
        return at::tanh(seen) * (0.9 + 0.4 * std::cos(t / 150));
    };
}

torch::Tensor answerOf(const Network& network, const torch::Tensor& x)
{
    return network(x, torch::full({x.size(0)}, kHalfway));
}

Schedule linearSchedule() { return makeSchedule({"linear", 1000, {}}); }

SamplerRun runWith(const std::string& sampler, int steps)
{
    return planSampling(linearSchedule(), {}, {sampler, steps, "trailing", {{"clip", std::string("off")}}}).run;
}

Denoiser denoiserOf(Network network)
{
    return {std::move(network), linearSchedule(), "epsilon", {ClipSettings::Mode::Off}};
}

NoiseSource rowsOf(const torch::Tensor& rows)
{
    return [rows](int index) { return rows[index]; };
}

// Two correlated pixels, N(mean, covariance): E[eps | x_t] = noise (signal^2 covariance + noise^2)^-1 (x_t - signal
// mean).
const double kMean[] = {0.4, -0.2}, kVariance[] = {0.25, 0.16}, kCovariance = 0.12;

Network twoPixels()
{
    return [schedule = linearSchedule()](const torch::Tensor& state, const torch::Tensor& timesteps) {
        const NoiseLevel level = levelAtTimestep(schedule, timesteps[0].item<double>());
        const auto mean = torch::tensor({kMean[0], kMean[1]}).to(state.dtype());
        const auto covariance =
            torch::tensor({kVariance[0], kCovariance, kCovariance, kVariance[1]}).to(state.dtype()).view({2, 2});
        const auto total = level.alphaBar * covariance + (1 - level.alphaBar) * torch::eye(2, state.options());
        const auto offset = state.view({-1, 2}) - level.signalScale() * mean;
        return (level.noiseScale() * at::mm(offset, at::inverse(total))).view(state.sizes());
    };
}

std::vector<std::string> samplerIds()
{
    std::vector<std::string> ids;
    for (const SamplerInfo& info : samplerCatalog())
        if (!info.inverts)
            ids.push_back(info.id);
    return ids;
}

void addSamplerRows()
{
    QTest::addColumn<QString>("sampler");
    for (const std::string& id : samplerIds())
        QTest::newRow(id.c_str()) << QString::fromStdString(id);
}

} // namespace

class TestReverseParts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sdeditIsThePapers()
    {
        const StateDict recorded = recordedRun("sdedit");
        const SamplerRun run = runWith("ddpm", 10);
        const std::size_t start = nearestStop(run.steps, 620);
        QCOMPARE(start, std::size_t(4)); // timestep 599
        const auto first = noisedTo(run.steps[start].now, recorded.at("picture"), recorded.at("noise"));
        VERIFY_AGREES(first, recorded.at("first"));
        const auto end =
            walkSteps(run, denoiserOf(recordedNetwork()), {first, start}, 10, rowsOf(recorded.at("fresh"))).x;
        VERIFY_AGREES(end, recorded.at("result"));
    }

    void stopsAreTheNearest()
    {
        const std::vector<SamplerStep> steps = runWith("ddim", 4).steps; // steps 1000, 750, 500, 250
        QCOMPARE(nearestStop(steps, 1000), std::size_t(0));
        QCOMPARE(nearestStop(steps, 875), std::size_t(0)); // equally near: the noisier
        QCOMPARE(nearestStop(steps, 874), std::size_t(1));
        QCOMPARE(nearestStop(steps, 1), std::size_t(3)); // never clean data
        QCOMPARE(nearestStop(steps, 1000, 2), std::size_t(2));
    }

    void repaintIsThePapers()
    {
        const StateDict recorded = recordedRun("repaint");
        SamplerRun run = runWith("ddpm", 10);
        const auto kept = recorded.at("kept"), again = recorded.at("again");
        run.inpainting = Inpainting{recorded.at("picture"), recorded.at("mask") > 0, 3, [kept, again](int index) {
                                        return index % 2 == 0 ? kept[index / 2] : again[index / 2];
                                    }};
        int calls = 0;
        const Network counted = [&calls](const torch::Tensor& x, const torch::Tensor& t) {
            ++calls;
            return recordedNetwork()(x, t);
        };
        const auto end = runSampler(run, denoiserOf(counted), recorded.at("start"), rowsOf(recorded.at("fresh")));
        VERIFY_AGREES(end, recorded.at("result"));
        QCOMPARE(calls, 9 * 3 + 1);
        QCOMPARE(networkCalls(samplerInfo("ddpm"), 10, {}, true, 3), calls);
    }

    void whatIsKeptIsExact_data() { addSamplerRows(); }

    void whatIsKeptIsExact() // at the end, and at every stop the picture with just that level's noise; terms say so
    {
        QFETCH(QString, sampler);
        SamplerRun run = runWith(sampler.toStdString(), 6);
        const auto picture = torch::linspace(-0.9, 0.9, 36).view({1, 1, 6, 6}); // no multiples of 1/255
        const auto redraw = torch::arange(36).view({1, 1, 6, 6}) % 3 == 0;
        torch::Tensor drawn;
        const NoiseSource keptNoise = [&drawn](int index) {
            const auto noise = perImageNoise(2, 1, 6, 6, 3, "inpainting")(index);
            if (index % 2 == 0)
                drawn = noise;
            return noise;
        };
        run.inpainting = Inpainting{picture, redraw, 2, keptNoise};
        const auto keptOnly = [&](const torch::Tensor& x) { return at::where(redraw, torch::zeros_like(x), x); };
        const auto check = [&](const StepReport& report) {
            const StepTerms& terms = report.terms;
            const auto expected = terms.keptNoise > 0 ? terms.keptSignal * picture + terms.keptNoise * drawn
                                                      : picture.expand_as(report.state);
            QVERIFY(torch::equal(keptOnly(report.state), keptOnly(expected)));
            QCOMPARE(terms.taken, report.index < 5 ? 2 : 1);
            QVERIFY(std::abs(terms.keptSignal - report.step.next.signalScale()) < 1e-3);
        };
        int calls = 0;
        const Network counted = [&calls](const torch::Tensor& x, const torch::Tensor& t) {
            ++calls;
            return 0.5 * x + 0.001 * t[0].item<double>();
        };
        const auto end =
            runSampler(run, denoiserOf(counted), noiseTensor(2, 1, 6, 6, 9), perImageNoise(2, 1, 6, 6, 9), check);
        QVERIFY(torch::equal(keptOnly(end), keptOnly(picture.expand_as(end))));
        QVERIFY(!torch::equal(end, picture.expand_as(end)));
        QCOMPARE(networkCalls(samplerInfo(run.sampler), 6, run.params, true, 2), calls);
    }

    void inpaintingHasTheConditionalMean() // E[b | a] = mean b + cov / var a (a - mean a); redos bring it near
    {
        const double known = 0.9, expected = kMean[1] + kCovariance / kVariance[0] * (known - kMean[0]);
        SamplerRun run = runWith("ddpm", 100);
        const auto errorWith = [&](int redos) {
            const auto picture = torch::tensor({known, 0.0}).to(torch::kFloat).view({1, 1, 1, 2});
            const auto redraw = torch::tensor({false, true}).view({1, 1, 1, 2});
            run.inpainting = Inpainting{picture, redraw, redos, perImageNoise(4000, 1, 1, 2, 5, "inpainting")};
            const auto end = runSampler(run, denoiserOf(twoPixels()), noiseTensor(4000, 1, 1, 2, 5),
                                        perImageNoise(4000, 1, 1, 2, 5));
            const auto pixels = end.view({-1, 2}).mean(0);
            if (std::abs(pixels[0].item<double>() - known) > 1e-6)
                return 1e9; // it was to be kept
            return std::abs(pixels[1].item<double>() - expected);
        };
        const double once = errorWith(1), often = errorWith(10); // unconditional, it would be 0.24
        QVERIFY2(often < 0.03, qPrintable(QString::number(often)));
        QVERIFY2(often < once / 2, qPrintable(QString("%1, %2").arg(often).arg(once)));
    }

    void aWalkGoesOnAsIfItHadNotStopped_data() { addSamplerRows(); }

    void aWalkGoesOnAsIfItHadNotStopped() // bit for bit, from every stop
    {
        QFETCH(QString, sampler);
        const SamplerRun run = runWith(sampler.toStdString(), 8);
        const Denoiser denoiser = denoiserOf(recordedNetwork());
        const auto noise = noiseTensor(2, 1, 6, 6, 4);
        const auto fresh = perImageNoise(2, 1, 6, 6, 4);
        const auto whole = runSampler(run, denoiser, noise, fresh);
        for (std::size_t stop = 0; stop <= 8; ++stop) {
            const WalkState half = walkSteps(run, denoiser, {noise}, stop, fresh);
            QCOMPARE(half.index, stop);
            QVERIFY(torch::equal(walkSteps(run, denoiser, half, 8, fresh).x, whole));
            const auto anew = walkSteps(run, denoiser, {half.x, half.index}, 8, fresh).x; // without its history
            QVERIFY(anew.isfinite().all().item<bool>());
        }
    }

    void callsOfPartsAreCountedAhead()
    {
        for (const std::string& id : samplerIds())
            for (const std::size_t from : {0, 1, 4})
                for (const std::size_t to : {5, 8}) {
                    int calls = 0;
                    const Network counted = [&calls](const torch::Tensor& x, const torch::Tensor& t) {
                        ++calls;
                        return recordedNetwork()(x, t);
                    };
                    const SamplerRun run = runWith(id, 8);
                    walkSteps(run, denoiserOf(counted), {noiseTensor(1, 1, 6, 6, 1), from}, to,
                              perImageNoise(1, 1, 6, 6, 1));
                    QVERIFY2(networkCalls(samplerInfo(id), int(to - from), run.params, to == 8, 1) == calls,
                             qPrintable(QString("%1 %2-%3: %4").arg(id.c_str()).arg(from).arg(to).arg(calls)));
                }
    }

    void slerpIsThePapers()
    {
        const StateDict recorded = recordedRun("slerp");
        const auto a = recorded.at("a"), b = recorded.at("b"), places = recorded.at("places");
        for (std::int64_t k = 0; k < places.size(0); ++k)
            VERIFY_AGREES(slerp(a, b, places[k].item<double>()), recorded.at("between")[k]);
        QVERIFY(torch::equal(slerp(a, a, 0.3), onTheLine(a, a, 0.3))); // no circle through one point
        // Noise is long: on the circle it stays so, on the line its deviation falls to 1 / sqrt(2) in the middle.
        const auto one = noiseTensor(1, 3, 64, 64, 1)[0], two = noiseTensor(1, 3, 64, 64, 2)[0];
        QVERIFY(std::abs(slerp(one, two, 0.5).std().item<double>() - 1) < 0.02);
        QVERIFY(std::abs(onTheLine(one, two, 0.5).std().item<double>() - std::sqrt(0.5)) < 0.02);
    }

    void anagramsAreThePapers()
    {
        const StateDict recorded = recordedRun("anagram");
        const auto start = recorded.at("start");
        const auto both = [](const Turn& turn) {
            return bothReadings(recordedNetwork(0.3), recordedNetwork(-0.4), turn);
        };
        VERIFY_AGREES(answerOf(both(halfTurn()), start), recorded.at("half_turn"));
        VERIFY_AGREES(answerOf(both(quarterTurn()), start), recorded.at("quarter_turn"));
        VERIFY_AGREES(answerOf(both(mirror()), start), recorded.at("mirror"));
        const auto end =
            runSampler(runWith("ddpm", 10), denoiserOf(both(halfTurn())), start, rowsOf(recorded.at("fresh")));
        VERIFY_AGREES(end, recorded.at("result"));
    }

    void hybridsAreThePapers()
    {
        const StateDict recorded = recordedRun("hybrid");
        const auto x = recorded.at("x");
        VERIFY_AGREES(answerOf(byFrequencies(recordedNetwork(0.3), recordedNetwork(-0.4), 1.5), x),
                      recorded.at("answer"));
        VERIFY_AGREES(answerOf(byFrequencies(recordedNetwork(0.3), recordedNetwork(-0.4), 0), x),
                      answerOf(recordedNetwork(0.3), x)); // all is low
        const Network doubled = [](const torch::Tensor& state, const torch::Tensor& t) {
            return at::cat({recordedNetwork()(state, t), torch::ones_like(state)}, 1);
        };
        const auto answer = answerOf(byFrequencies(doubled, recordedNetwork(), 1), x); // a learned variance stays
        QCOMPARE(answer.size(1), std::int64_t(2));
        QVERIFY(torch::equal(answer.slice(1, 1), torch::ones_like(x)));
    }

    void futuresVaryAsThePosteriorDoes_data()
    {
        QTest::addColumn<QString>("sampler");
        QTest::addColumn<int>("steps");
        QTest::addColumn<double>("noiseSteps");
        QTest::addColumn<double>("allowed"); // DDPM's variance is that of its steps, and of first order
        for (const double from : {900, 500, 250, 60}) {
            QTest::addRow("ddpm %g", from) << QStringLiteral("ddpm") << 1000 << from << (from < 100 ? 0.1 : 0.06);
            QTest::addRow("sde %g", from) << QStringLiteral("dpmsolver++") << 250 << from << 0.06;
        }
    }

    // Of data N(m, s^2): var(x_0 | x_t) = s^2 (1 - alphaBar) / (alphaBar s^2 + 1 - alphaBar), whatever x_t is.
    void futuresVaryAsThePosteriorDoes()
    {
        QFETCH(QString, sampler);
        QFETCH(int, steps);
        QFETCH(double, noiseSteps);
        QFETCH(double, allowed);
        const double mean = 0.2, deviation = 0.5;
        const Schedule schedule = linearSchedule();
        const Network exact = [&](const torch::Tensor& state, const torch::Tensor& timesteps) {
            const NoiseLevel level = levelAtTimestep(schedule, timesteps[0].item<double>());
            return level.noiseScale() * (state - level.signalScale() * mean) /
                   (level.alphaBar * deviation * deviation + 1 - level.alphaBar);
        };
        SamplerRun run = runWith(sampler.toStdString(), steps);
        if (sampler != QLatin1String("ddpm"))
            run.params["algorithm_type"] = std::string("sde-dpmsolver++");
        const std::size_t from = nearestStop(run.steps, noiseSteps);
        const double left = run.steps[from].now.alphaBar, square = deviation * deviation;
        const double expected = square * (1 - left) / (left * square + 1 - left);
        const auto state = noiseTensor(1, 1, 8, 8, 3);
        const Futures futures =
            futuresFrom(run, denoiserOf(exact), {state, from}, 100, perImageNoise(100, 1, 8, 8, 20));
        QCOMPARE(futures.finals.size(0), std::int64_t(100));
        QVERIFY2(std::abs(futures.spread * futures.spread / expected - 1) < allowed,
                 qPrintable(QString("%1, expected %2").arg(futures.spread * futures.spread).arg(expected)));
        QVERIFY(std::abs(futures.variance.mean().item<double>() / (futures.spread * futures.spread) - 100.0 / 99) <
                1e-4);
        const double gain = std::sqrt(left) * square / (left * square + 1 - left);
        const auto expectedMean = mean + gain * (state[0] - std::sqrt(left) * mean); // E[x_0 | x_t]
        QVERIFY((futures.mean - expectedMean).abs().mean().item<double>() < 0.06);
    }

    void futuresWithoutNoiseAreOne() // DDIM; and a cancelled fan has none
    {
        const SamplerRun run = runWith("ddim", 8);
        const Denoiser denoiser = denoiserOf(recordedNetwork());
        const WalkState half = walkSteps(run, denoiser, {noiseTensor(1, 1, 6, 6, 4)}, 3, {});
        const Futures futures = futuresFrom(run, denoiser, half, 4, perImageNoise(4, 1, 6, 6, 1));
        QVERIFY(futures.spread < 1e-6);
        QVERIFY(differenceOf(futures.finals[2], runSampler(run, denoiser, noiseTensor(1, 1, 6, 6, 4), {})[0]) < 1e-6);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(!futuresFrom(run, denoiser, half, 4, {}, stop.get_token()).finals.defined());
    }
};

TEST_MAIN(TestReverseParts)
#include "tst_reverse_parts.moc"
