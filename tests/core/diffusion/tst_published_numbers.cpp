// The sums and means that diffusers' own scheduler tests publish (tests/schedulers/test_scheduler_*.py).
#include "core/diffusion/sampling_plan.h"
#include "core/diffusion/torch_noise.h"
#include "core/model/unet/unet.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <ATen/CPUGeneratorImpl.h>
#include <torch/types.h>

#include <cmath>

using namespace diffuscope;

namespace {

// The picture and the network of diffusers' scheduler tests (tests/schedulers), whose sums are published.
torch::Tensor publishedStart() { return (torch::arange(768).reshape({3, 8, 8, 4}) / 768.0).permute({3, 0, 1, 2}); }

torch::Tensor publishedNetwork(const torch::Tensor& x, const torch::Tensor& t)
{
    const double step = t[0].item<double>();
    return x * (step / (step + 1));
}

// diffusers' own scheduler tests run with a generator of seed 0, whose first draw belongs to the first step.
torch::Tensor publishedRun(const Schedule& schedule, SamplingDefaults model, SamplingChoice choice)
{
    const auto generator = at::make_generator<at::CPUGeneratorImpl>(std::uint64_t(0));
    const NoiseSource noise = [&](int) { return torch::randn({4, 3, 8, 8}, generator); };
    choice.matchDiffusers = true;
    const SamplingPlan plan = planSampling(schedule, model, choice);
    const Denoiser denoiser(publishedNetwork, schedule, model.predictionType, plan.clip);
    return runSampler(plan.run, denoiser, publishedStart() * plan.initialScale, noise).abs();
}

SamplingDefaults modelThat(const std::string& predictionType, ParamValues params = {})
{
    SamplingDefaults model;
    model.predictionType = predictionType;
    model.params = std::move(params);
    return model;
}

struct Published {
    const char* name;
    Schedule schedule;
    SamplingDefaults model;
    SamplingChoice choice;
    bool sum; // of |x|, else the mean
    double value, tolerance;
};

// tests/schedulers/test_scheduler_*.py of diffusers: full loops over ten steps where nothing else is said.
std::vector<Published> publishedNumbers()
{
    using Text = std::string;
    const Schedule linear = makeSchedule({"linear", 1000, {}});
    const Schedule steep = makeSchedule({"linear", 1000, {{"beta_start", 0.01}}});
    const SamplingDefaults eps = modelThat("epsilon"), v = modelThat("v_prediction");
    const ParamValues karras = {{"sigmas", Text("karras")}}, lu = {{"sigmas", Text("exponential")}};
    const auto dpm = [](ParamValues more) {
        more.insert({{"final_sigmas_type", Text("sigma_min")}, {"lower_order_final", Text("off")}});
        return SamplingChoice{"dpmsolver++", 10, "model", more};
    };
    const auto unipc = [](ParamValues more) { return SamplingChoice{"unipc", 10, "model", more}; };
    SamplingDefaults open = modelThat("epsilon", {{"set_alpha_to_one", Text("off")}});
    return {{"ddim", linear, eps, {"ddim", 10}, true, 172.0067, 1e-2},
            {"ddim v", linear, v, {"ddim", 10}, true, 52.5302, 1e-2},
            {"ddim steep", steep, eps, {"ddim", 10}, true, 149.8295, 1e-2},
            {"ddim steep, ends at the first level", steep, open, {"ddim", 10}, true, 149.0784, 1e-2},
            {"ddpm", linear, eps, {"ddpm", 1000}, true, 258.9606, 1e-2},
            {"ddpm v", linear, v, {"ddpm", 1000}, true, 202.0296, 1e-2},
            {"dpm", linear, eps, dpm({}), false, 0.3301, 1e-3},
            {"dpm v", linear, v, dpm({}), false, 0.2251, 1e-3},
            {"dpm karras v", linear, v, dpm(karras), false, 0.2096, 1e-3},
            {"dpm lu v", linear, v, dpm(lu), false, 0.1554, 1e-3},
            {"unipc", linear, eps, unipc({}), false, 0.2464, 1e-3},
            {"unipc karras", linear, eps, unipc(karras), false, 0.2925, 1e-3},
            {"unipc v", linear, v, unipc({}), false, 0.1014, 1e-3},
            {"unipc karras v", linear, v, unipc(karras), false, 0.1966, 1e-3},
            {"pndm", linear, eps, {"pndm", 10}, true, 198.1318, 1e-2},
            {"pndm v", linear, v, {"pndm", 10}, true, 67.3986, 1e-2}};
}

} // namespace

