// The trainer as a plain loop: it learns, it resumes bit for bit, it survives what is not finite; and the run folder.
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/base/save_file.h"
#include "core/data/dataset.h"
#include "core/model/ema.h"
#include "core/model/tensor_file.h"
#include "core/train/adamw.h"
#include "core/train/run_folder.h"

#include <QRegularExpression>
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

// Four classes of 8x8 pictures: bright quarters.
std::shared_ptr<const Dataset> quarters()
{
    auto set = std::make_shared<Dataset>();
    set->source = set->name = "quarters";
    set->channels = 1;
    set->height = set->width = 8;
    set->classNames = {"a", "b", "c", "d"};
    for (int i = 0; i < 16; ++i) {
        const int quarter = i % 4;
        set->labels.push_back(quarter);
        for (int y = 0; y < 8; ++y)
            for (int x = 0; x < 8; ++x)
                set->values.push_back((y / 4) * 2 + x / 4 == quarter ? 230 : 20);
    }
    return set;
}

TrainConfig tinyConfig(long long steps = 40)
{
    TrainConfig c = makeTrainConfig("quarters", "quick",
                                    {{"size", 8LL},
                                     {"steps", steps},
                                     {"batch", 8LL},
                                     {"warmup_steps", 5LL},
                                     {"learning_rate", 2e-3},
                                     {"seed", 11LL}},
                                    1, 4);
    c.network.blockOutChannels = {8, 16};
    c.network.normNumGroups = 4;
    c.network.attentionHeadDim = 8;
    c.network.downBlockTypes = {"DownBlock2D", "AttnDownBlock2D"};
    c.network.upBlockTypes = {"AttnUpBlock2D", "UpBlock2D"};
    return c;
}

