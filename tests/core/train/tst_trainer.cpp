// The trainer as a plain loop: it learns, it resumes bit for bit, it survives what is not finite.
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/base/save_file.h"
#include "core/kernels/threads.h"
#include "core/model/ema.h"
#include "core/model/files/tensor_file.h"
#include "core/train/adamw.h"
#include "core/train/trainer.h"
#include "tests/core/train/quarters.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <torch/optim/adamw.h>
#include <torch/types.h>

#include <cmath>
#include <filesystem>
#include <numeric>

using namespace diffuscope;
namespace fs = std::filesystem;

namespace {

// The betas that diffusers derives from a scheduler_config.json, from its documented formulas.
std::vector<double> betasInPython(const SchedulerConfig& config)
{
    if (!config.trainedBetas.empty())
        return config.trainedBetas;
    const int count = config.numTrainTimesteps;
    std::vector<double> betas;
    for (int t = 0; t < count; ++t) {
        const double part = double(t) / (count - 1), start = config.betaStart, end = config.betaEnd;
        const auto curve = [&](int i) { return std::pow(std::cos((double(i) / count + 0.008) / 1.008 * M_PI / 2), 2); };
        if (config.betaSchedule == "linear")
            betas.push_back(start + part * (end - start));
        else if (config.betaSchedule == "scaled_linear")
            betas.push_back(std::pow(std::sqrt(start) + part * (std::sqrt(end) - std::sqrt(start)), 2));
        else if (config.betaSchedule == "squaredcos_cap_v2")
            betas.push_back(std::min(0.999, 1 - curve(t + 1) / curve(t)));
        else if (config.betaSchedule == "sigmoid")
            betas.push_back(start + (end - start) / (1 + std::exp(6 - 12 * part)));
    }
    return betas;
}

StateDict rawWeights(const Trainer& trainer, const fs::path& folder)
{
    fs::create_directories(folder);
    trainer.saveState(folder);
    return readTensors(folder / "weights.safetensors");
}

} // namespace

