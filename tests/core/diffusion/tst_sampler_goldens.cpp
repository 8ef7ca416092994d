// Whole sampler runs against the recorded ones of diffusers, through the same path a model takes: its scheduler
// configuration, the plan made from it, the walk.
#include "core/diffusion/loss.h"
#include "core/diffusion/sampling_plan.h"
#include "core/model/config/scheduler_config.h"
#include "core/model/files/safetensors.h"
#include "core/model/files/tensor_file.h"
#include "core/sampling/model_sampling.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QtTest>

#include <nlohmann/json.hpp>
#include <torch/types.h>

#include <cmath>

using namespace diffuscope;
using nlohmann::json;

namespace {

const QString kGolden = QStringLiteral(DIFFUSCOPE_GOLDEN_DIR);

struct Recorded {
    StateDict tensors;
    SchedulerConfig scheduler;
    json arguments;
    std::string sampler;
    int steps = 0;
};

std::string samplerOf(const std::string& className)
{
    const std::map<std::string, std::string> ids = {{"DDPMScheduler", "ddpm"},
                                                    {"DDIMScheduler", "ddim"},
                                                    {"PNDMScheduler", "pndm"},
                                                    {"DPMSolverMultistepScheduler", "dpmsolver++"},
                                                    {"EulerDiscreteScheduler", "euler"},
                                                    {"EulerAncestralDiscreteScheduler", "euler_ancestral"},
                                                    {"HeunDiscreteScheduler", "heun"},
                                                    {"UniPCMultistepScheduler", "unipc"},
                                                    {"DDIMInverseScheduler", "ddim_inversion"}};
    return ids.at(className);
}

Recorded recorded(const QString& file)
{
    const std::string path = file.toStdString();
    const auto metadata = readSafetensors(path).metadata;
    Recorded r;
    r.tensors = readTensors(path);
    std::string config = metadata.at("config");
    config.insert(1, "\"_class_name\": \"" + metadata.at("class") + "\", ");
    r.scheduler = schedulerConfigFromJson(config, path);
    r.arguments = json::parse(metadata.at("step_kwargs"));
    r.sampler = samplerOf(metadata.at("class"));
    r.steps = std::stoi(metadata.at("steps"));
    return r;
}

SamplingChoice choiceOf(const Recorded& r)
{
    SamplingChoice choice{r.sampler, r.steps, "model", {}, true};
    if (r.arguments.contains("eta"))
        choice.params["eta"] = r.arguments["eta"].get<double>();
    if (r.arguments.contains("use_clipped_model_output"))
        choice.params["rederive_noise"] = r.arguments["use_clipped_model_output"].get<bool>();
    if (r.sampler == "ddim_inversion")
        choice.params["refinements"] = 0LL; // diffusers knows none
    return choice;
}

bool exploding(const Recorded& r) { return samplerInfo(r.sampler).grid == GridKind::Sigmas; }

// The states of Euler and Heun are recorded as data + sigma * noise.
torch::Tensor asRecorded(const torch::Tensor& state, const NoiseLevel& level, const Recorded& r)
{
    return exploding(r) ? state / level.signalScale() : state;
}

// The reference keeps its tables in float32: the cosine schedule's last alpha, 0.001, has lost four digits there, and
// differences of close logarithms one.
double tolerance(const QString& file)
{
    if (file.contains("euler-cosine"))
        return 5e-4;
    for (const char* close : {"dpm-sde-heun-karras-v", "dpm-sigma-min-lu", "unipc-karras"})
        if (file.contains(QLatin1String(close)))
            return 3e-5;
    return 1e-5;
}

} // namespace

