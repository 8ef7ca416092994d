// Samplers against an exact denoiser and themselves. Against diffusers: tst_sampler_goldens, tst_published_numbers.
#include "core/base/error.h"
#include "core/diffusion/guidance.h"
#include "core/diffusion/loss.h"
#include "core/diffusion/recorder.h"
#include "core/diffusion/sampling_plan.h"
#include "core/diffusion/torch_noise.h"
#include "core/interop/torch_image.h"
#include "core/schedule/forward.h"
#include "tests/core/diffusion/known_denoisers.h"
#include "tests/support/refusals.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <torch/types.h>

#include <algorithm>
#include <cmath>

using namespace diffuscope;

namespace {

// Two correlated pixels: E[eps | x_t] = noise (signal^2 covariance + noise^2)^-1 (x_t - signal mean).
struct CorrelatedData {
    torch::Tensor mean = torch::tensor({0.4f, -0.2f});
    torch::Tensor covariance = torch::tensor({{0.25f, 0.12f}, {0.12f, 0.16f}});

    Network network(const Schedule& schedule) const
    {
        return [=, *this](const torch::Tensor& state, const torch::Tensor& timesteps) {
            const NoiseLevel level = levelAtTimestep(schedule, timesteps[0].item<double>());
            const double signal = level.signalScale(), noise = level.noiseScale();
            const auto total = signal * signal * covariance + noise * noise * torch::eye(2);
            const auto offset = state.view({-1, 2}) - signal * mean;
            return (noise * torch::mm(offset, torch::inverse(total))).view(state.sizes());
        };
    }
};

} // namespace

