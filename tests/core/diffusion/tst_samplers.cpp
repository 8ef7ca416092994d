// Samplers against diffusers' recorded steps, against an exact denoiser, and against themselves.
#include "core/base/error.h"
#include "core/diffusion/loss.h"
#include "core/diffusion/recorder.h"
#include "core/diffusion/samplers.h"
#include "core/interop/torch_image.h"
#include "core/model/tensor_file.h"
#include "core/schedule/forward.h"

#include <QTest>

#include <ATen/CPUGeneratorImpl.h>
#include <torch/types.h>

#include <cmath>

using namespace diffuscope;

namespace {

struct Golden {
    const char *file, *sampler, *schedule, *prediction;
    bool clip;
    ParamValues params;
    bool alphaToOne;
};

const std::vector<Golden>& goldens()
{
    static const std::vector<Golden> list = {
        {"ddpm-1000", "ddpm", "linear", "epsilon", true, {}, true},
        {"ddpm-fixed-large", "ddpm", "cosine", "epsilon", false, {{"variance_type", std::string("fixed_large")}}, true},
        {"ddpm-v-prediction", "ddpm", "linear", "v_prediction", false, {}, true},
        {"ddpm-sample-prediction", "ddpm", "linear", "sample", true, {}, true},
        {"ddim-eta0", "ddim", "linear", "epsilon", true, {}, true},
        {"ddim-eta1", "ddim", "linear", "epsilon", false, {{"eta", 1.0}}, false},
    };
    return list;
}

Schedule scheduleOf(const char* id)
{
    ScheduleSpec spec;
    spec.id = id;
    return makeSchedule(spec);
}

// Data N(mean, deviation^2) per pixel has an optimal eps-prediction in closed form:
// E[eps | x_t] = noise (x_t - signal mean) / (signal^2 deviation^2 + noise^2).
Network gaussianDenoiser(const Schedule& schedule, double mean, double deviation)
{
    return [=](const torch::Tensor& state, const torch::Tensor& timesteps) {
        const int t = int(timesteps[0].item<std::int64_t>());
        const double signal = schedule.signalScale(t), noise = schedule.noiseScale(t);
        return noise * (state - signal * mean) / (signal * signal * deviation * deviation + noise * noise);
    };
}

// The picture and the network of diffusers' scheduler tests (tests/schedulers), whose sums are published.
torch::Tensor publishedStart() { return (torch::arange(768).reshape({3, 8, 8, 4}) / 768.0).permute({3, 0, 1, 2}); }

torch::Tensor publishedNetwork(const torch::Tensor& x, const torch::Tensor& t)
{
    const double step = double(t[0].item<std::int64_t>());
    return x * (step / (step + 1));
}

double publishedSum(const SamplerRun& run, const Schedule& schedule, const std::string& prediction)
{
    const auto generator = at::make_generator<at::CPUGeneratorImpl>(std::uint64_t(0));
    const NoiseSource noise = [&](int) { return torch::randn({4, 3, 8, 8}, generator); };
    const Denoiser denoiser(publishedNetwork, schedule, prediction, {true, 1.0});
    return runSampler(run, denoiser, publishedStart(), noise).abs().sum().item<double>();
}

SamplerRun runOf(const std::string& sampler, int steps) { return {sampler, makeStepGrid(1000, steps, "trailing"), {}}; }

} // namespace