class TestTrainer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void lossFallsAndRestatesItself()
    {
        Trainer trainer(tinyConfig(150), quarters());
        double first = 0, last = 0;
        for (int i = 0; i < 150; ++i) {
            const auto result = trainer.step();
            QCOMPARE(result.step, std::int64_t(i + 1));
            QCOMPARE(int(result.byTimestep.size()), 8);
            double sum = 0;
            for (const auto& [t, loss] : result.byTimestep) {
                QVERIFY(t >= 0 && t < 1000);
                sum += double(loss);
            }
            QVERIFY(std::abs(sum / 8 - result.loss) < 1e-5);
            (i < 20 ? first : last) += i < 20 ? result.loss / 20 : i >= 130 ? result.loss / 20 : 0;
        }
        QVERIFY2(last < 0.75 * first, qPrintable(QString("%1 -> %2").arg(first).arg(last)));
    }

    // Sums depend on how they are divided among threads, so that a resume with others is not exact, and says so.
    void otherThreadsAreSaid()
    {
        QTemporaryDir dir;
        const fs::path root = dir.path().toStdString();
        const int before = kernels::computeInfo().threads;
        Trainer trainer(tinyConfig(), quarters());
        (void)trainer.step();
        trainer.saveState(root);
        kernels::configureThreads(before + 1);
        const std::string note = trainer.loadState(root);
        kernels::configureThreads(before);
        QVERIFY2(note.find(std::to_string(before + 1) + " now") != std::string::npos, note.c_str());
        QCOMPARE(trainer.loadState(root), std::string());
    }

    void theRateRisesAndFalls()
    {
        TrainConfig config = tinyConfig();
        config.steps = 21;
        config.warmupSteps = 4;
        config.learningRate = 0.01;
        std::vector<double> rates;
        Trainer trainer(config, quarters());
        for (int i = 0; i < 21; ++i)
            rates.push_back(trainer.step().learningRate);
        for (int i = 0; i < 4; ++i)
            QVERIFY(rates[std::size_t(i)] < rates[std::size_t(i) + 1]); // warm-up
        for (int i = 5; i < 21; ++i)
            QVERIFY(rates[std::size_t(i)] < rates[std::size_t(i) - 1]);
        QVERIFY(rates[4] > 0.009 && rates[20] < 0.0001 && rates[20] > 0);
        config.learningRateSchedule = "constant";
        Trainer steady(config, quarters());
        for (int i = 0; i < 20; ++i)
            steady.step();
        QCOMPARE(steady.step().learningRate, 0.01);
    }

    void resumeIsBitForBit()
    {
        QTemporaryDir dir;
        const fs::path root = dir.path().toStdString();
        Trainer whole(tinyConfig(), quarters());
        for (int i = 0; i < 14; ++i)
            whole.step();
        {
            Trainer half(tinyConfig(), quarters());
            for (int i = 0; i < 6; ++i)
                half.step();
            fs::create_directories(root / "state");
            half.saveState(root / "state");
        }
        Trainer resumed(tinyConfig(), quarters());
        resumed.loadState(root / "state");
        QCOMPARE(resumed.steps(), std::int64_t(6));
        for (int i = 0; i < 8; ++i)
            resumed.step();
        QVERIFY(sameState(rawWeights(whole, root / "w"), rawWeights(resumed, root / "r")));
        QVERIFY(sameState(readTensors(root / "w" / "ema.safetensors"), readTensors(root / "r" / "ema.safetensors")));
        QVERIFY(sameState(readTensors(root / "w" / "optimiser.safetensors"),
                          readTensors(root / "r" / "optimiser.safetensors")));
    }

    void damagedStateIsRefusedByName()
    {
        QTemporaryDir dir;
        const fs::path root = dir.path().toStdString();
        Trainer trainer(tinyConfig(), quarters());
        trainer.step();
        trainer.saveState(root);
        saveText(root / "state.json", "{\"step\": -3}");
        try {
            trainer.loadState(root);
            QFAIL("accepted a damaged state");
        } catch (const Error& error) {
            QVERIFY(error.subject().find("state.json") != std::string::npos);
        }
        fs::remove(root / "state.json");
        QVERIFY_EXCEPTION_THROWN(trainer.loadState(root), Error);
    }

    void notFiniteIsSkippedAndChangesNothing()
    {
        QTemporaryDir dir;
        const fs::path root = dir.path().toStdString();
        Trainer trainer(tinyConfig(), quarters());
        trainer.step(); // moments and averages that could change
        auto weights = rawWeights(trainer, root / "a");
        weights.at("conv_out.bias").fill_(std::nanf(""));
        writeTensors(root / "a" / "weights.safetensors", weights);
        trainer.loadState(root / "a");
        auto before = rawWeights(trainer, root / "b");
        const auto result = trainer.step();
        QVERIFY(result.skipped);
        QCOMPARE(trainer.steps(), std::int64_t(2)); // on to other data
        auto after = rawWeights(trainer, root / "c");
        QVERIFY(after.at("conv_out.bias").isnan().all().item<bool>());
        before.erase("conv_out.bias"); // NaN equals nothing
        after.erase("conv_out.bias");
        QVERIFY(sameState(before, after));
        for (const char* file : {"ema.safetensors", "optimiser.safetensors"})
            QVERIFY(sameState(readTensors(root / "b" / file), readTensors(root / "c" / file)));
    }

    void averagedWeightsAreNotTheRawOnes()
    {
        QTemporaryDir dir;
        const fs::path root = dir.path().toStdString();
        Trainer trainer(tinyConfig(), quarters());
        for (int i = 0; i < 4; ++i)
            trainer.step();
        const auto raw = rawWeights(trainer, root), averaged = readTensors(root / "ema.safetensors");
        for (const char* name : {"conv_in.weight", "conv_out.weight"}) {
            const double apart = (raw.at(name) - averaged.at(name)).abs().max().item<double>();
            QVERIFY2(apart > 0 && apart < 0.1, qPrintable(QString("%1: %2").arg(name).arg(apart)));
        }
        QVERIFY(sameState(stateOf(trainer.snapshot()->network), averaged));
    }

    void optimiserStepsAsTorchDoes()
    {
        torch::manual_seed(5);
        auto ours = torch::randn({4, 3}), theirs = ours.clone().set_requires_grad(true);
        ours.set_requires_grad(true);
        AdamW optimiser({ours}, {.weightDecay = 0.02});
        torch::optim::AdamW reference(
            {theirs}, torch::optim::AdamWOptions(1e-2).betas({0.9, 0.999}).eps(1e-8).weight_decay(0.02));
        for (int i = 0; i < 20; ++i) {
            const auto gradient = torch::randn({4, 3});
            ours.mutable_grad() = gradient.clone();
            theirs.mutable_grad() = gradient.clone();
            optimiser.step(1e-2);
            reference.step();
            QVERIFY((ours - theirs).abs().max().item<double>() < 1e-6);
        }
    }

    void pythonReadsExactlyOurBetas()
    {
        for (const auto& info : scheduleCatalog()) {
            for (const int timesteps : {100, 1000}) {
                TrainConfig config = tinyConfig();
                config.schedule = {info.id, timesteps, {}};
                const auto ours = makeSchedule(config.schedule).betas();
                const auto scheduler = Trainer(config, quarters()).scheduler();
                const auto theirs =
                    betasInPython(schedulerConfigFromJson(schedulerConfigToJson(scheduler), "scheduler"));
                QCOMPARE(theirs.size(), ours.size());
                for (std::size_t t = 0; t < ours.size(); ++t)
                    QVERIFY2(
                        std::abs(theirs[t] - ours[t]) < 1e-12,
                        qPrintable(QString("%1 T=%2 t=%3").arg(QString::fromStdString(info.id)).arg(timesteps).arg(t)));
            }
        }
    }

    void snapshotsDoNotMove()
    {
        Trainer trainer(tinyConfig(), quarters());
        trainer.step();
        const auto snapshot = trainer.snapshot();
        const auto before = stateOf(snapshot->network);
        for (int i = 0; i < 4; ++i)
            trainer.step();
        QVERIFY(sameState(before, stateOf(snapshot->network)));
        QVERIFY(!sameState(before, stateOf(trainer.snapshot()->network)));
        QCOMPARE(snapshot->trainedSteps, std::int64_t(1));
        QCOMPARE(int(snapshot->classNames.size()), 4);
    }

    void viewShowsOneConsistentEvaluation()
    {
        Trainer trainer(tinyConfig(), quarters());
        trainer.step();
        const auto view = trainer.view(400, 3);
        const Schedule schedule = makeSchedule(trainer.config().schedule);
        double sum = 0;
        for (std::size_t i = 0; i < view.noisy.values.size(); ++i) {
            const double mixed = schedule.signalScale(400) * double(view.data.values[i]) +
                                 schedule.noiseScale(400) * double(view.noise.values[i]);
            QVERIFY(std::abs(mixed - double(view.noisy.values[i])) < 1e-5);
            const double difference = double(view.noise.values[i]) - double(view.predictedNoise.values[i]);
            sum += difference * difference;
        }
        QVERIFY(std::abs(sum / double(view.noisy.values.size()) - view.meanError) < 1e-4);
    }
};

TEST_MAIN(TestTrainer)
#include "tst_trainer.moc"