class TestSamplers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void exactDenoiserGivesTheDataLaw_data()
    {
        QTest::addColumn<QString>("id");
        for (const auto& sampler : samplerCatalog())
            if (!sampler.inverts)
                QTest::newRow(sampler.id.c_str()) << QString::fromStdString(sampler.id);
    }

    void exactDenoiserGivesTheDataLaw() // mean and whole covariance of correlated Gaussian data
    {
        QFETCH(QString, id);
        const Schedule schedule = scheduleOf("linear");
        const SamplerInfo& sampler = samplerInfo(id.toStdString());
        const CorrelatedData data;
        const int steps = sampler.id == "ddpm" ? 1000 : sampler.id == "euler_ancestral" ? 400 : 100;
        const Denoiser denoiser(data.network(schedule), schedule, "epsilon", {ClipSettings::Mode::Off});
        const SamplingPlan plan =
            planSampling(schedule, {}, {sampler.id, steps, "trailing", {{"clip", std::string("off")}}});
        const auto noise = noiseTensor(6000, 1, 1, 2, 7) * plan.initialScale;
        const auto result = runSampler(plan.run, denoiser, noise, perImageNoise(6000, 1, 1, 2, 7)).view({6000, 2});
        const auto mean = result.mean(0);
        const auto centred = result - mean;
        const auto covariance = torch::mm(centred.t(), centred) / 5999;
        const double meanError = (mean - data.mean).abs().max().item<double>();
        const double covarianceError = (covariance - data.covariance).abs().max().item<double>();
        QVERIFY2(meanError < 0.025, qPrintable(QString::number(meanError)));
        QVERIFY2(covarianceError < 0.025, qPrintable(QString::number(covarianceError)));
    }

    void solversHaveTheirOrder_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("order");
        QTest::addColumn<double>("atLeast");
        const std::tuple<const char*, const char*, double> rows[] = {
            {"ddim", "", 0.9},         {"euler", "", 0.9},  {"dpmsolver++", "1", 0.9}, {"dpmsolver++", "2", 1.9},
            {"dpmsolver++", "3", 2.7}, {"unipc", "1", 1.9}, {"unipc", "2", 2.7}, // the corrector adds one
            {"heun", "", 1.9},         {"pndm", "", 1.9}}; // second order (Liu et al. 2022, theorem 3.1)
        for (const auto& [id, order, atLeast] : rows)
            QTest::addRow("%s %s", id, order) << QString(id) << QString(order) << atLeast;
    }

    void solversHaveTheirOrder() // the error against the exact path falls by 2^order when the steps double
    {
        QFETCH(QString, id);
        QFETCH(QString, order);
        QFETCH(double, atLeast);
        const Schedule schedule = makeSchedule({"linear", 10000, {}});
        const double mean = 0.3, deviation = 0.6;
        const Denoiser denoiser(gaussianDenoiser(schedule, mean, deviation), schedule, "epsilon",
                                {ClipSettings::Mode::Off});
        const auto errorWith = [&](int count) {
            const int first = 9000, last = 200;
            std::vector<SamplerStep> steps;
            if (!order.isEmpty()) // two tiny steps, so that the first full one has a past and its whole order
                steps = {{levelAt(schedule, first + 2), levelAt(schedule, first + 1)},
                         {levelAt(schedule, first + 1), levelAt(schedule, first)}};
            for (int i = 0; i < count; ++i)
                steps.push_back({levelAt(schedule, first - (first - last) / count * i),
                                 levelAt(schedule, first - (first - last) / count * (i + 1))});
            SamplerRun run{id.toStdString(), steps, {}};
            if (!order.isEmpty())
                run.params = {{"solver_order", order.toStdString()}, {"lower_order_final", std::string("off")}};
            const auto start = torch::linspace(-2, 2, 9, torch::kDouble).view({1, 1, 3, 3});
            const auto end = runSampler(run, denoiser, start, {});
            const NoiseLevel from = steps.front().now, to = steps.back().next;
            const auto spread = [&](const NoiseLevel& level) {
                return std::sqrt(level.alphaBar * deviation * deviation + 1 - level.alphaBar);
            };
            const auto exact =
                to.signalScale() * mean + spread(to) / spread(from) * (start - from.signalScale() * mean);
            return (end - exact).abs().max().item<double>();
        };
        const double coarse = errorWith(110), fine = errorWith(220);
        const double seen = std::log2(coarse / fine);
        QVERIFY2(seen > atLeast, qPrintable(QString("%1 (%2, %3)").arg(seen).arg(coarse).arg(fine)));
        QVERIFY2(seen < atLeast + 1.6, qPrintable(QString("%1 (%2, %3)").arg(seen).arg(coarse).arg(fine)));
    }

    void inversionComesBack() // picture to noise to picture
    {
        const Schedule schedule = scheduleOf("linear");
        const Denoiser denoiser(gaussianDenoiser(schedule, 0.1, 0.5), schedule, "epsilon", {ClipSettings::Mode::Off});
        const auto picture = torch::linspace(-0.9, 0.9, 64, torch::kDouble).view({1, 1, 8, 8});
        double before = 1;
        for (int steps : {50, 200}) {
            const auto there =
                planSampling(schedule, {}, {"ddim_inversion", steps, "trailing", {{"refinements", 0LL}}});
            const auto back = planSampling(schedule, {}, {"ddim", steps, "trailing", {}});
            const auto noise = runSampler(there.run, denoiser, picture, {});
            QVERIFY(std::abs(noise.mean().item<double>()) < 0.3);
            const auto again = runSampler(back.run, denoiser, noise, {});
            const double error = (again - picture).abs().max().item<double>();
            QVERIFY2(error < before * 0.5, qPrintable(QString::number(error)));
            before = error;
        }
        QVERIFY2(before < 0.03, qPrintable(QString::number(before)));
    }

    void refinedInversionMeetsThePicture() // DDIM's step back is exact with the noise of where the step up arrives
    {
        const Schedule schedule = scheduleOf("linear");
        int calls = 0;
        const Network exact = gaussianDenoiser(schedule, 0.1, 0.5);
        const Network counting = [&](const torch::Tensor& state, const torch::Tensor& t) {
            ++calls;
            return exact(state, t);
        };
        const Denoiser denoiser(counting, schedule, "epsilon", {ClipSettings::Mode::Off});
        const auto picture = torch::linspace(-0.9, 0.9, 64, torch::kDouble).view({1, 1, 8, 8});
        const auto error = [&](long long refinements) {
            const auto there =
                planSampling(schedule, {}, {"ddim_inversion", 20, "trailing", {{"refinements", refinements}}});
            const auto back = planSampling(schedule, {}, {"ddim", 20, "trailing", {}});
            calls = 0;
            const auto noise = runSampler(there.run, denoiser, picture, {});
            [&] { QCOMPARE(calls, networkCalls(samplerInfo("ddim_inversion"), 20, there.run.params)); }();
            return (runSampler(back.run, denoiser, noise, {}) - picture).abs().max().item<double>();
        };
        const double plain = error(0), once = error(1), thrice = error(3);
        const QString errors = QString("%1, %2, %3").arg(plain).arg(once).arg(thrice);
        QVERIFY2(once < plain / 3, qPrintable(errors));
        QVERIFY2(thrice < once / 3, qPrintable(errors));
    }

    void sameSeedSamePictureWhateverTheBatch()
    {
        const Schedule schedule = scheduleOf("cosine");
        const Denoiser denoiser(gaussianDenoiser(schedule, -0.2, 0.4), schedule, "epsilon", {});
        for (const auto& sampler : samplerCatalog()) {
            const auto run = runOf(sampler, schedule, 12);
            const auto batch = runSampler(run, denoiser, noiseTensor(4, 3, 8, 8, 40), perImageNoise(4, 3, 8, 8, 40));
            for (int k = 0; k < 4; ++k) {
                const auto single = runSampler(run, denoiser, noiseTensor(1, 3, 8, 8, 40 + std::uint64_t(k)),
                                               perImageNoise(1, 3, 8, 8, 40 + std::uint64_t(k)));
                QVERIFY2(torch::equal(single[0], batch[k]), sampler.id.c_str());
            }
        }
    }

    void callsAreCountedAhead()
    {
        const Schedule schedule = scheduleOf("linear");
        for (const auto& sampler : samplerCatalog())
            for (int steps : {1, 2, 3, 12}) {
                int calls = 0;
                const Network exact = gaussianDenoiser(schedule, 0, 0.5);
                const Network counted = [&](const torch::Tensor& x, const torch::Tensor& t) {
                    ++calls;
                    return exact(x, t);
                };
                runSampler(runOf(sampler, schedule, steps), Denoiser(counted, schedule, "epsilon", {}),
                           noiseTensor(1, 1, 8, 8, 1), perImageNoise(1, 1, 8, 8, 1));
                QCOMPARE(networkCalls(sampler, steps, {}), calls);
            }
    }

    void torchNoiseIsPythons() // torch.randn with torch.Generator().manual_seed(0)
    {
        const float python[] = {1.5409961f, -0.2934289f, -2.1787894f, 0.5684313f};
        TorchNoise one({1, 1, 2, 2}, 0, false);
        const auto drawn = one.draw().flatten();
        for (int i = 0; i < 4; ++i)
            QVERIFY(std::abs(drawn[i].item<float>() - python[i]) < 1e-6f);
        TorchNoise list({3, 1, 8, 8}, 5, true), second({1, 1, 8, 8}, 6, false);
        const auto batch = list.draw();
        QVERIFY(torch::equal(batch[1], second.draw()[0]));
        QVERIFY(torch::equal(list.source()(0)[1], second.source()(0)[0]));
    }

    void guidanceMovesAwayFromTheUnconditional()
    {
        const auto with = torch::randn({2, 3, 4, 4}), without = torch::randn({2, 3, 4, 4}),
                   state = torch::zeros({2, 3, 4, 4});
        const auto answer = [](const torch::Tensor& fixed) {
            return [fixed](const torch::Tensor&, const torch::Tensor&) { return fixed; };
        };
        const auto guided = [&](double scale, double rescale) {
            return guidedNetwork(answer(with), answer(without), {scale, rescale})(state, torch::zeros({2}));
        };
        QVERIFY((guided(1, 0) - with).abs().max().item<double>() < 1e-6);
        QVERIFY((guided(0, 0) - without).abs().max().item<double>() < 1e-6);
        QVERIFY((guided(3, 0) - (without + 3 * (with - without))).abs().max().item<double>() < 1e-5);
        const auto deviation = [](const torch::Tensor& x) { return x.flatten(1).std(1); };
        QVERIFY((deviation(guided(5, 1)) - deviation(with)).abs().max().item<double>() < 1e-4);
        const auto doubled = torch::cat({with, torch::ones({2, 3, 4, 4})}, 1); // a learned variance stays as it is
        const auto both = guidedNetwork(answer(doubled), answer(doubled * -1), {2, 0})(state, torch::zeros({2}));
        QVERIFY(torch::equal(both.slice(1, 3), torch::ones({2, 3, 4, 4})));
    }

    void predictedDataIsKeptInRange()
    {
        const Schedule schedule = scheduleOf("linear");
        const auto level = levelAt(schedule, 500);
        const auto state = torch::zeros({2, 1, 4, 4});
        auto data = torch::linspace(-4, 4, 32).view({2, 1, 4, 4});
        const auto limited = [&](const ClipSettings& clip) {
            return Denoiser(nullptr, schedule, "sample", clip).interpret(data, state, level).data;
        };
        QVERIFY(torch::equal(limited({ClipSettings::Mode::Off}), data));
        QVERIFY(torch::equal(limited({ClipSettings::Mode::Clip, 1.5}), data.clamp(-1.5, 1.5)));
        const auto shrunk = limited({ClipSettings::Mode::Threshold, 1, 0.5, 100});
        const auto quantile = at::quantile(data[0].abs().flatten(), 0.5);
        QVERIFY((shrunk[0] - data[0].clamp(-quantile.item<float>(), quantile.item<float>()) / quantile)
                    .abs()
                    .max()
                    .item<double>() < 1e-6);
        // with the largest threshold at 1 it is plain clipping
        QVERIFY(torch::equal(limited({ClipSettings::Mode::Threshold, 1, 0.995, 1}), data.clamp(-1, 1)));
    }

    // A guided guess is far beyond the limit where there is much noise. What DDIM adds to the limited guess must be the
    // noise that the state holds beside that guess, or the next state has another amount of noise than its level says.
    void guidedDdimStaysOnTheNoiseLevel()
    {
        const Schedule schedule = scheduleOf("linear");
        const auto truth = torch::where(torch::arange(256).view({1, 1, 16, 16}).remainder(3) == 0, 1.0F, -1.0F);
        const Network overshooting = [&](const torch::Tensor&, const torch::Tensor&) { return 4 * truth; };
        const auto farthest = [&](bool trainedHere, ParamValues params) { // of the noise's deviation from 1
            SamplingDefaults model;
            model.clipAlways = trainedHere;
            const SamplingPlan plan = planSampling(schedule, model, {"ddim", 20, "trailing", std::move(params)});
            const Denoiser denoiser(overshooting, schedule, "sample", plan.clip);
            double most = 0;
            runSampler(plan.run, denoiser, noiseTensor(1, 1, 16, 16, 7), perImageNoise(1, 1, 16, 16, 7),
                       [&](const StepReport& report) {
                           const NoiseLevel& level = report.step.next;
                           if (level.noiseScale() == 0)
                               return;
                           const auto noise = (report.state - level.signalScale() * truth) / level.noiseScale();
                           most = std::max(most, std::abs(noise.std().item<double>() - 1));
                       });
            return most;
        };
        QVERIFY(farthest(true, {}) < 0.1);
        QVERIFY(farthest(false, {}) > 1); // as diffusers does
        QVERIFY(farthest(false, {{"rederive_noise", std::string("on")}}) < 0.1);
        QVERIFY(farthest(true, {{"rederive_noise", std::string("off")}}) > 1);
        QVERIFY(farthest(true, {{"rederive_noise", false}}) > 1); // recipes from when it was a switch
    }

    void plansFollowTheModelAndThenTheUser()
    {
        const Schedule schedule = scheduleOf("linear");
        SamplingDefaults model;
        model.spacing = "trailing";
        model.params = {{"variance_type", std::string("fixed_large")}, {"solver_order", std::string("3")}};
        const auto variance = [&](ParamValues params) {
            return std::get<std::string>(
                planSampling(schedule, model, {"ddpm", 10, "model", params}).run.params.at("variance_type"));
        };
        QCOMPARE(variance({}), std::string("fixed_large"));
        QCOMPARE(variance({{"variance_type", std::string("fixed_small")}}), std::string("fixed_small"));
        QCOMPARE(planSampling(schedule, model, {"ddim", 10}).run.steps.front().now.timestep, 999.0);
        QCOMPARE(planSampling(schedule, model, {"ddim", 10, "leading"}).run.steps.front().now.timestep, 900.0);
        model.params["algorithm_type"] = std::string("sde-dpmsolver");
        EXPECT_REFUSED(planSampling(schedule, model, {"dpmsolver++", 10}), "algorithm_type = sde-dpmsolver");
        EXPECT_REFUSED(planSampling(schedule, model, {"ddim", 10, "model", {{"churn", 1.0}}}), "churn");
        // noise cannot be predicted where there is nothing else
        const Schedule zero = makeSchedule({"linear", 100, {{"rescale_betas_zero_snr", true}}});
        const Denoiser denoiser(gaussianDenoiser(zero, 0, 1), zero, "epsilon", {});
        EXPECT_REFUSED(
            runSampler(planSampling(zero, {}, {"ddim", 10, "trailing"}).run, denoiser, torch::zeros({1, 1, 4, 4}), {}),
            "no signal is left");
        // the cosine schedule's last levels are left out where noise is predicted, unless diffusers' way is asked for
        const Schedule cosine = scheduleOf("cosine");
        SamplingChoice choice{"dpmsolver++", 10};
        QVERIFY(planSampling(cosine, {}, choice).run.steps.front().now.lambda() >= -5.1);
        choice.matchDiffusers = true;
        QVERIFY(planSampling(cosine, {}, choice).run.steps.front().now.lambda() < -9);
    }

    void denoiserRoundTrips()
    {
        const Schedule schedule = scheduleOf("linear");
        const auto x0 = torch::rand({2, 3, 4, 4}) * 2 - 1, eps = torch::randn({2, 3, 4, 4});
        for (int t : {0, 300, 999}) {
            const double signal = schedule.signalScale(t), noise = schedule.noiseScale(t);
            const auto state = signal * x0 + noise * eps;
            const std::map<std::string, torch::Tensor> outputs = {
                {"epsilon", eps}, {"sample", x0}, {"v_prediction", signal * eps - noise * x0}};
            for (const auto& [type, output] : outputs) {
                const auto p = Denoiser(nullptr, schedule, type, {ClipSettings::Mode::Off})
                                   .interpret(output, state, levelAt(schedule, t));
                QVERIFY((p.noise - eps).abs().max().item<double>() < 2e-3);
                QVERIFY((p.data - x0).abs().max().item<double>() < 2e-3);
            }
        }
        QVERIFY_EXCEPTION_THROWN(Denoiser(nullptr, schedule, "nonsense", {}), Error);
    }

    void tensorForwardEqualsTheWindows() // the trainer's path and the GUI's path, to 1e-6
    {
        for (const auto& info : scheduleCatalog()) {
            const Schedule schedule = scheduleOf(info.id.c_str());
            const TensorSchedule tensors(schedule);
            Image data = noiseImage(3, 8, 8, 1);
            for (float& v : data.values)
                v = std::tanh(v);
            const Image noise = noiseImage(3, 8, 8, 2);
            for (int t : {0, 10, 500, 999}) {
                const Image jump = forwardJump(data, noise, schedule, t);
                const auto batch =
                    tensors.forward(tensorOf(std::vector<Image>{data}), tensorOf(std::vector<Image>{noise}),
                                    torch::full({1}, t, torch::kInt64));
                const double error = (batch - tensorOf(std::vector<Image>{jump})).abs().max().item<double>();
                QVERIFY2(
                    error < 1e-6,
                    qPrintable(QString("%1 t=%2 error %3").arg(QString::fromStdString(info.id)).arg(t).arg(error)));
            }
        }
    }

    void cancelKeepsWhatIsDoneAndBadWeightsAreNamed()
    {
        const Schedule schedule = scheduleOf("linear");
        std::stop_source stop;
        int seen = 0;
        const Denoiser fine(gaussianDenoiser(schedule, 0, 0.5), schedule, "epsilon", {});
        const auto partial = runSampler(
            runOf(samplerInfo("ddim"), schedule, 20), fine, noiseTensor(1, 1, 8, 8, 0), perImageNoise(1, 1, 8, 8, 0),
            [&](const StepReport&) {
                if (++seen == 5)
                    stop.request_stop();
            },
            stop.get_token());
        QCOMPARE(seen, 5);
        QVERIFY(partial.defined());
        const Network broken = [](const torch::Tensor& x, const torch::Tensor&) { return x * std::nan(""); };
        QVERIFY_EXCEPTION_THROWN(runSampler(runOf(samplerInfo("ddim"), schedule, 4),
                                            Denoiser(broken, schedule, "epsilon", {ClipSettings::Mode::Off}),
                                            noiseTensor(1, 1, 8, 8, 0), perImageNoise(1, 1, 8, 8, 0)),
                                 Error);
        QVERIFY_EXCEPTION_THROWN(samplerInfo("nonsense"), Error);
    }
};

TEST_MAIN(TestSamplers)
#include "tst_samplers.moc"