class TestSamplers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void stepsAgreeWithDiffusers_data()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < goldens().size(); ++i)
            QTest::newRow(goldens()[i].file) << int(i);
    }

    void stepsAgreeWithDiffusers()
    {
        QFETCH(int, index);
        const Golden& golden = goldens()[std::size_t(index)];
        const auto data = readTensors(std::string(DIFFUSCOPE_GOLDEN_DIR) + "/" + golden.file + ".safetensors");
        const auto timesteps = data.at("timesteps").to(torch::kInt64);
        const int count = int(timesteps.size(0)), stride = 1000 / count;
        for (int i = 0; i < count; ++i) {
            const int t = int(timesteps[i].item<std::int64_t>());
            // diffusers' DDIM takes t - T/n; its DDPM the next entry of the list
            const bool ddim = std::string(golden.sampler) == "ddim";
            int previous = ddim ? t - stride : i + 1 < count ? int(timesteps[i + 1].item<std::int64_t>()) : -1;
            previous = std::max(previous, golden.alphaToOne ? -1 : 0); // set_alpha_to_one = false ends at alphaBar_0
            const Network recorded = [&](const torch::Tensor&, const torch::Tensor&) {
                return data.at("model_output")[i];
            };
            const Denoiser denoiser(recorded, scheduleOf(golden.schedule), golden.prediction, {golden.clip, 1.0});
            const NoiseSource noise = [&](int) { return data.at("noise")[i]; };
            const auto move = samplerInfo(golden.sampler)
                                  .move(denoiser, data.at("sample")[i], {t, previous}, i, noise, golden.params);
            const auto expected = data.at("prev_sample")[i];
            const double error = (move.state - expected).abs().max().item<double>();
            QVERIFY2(error < 1e-5, qPrintable(QString("step %1 (t=%2): %3").arg(i).arg(t).arg(error)));
        }
        QVERIFY(count >= 10);
    }

    void publishedNumbersAreReached() // diffusers tests/schedulers/test_scheduler_ddim.py and _ddpm.py
    {
        const Schedule linear = scheduleOf("linear");
        const SamplerRun ddim{"ddim", makeStepGrid(1000, 10, "leading"), {}};
        const SamplerRun ddpm{"ddpm", makeStepGrid(1000, 1000, "leading"), {}};
        const auto close = [](double value, double published) {
            return std::abs(value - published) < 1e-2 ? QString() : QString("%1, not %2").arg(value).arg(published);
        };
        QCOMPARE(close(publishedSum(ddim, linear, "epsilon"), 172.0067), QString());
        QCOMPARE(close(publishedSum(ddim, linear, "v_prediction"), 52.5302), QString());
        QCOMPARE(close(publishedSum(ddpm, linear, "epsilon"), 258.9606), QString());
        QCOMPARE(close(publishedSum(ddpm, linear, "v_prediction"), 202.0296), QString());

        ScheduleSpec steep;
        steep.params["beta_start"] = 0.01;
        QCOMPARE(close(publishedSum(ddim, makeSchedule(steep), "epsilon"), 149.8295), QString());
        SamplerRun endsAtFirst = ddim; // set_alpha_to_one = false
        endsAtFirst.steps.back().previous = 0;
        QCOMPARE(close(publishedSum(endsAtFirst, makeSchedule(steep), "epsilon"), 149.0784), QString());

        const Denoiser denoiser(publishedNetwork, linear, "epsilon", {true, 1.0});
        const NoiseSource noise = [](int) { return torch::zeros({4, 3, 8, 8}); };
        const std::tuple<int, int, double> variances[] = {
            {420, 400, 0.14771}, {980, 960, 0.32460}, {487, 486, 0.00979}, {999, 998, 0.02}};
        for (const auto& [t, previous, variance] : variances) {
            const auto move =
                samplerInfo("ddim").move(denoiser, publishedStart(), {t, previous}, 0, noise, {{"eta", 1.0}});
            QVERIFY(std::abs(move.addedNoiseScale * move.addedNoiseScale - variance) < 1e-5);
        }
    }

    void exactDenoiserGivesTheDataLaw()
    {
        const Schedule schedule = scheduleOf("linear");
        const double mean = 0.3, deviation = 0.2;
        const Denoiser denoiser(gaussianDenoiser(schedule, mean, deviation), schedule, "epsilon", {false, 1.0});
        for (const auto& sampler : samplerCatalog()) {
            const int steps = sampler.id == "ddpm" ? 1000 : 200;
            const auto noise = noiseTensor(64, 1, 16, 16, 7); // 16384 independent pixels
            const auto result = runSampler(runOf(sampler.id, steps), denoiser, noise, perImageNoise(64, 1, 16, 16, 7));
            const double m = result.mean().item<double>(), s = result.std().item<double>();
            QVERIFY2(std::abs(m - mean) < 0.01,
                     qPrintable(QString::fromStdString(sampler.id) + QString(" mean %1").arg(m)));
            QVERIFY2(std::abs(s - deviation) < 0.01,
                     qPrintable(QString::fromStdString(sampler.id) + QString(" std %1").arg(s)));
        }
    }

    void sameSeedSamePictureWhateverTheBatch()
    {
        const Schedule schedule = scheduleOf("cosine");
        const Denoiser denoiser(gaussianDenoiser(schedule, -0.2, 0.4), schedule, "epsilon", {true, 1.0});
        for (const auto& sampler : samplerCatalog()) {
            const auto run = runOf(sampler.id, 12);
            const auto batch = runSampler(run, denoiser, noiseTensor(4, 3, 8, 8, 40), perImageNoise(4, 3, 8, 8, 40));
            for (int k = 0; k < 4; ++k) {
                const auto single = runSampler(run, denoiser, noiseTensor(1, 3, 8, 8, 40 + std::uint64_t(k)),
                                               perImageNoise(1, 3, 8, 8, 40 + std::uint64_t(k)));
                QVERIFY(torch::equal(single[0], batch[k]));
            }
        }
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
                const auto p = Denoiser(nullptr, schedule, type, {false, 1}).interpret(output, state, t);
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

    void framesTellWhereTheyStand()
    {
        const Schedule schedule = scheduleOf("linear");
        const Denoiser denoiser(gaussianDenoiser(schedule, 0, 0.5), schedule, "epsilon", {true, 1.0});
        const auto run = runOf("ddim", 10);
        const auto noise = noiseTensor(2, 1, 8, 8, 3);
        std::vector<FramePtr> frames{firstFrame(noise, run.steps.front(), 10)};
        const auto result = runSampler(run, denoiser, noise, perImageNoise(2, 1, 8, 8, 3),
                                       [&](const StepReport& report) { frames.push_back(frameOf(report, 10)); });
        QCOMPARE(int(frames.size()), 11);
        QCOMPARE(frames.front()->step, 1000);
        QCOMPARE(frames.back()->step, 0);
        for (std::size_t i = 0; i < frames.size(); ++i) {
            QCOMPARE(frames[i]->index, int(i));
            QCOMPARE(frames[i]->count, 11);
            QCOMPARE(int(frames[i]->state.size()), 2);
            if (i > 0)
                QVERIFY(frames[i]->step < frames[i - 1]->step);
        }
        const auto last = tensorOf(std::vector<Image>{frames.back()->state[1].unpacked()})[0];
        QVERIFY((last - result[1]).abs().max().item<double>() <= 1.0 / 4096);
    }

    void cancelKeepsWhatIsDoneAndBadWeightsAreNamed()
    {
        const Schedule schedule = scheduleOf("linear");
        std::stop_source stop;
        int seen = 0;
        const Denoiser fine(gaussianDenoiser(schedule, 0, 0.5), schedule, "epsilon", {true, 1.0});
        const auto partial = runSampler(
            runOf("ddim", 20), fine, noiseTensor(1, 1, 8, 8, 0), perImageNoise(1, 1, 8, 8, 0),
            [&](const StepReport&) {
                if (++seen == 5)
                    stop.request_stop();
            },
            stop.get_token());
        QCOMPARE(seen, 5);
        QVERIFY(partial.defined());
        const Network broken = [](const torch::Tensor& x, const torch::Tensor&) { return x * std::nan(""); };
        QVERIFY_EXCEPTION_THROWN(runSampler(runOf("ddim", 4), Denoiser(broken, schedule, "epsilon", {false, 1}),
                                            noiseTensor(1, 1, 8, 8, 0), perImageNoise(1, 1, 8, 8, 0)),
                                 Error);
        QVERIFY_EXCEPTION_THROWN(samplerInfo("nonsense"), Error);
    }
};

QTEST_GUILESS_MAIN(TestSamplers)
#include "tst_samplers.moc"