class TestSamplerGoldens : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void runsAgreeWithDiffusers_data()
    {
        QTest::addColumn<QString>("file");
        const QDir folder(kGolden + "/samplers");
        for (const QString& name : folder.entryList({QStringLiteral("*.safetensors")}, QDir::Files))
            QTest::newRow(qPrintable(name.chopped(12))) << folder.filePath(name);
    }

    void runsAgreeWithDiffusers()
    {
        QFETCH(QString, file);
        const Recorded r = recorded(file);
        const Schedule schedule = scheduleOf(r.scheduler);
        const SamplingPlan plan = planSampling(schedule, samplingDefaultsOf(r.scheduler), choiceOf(r));
        const auto timesteps = r.tensors.at("timesteps"), outputs = r.tensors.at("model_output");
        std::int64_t calls = 0;
        QStringList wrongTimesteps;
        const Network network = [&](const torch::Tensor& state, const torch::Tensor& t) {
            const double told = t[0].item<double>(), expected = timesteps[calls].item<double>();
            if (std::abs(told - expected) > 1e-2) // float32 sigmas
                wrongTimesteps << QString("call %1 at %2, not %3").arg(calls).arg(told).arg(expected);
            (void)state;
            return outputs[calls++];
        };
        const Denoiser denoiser(network, schedule, r.scheduler.predictionType, plan.clip);
        const NoiseSource noise = [&](int) { return r.tensors.at("noise")[calls - 1]; };
        const SamplerFunction move = samplerInfo(r.sampler).move;
        std::deque<PastStep> past;
        QStringList wrongStates;
        for (int i = 0; i < int(plan.run.steps.size()); ++i) { // each step from the recorded state
            const auto [now, next] = plan.run.steps[std::size_t(i)];
            const auto state = r.tensors.at("sample")[calls] * (exploding(r) ? now.signalScale() : 1);
            const auto made = move({denoiser, plan.run.steps, plan.run.params, noise, i, state, past, true});
            past.push_back({now, made.corrected.defined() ? made.corrected.value : state, made.prediction});
            const auto expected = r.tensors.at("prev_sample")[calls - 1];
            const double scale = std::max(1.0, expected.abs().max().item<double>());
            const double error = (asRecorded(made.state.value, next, r) - expected).abs().max().item<double>() / scale;
            if (!(error < tolerance(file)))
                wrongStates << QString("step %1: %2").arg(i).arg(error);
        }
        QVERIFY2(wrongTimesteps.isEmpty(), qPrintable(wrongTimesteps.join("; ")));
        QVERIFY2(wrongStates.isEmpty(), qPrintable(wrongStates.join("; ")));
        QCOMPARE(calls, outputs.size(0));
    }

    void forwardTablesAgree_data()
    {
        QTest::addColumn<QString>("file");
        const QDir folder(kGolden + "/forward");
        for (const QString& name : folder.entryList({QStringLiteral("*.safetensors")}, QDir::Files))
            QTest::newRow(qPrintable(name.chopped(12))) << folder.filePath(name);
    }

    void forwardTablesAgree()
    {
        QFETCH(QString, file);
        const auto t = readTensors(file.toStdString());
        const auto config = readSafetensors(file.toStdString()).metadata.at("config");
        const Schedule schedule = scheduleOf(schedulerConfigFromJson(config, "golden"));
        double worst = 0;
        for (int i = 0; i < 1000; ++i) {
            worst = std::max(worst, std::abs(schedule.alphaBar(i) - t.at("alphas_cumprod")[i].item<double>()));
            worst = std::max(worst, std::abs(schedule.beta(i) - t.at("betas")[i].item<double>()));
        }
        // Lin et al.'s rescaling divides by the last alpha of a float32 table: the reference loses digits there.
        const bool rescaled = file.contains("zero-snr");
        QVERIFY2(worst < (rescaled ? 2e-6 : 1e-6), qPrintable(QString::number(worst)));
        const TensorSchedule tensors(schedule);
        const auto data = t.at("x0"), noise = t.at("noise"), at = t.at("timestep");
        const auto difference = [](const torch::Tensor& a, const torch::Tensor& b) {
            return (a - b).abs().max().item<double>();
        };
        // 1 - alphaBar of a float32 table is off by 6e-8, which is a share of the small ones.
        const double lost = rescaled ? 2e-5 : 5e-6;
        QVERIFY2(difference(tensors.forward(data, noise, at), t.at("noisy")) < lost, "noisy");
        QVERIFY2(difference(tensors.target("v_prediction", data, noise, at), t.at("velocity")) < lost, "velocity");
        QVERIFY(torch::equal(tensors.target("epsilon", data, noise, at), noise));
        QVERIFY(torch::equal(tensors.target("sample", data, noise, at), data));
    }
};

TEST_MAIN(TestSamplerGoldens)
#include "tst_sampler_goldens.moc"