class TestPublishedNumbers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void publishedNumbersAreReached_data()
    {
        QTest::addColumn<int>("index");
        const auto all = publishedNumbers();
        for (std::size_t i = 0; i < all.size(); ++i)
            QTest::newRow(all[i].name) << int(i);
    }

    void publishedNumbersAreReached()
    {
        QFETCH(int, index);
        const Published wanted = publishedNumbers()[std::size_t(index)];
        const auto result = publishedRun(wanted.schedule, wanted.model, wanted.choice);
        const double value = (wanted.sum ? result.sum() : result.mean()).item<double>();
        QVERIFY2(std::abs(value - wanted.value) < wanted.tolerance, qPrintable(QString::number(value)));
    }

    void publishedVariancesAreReached()
    {
        const Schedule linear = makeSchedule({"linear", 1000, {}});
        const Denoiser denoiser(publishedNetwork, linear, "epsilon", {});
        const NoiseSource noise = [](int) { return torch::zeros({4, 3, 8, 8}); };
        const std::tuple<int, int, double> variances[] = {
            {420, 400, 0.14771}, {980, 960, 0.32460}, {487, 486, 0.00979}, {999, 998, 0.02}};
        const auto start = publishedStart();
        const std::deque<PastStep> past;
        for (const auto& [t, previous, variance] : variances) {
            const std::vector<SamplerStep> steps = {{levelAt(linear, t), levelAt(linear, previous)}};
            const ParamValues params = {{"eta", 1.0}};
            const auto move = samplerInfo("ddim").move({denoiser, steps, params, noise, 0, start, past, false});
            QVERIFY(std::abs(move.addedNoiseScale * move.addedNoiseScale - variance) < 1e-5);
        }
    }

    // That test lets Euler step on from the scaled model input instead of the state, T = 1100; done alike here. (Its
    // Heun loop does so between two network calls, which is no step of ours: the recorded runs stand for it.)
    void publishedEulerIsReached()
    {
        const Schedule schedule = makeSchedule({"linear", 1100, {{"rescale", false}}});
        const std::pair<const char*, double> sums[] = {{"schedule", 10.0807}, {"karras", 124.5230}};
        for (const auto& [sigmas, published] : sums) {
            const auto plan = planSampling(schedule, {}, {"euler", 10, "model", {{"sigmas", std::string(sigmas)}}});
            auto state = publishedStart() * plan.initialScale;
            double signal = 1;
            const Network unscaled = [&](const torch::Tensor& x, const torch::Tensor& t) {
                return publishedNetwork(x / signal, t);
            };
            const Denoiser denoiser(unscaled, schedule, "epsilon", plan.clip);
            const std::deque<PastStep> past;
            for (int i = 0; i < 10; ++i) {
                signal = plan.run.steps[std::size_t(i)].now.signalScale();
                const auto scaled = state * signal;
                state = samplerInfo("euler")
                            .move({denoiser, plan.run.steps, plan.run.params, {}, i, scaled, past, false})
                            .state.value;
            }
            const double sum = state.abs().sum().item<double>();
            QVERIFY2(std::abs(sum - published) < 1e-2, qPrintable(QString::number(sum)));
        }
    }

    // tests/pipelines/ddpm and ddim: a fresh network of torch.manual_seed(0), a generator of seed 0, two steps; the
    // last 3 x 3 pixels of the last channel. Everything must agree: weights, noise, network, sampler.
    void freshPipelinesAreReached_data()
    {
        QTest::addColumn<QString>("config");
        QTest::addColumn<QString>("sampler");
        QTest::addColumn<QList<double>>("pixels");
        QTest::addColumn<double>("tolerance");
        const QString small = R"("block_out_channels":[4,8],"layers_per_block":1,"norm_num_groups":4,"sample_size":8)";
        const QString plain = R"("block_out_channels":[32,64],"layers_per_block":2,"sample_size":32)";
        using Pixels = QList<double>;
        QTest::newRow("small ddpm") << small << "ddpm"
                                    << Pixels{0, .9996672, .00329116, 1, .9995991, 1, .0060907, .00115037, 0} << 1e-2;
        QTest::newRow("small ddim") << small << "ddim" << Pixels{0, .9979, 0, .9999, .9986, .9991, 7.1e-4, 0, 0}
                                    << 1e-3;
        QTest::newRow("ddpm") << plain << "ddpm"
                              << Pixels{.9956, .5785, .4675, .9930, 0, 1, 1.199e-3, 2.648e-4, 5.101e-4} << 1e-2;
        QTest::newRow("ddim") << plain << "ddim" << Pixels{1, .5717, .4717, 1, 0, 1, 3e-4, 0, 9e-4} << 1e-3;
    }

    void freshPipelinesAreReached()
    {
        QFETCH(QString, config);
        QFETCH(QString, sampler);
        QFETCH(QList<double>, pixels);
        QFETCH(double, tolerance);
        const at::NoGradGuard noGrad;
        const QString blocks = R"({"_class_name":"UNet2DModel","down_block_types":["DownBlock2D","AttnDownBlock2D"],
                                 "up_block_types":["AttnUpBlock2D","UpBlock2D"],%1})";
        UNet network = makeUNet(unetConfigFromJson(blocks.arg(config).toStdString(), "config.json"), 0);
        network->eval();
        const std::int64_t side = network->config().sampleSize.value();
        TorchNoise noise({1, 3, side, side}, 0, false);
        const auto start = noise.draw();
        const Schedule schedule = makeSchedule({"linear", 1000, {}});
        const auto plan = planSampling(schedule, {}, {sampler.toStdString(), 2, "model", {}, true});
        const Network call = [&](const torch::Tensor& x, const torch::Tensor& t) { return network->forward(x, t); };
        const Denoiser denoiser(call, schedule, "epsilon", plan.clip);
        const auto picture = (runSampler(plan.run, denoiser, start, noise.source()) / 2 + 0.5).clamp(0, 1);
        const auto corner = picture[0][2].slice(0, side - 3).slice(1, side - 3).flatten();
        for (int k = 0; k < 9; ++k)
            QVERIFY2(std::abs(corner[k].item<double>() - pixels[k]) < tolerance,
                     qPrintable(QString("%1: %2").arg(k).arg(corner[k].item<double>())));
    }
};

TEST_MAIN(TestPublishedNumbers)
#include "tst_published_numbers.moc"