bool sameState(const StateDict& a, const StateDict& b)
{
    if (a.size() != b.size())
        return false;
    for (const auto& [name, tensor] : a)
        if (!torch::equal(tensor, b.at(name)))
            return false;
    return true;
}

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
            QCOMPARE(int(result.lossByTimestep.size()), 8);
            double sum = 0;
            for (const auto& [t, loss] : result.lossByTimestep) {
                QVERIFY(t >= 0 && t < 1000);
                sum += double(loss);
            }
            QVERIFY(std::abs(sum / 8 - result.loss) < 1e-5);
            (i < 20 ? first : last) += i < 20 ? result.loss / 20 : i >= 130 ? result.loss / 20 : 0;
        }
        QVERIFY2(last < 0.6 * first, qPrintable(QString("%1 -> %2").arg(first).arg(last)));
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

    void runFolderKeepsWholeCheckpointsOnly()
    {
        QTemporaryDir dir;
        const fs::path root = fs::path(dir.path().toStdString()) / "run";
        Trainer trainer(tinyConfig(), quarters());
        RunFolder run(root, 2);
        run.create(trainer.config());
        QVERIFY(RunFolder::isRun(root));
        QVERIFY_EXCEPTION_THROWN(RunFolder(root).create(trainer.config()), Error);
        std::vector<StepResult> rows;
        for (int i = 0; i < 3; ++i) {
            rows.push_back(trainer.step());
            run.saveCheckpoint(trainer, {"a", "b", "c", "d"});
        }
        run.appendMetrics(rows);
        int kept = 0;
        for (const auto& entry : fs::directory_iterator(root / "checkpoints")) {
            (void)entry;
            ++kept;
        }
        QCOMPARE(kept, 2);
        const auto newest = RunFolder::newestCheckpoint(root);
        QCOMPARE(newest.filename().string(), std::string("step-000000003"));
        fs::create_directories(root / "checkpoints" / "step-000000009" / "unet"); // what a crash could leave
        QCOMPARE(RunFolder::newestCheckpoint(root), newest);
        {
            SaveFolder unfinished(root / "checkpoints" / "step-000000010"); // killed before commit()
            fs::create_directories(unfinished.temporary() / "training");
            saveText(unfinished.temporary() / "training" / "state.json", "{}");
            QCOMPARE(RunFolder::newestCheckpoint(root), newest);
        }
        const auto model = openModel(newest);
        QVERIFY(sameState(stateOf(model->network), stateOf(trainer.snapshot()->network)));
        run.truncateMetrics(2);
        const std::string metrics = readFile(root / "metrics.csv");
        QCOMPARE(int(std::count(metrics.begin(), metrics.end(), '\n')), 3); // header and two rows
    }

    void configSurvivesToml()
    {
        TrainConfig config = tinyConfig();
        config.source = "a \"quoted\" path\\with ü";
        config.schedule.id = "cosine";
        config.schedule.timesteps = 400;
        const std::string text = trainConfigToToml(config);
        QCOMPARE(trainConfigToToml(trainConfigFromToml(text, "config.toml")), text);
        QVERIFY_EXCEPTION_THROWN(trainConfigFromToml("size = [", "config.toml"), Error);
        QVERIFY_EXCEPTION_THROWN(trainConfigFromToml("size = 3", "config.toml"), Error);
    }

    void hostileTomlIsRefusedByName_data()
    {
        QTest::addColumn<QString>("line");
        for (const char* line : {"batch = 4294967297",
                                 "batch = 100000",
                                 "steps = 0",
                                 "warmup_steps = -1",
                                 "warmup_steps = 1.5",
                                 "learning_rate = inf",
                                 "learning_rate = nan",
                                 "weight_decay = -1.0",
                                 "gradient_clip = inf",
                                 "ema_maximum = 1.0",
                                 "ema_power = nan",
                                 "seed = -1",
                                 "limit = -5",
                                 "preview_every = 0",
                                 "preview_count = 1000000",
                                 "preview_steps = 1000000",
                                 "checkpoint_every = 0",
                                 "size = 30",
                                 "size = 'large'",
                                 "channels = 2",
                                 "timesteps = 99999999999",
                                 "timesteps = 0"})
            QTest::newRow(line) << line;
    }

    void hostileTomlIsRefusedByName()
    {
        QFETCH(QString, line);
        const QString key = line.section(' ', 0, 0);
        QString text = QString::fromStdString(trainConfigToToml(tinyConfig()));
        const QRegularExpression setting("(^|\n)" + key + " = [^\n]*");
        QVERIFY(text.contains(setting));
        text.replace(setting, "\\1" + line);
        try {
            trainConfigFromToml(text.toStdString(), "config.toml");
            QFAIL("accepted");
        } catch (const Error& error) {
            QVERIFY2(QString::fromStdString(error.subject()).contains(key), error.subject().c_str());
        }
    }

    void badSettingsAreNamed()
    {
        const auto subjectOf = [](const ParamValues& values) {
            try {
                makeTrainConfig("x", "quick", values, 1, 0);
            } catch (const Error& error) {
                return QString::fromStdString(error.subject());
            }
            return QString();
        };
        QVERIFY(subjectOf({{"size", 30LL}}).contains("size"));
        QVERIFY(subjectOf({{"batch", 0LL}}).contains("batch"));
        QVERIFY(subjectOf({{"learning_rate", -1.0}}).contains("learning_rate"));
        QVERIFY(subjectOf({{"colour", 1LL}}).contains("colour"));
        QVERIFY_EXCEPTION_THROWN(makeTrainConfig("x", "gigantic", {}, 1, 0), Error);
        for (const auto& preset : trainPresets())
            for (long long size : {8, 16, 24, 28, 32, 48, 64, 96, 128})
                (void)makeTrainConfig("x", preset.id, {{"size", size}}, 3, 10);
    }

    void unwritableRunIsNamed()
    {
        try {
            RunFolder("/proc/nowhere/run").create(tinyConfig());
            QFAIL("wrote into /proc");
        } catch (const Error& error) {
            QVERIFY(error.subject().find("/proc/nowhere") != std::string::npos);
        }
    }
};

QTEST_GUILESS_MAIN(TestTrainer)
#include "tst_trainer.moc"
