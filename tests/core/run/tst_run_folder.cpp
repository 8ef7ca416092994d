// A run on disk: whole checkpoints only, metrics, settings that survive, and what is refused by name.
#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/model/ema.h"
#include "core/run/folder/run_folder.h"
#include "tests/core/train/quarters.h"
#include "tests/support/test_main.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <filesystem>

using namespace diffuscope;
namespace fs = std::filesystem;

class TestRunFolder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void runFolderKeepsWholeCheckpointsOnly()
    {
        QTemporaryDir dir;
        const fs::path root = fs::path(dir.path().toStdString()) / "run";
        Trainer trainer(tinyConfig(), quarters());
        RunFolder run(root, 2);
        run.create(trainer.config());
        QVERIFY(RunFolder::isRun(root));
        QVERIFY_EXCEPTION_THROWN(RunFolder(root).create(trainer.config()), Error);
        std::vector<LossPoint> rows;
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
        const auto recorded = run.readMetrics();
        QCOMPARE(int(recorded.size()), 3);
        for (int i = 0; i < 3; ++i) {
            const auto& [was, now] = std::pair(rows[std::size_t(i)], recorded[std::size_t(i)]);
            QCOMPARE(now.step, was.step);
            QVERIFY(std::abs(now.loss - was.loss) < 1e-6 && std::abs(now.learningRate - was.learningRate) < 1e-9);
        }
        run.truncateMetrics(2);
        const std::string metrics = readFile(root / "metrics.csv");
        QCOMPARE(int(std::count(metrics.begin(), metrics.end(), '\n')), 3); // header and two rows
    }

    void aFullDiskLosesTheOldestCheckpointsOnly()
    {
        QTemporaryDir dir;
        const fs::path root = fs::path(dir.path().toStdString()) / "run";
        Trainer trainer(tinyConfig(), quarters());
        RunFolder run(root, 3);
        run.create(trainer.config());
        for (int i = 0; i < 3; ++i) {
            (void)trainer.step();
            run.saveCheckpoint(trainer, {"a", "b", "c", "d"});
        }
        QVERIFY(!run.makeRoom(1 << 30)); // there is room
        QCOMPARE(int(RunFolder::checkpoints(root).size()), 3);
        QVERIFY(run.makeRoom(1000));
        QVERIFY(run.makeRoom(1000));
        QVERIFY(!run.makeRoom(1000)); // the newest stays whatever happens
        const auto left = RunFolder::checkpoints(root);
        QCOMPARE(int(left.size()), 1);
        QCOMPARE(left.front().filename().string(), std::string("step-000000003"));
        QVERIFY(RunFolder::checkpointProblem(left.front()).empty());
    }

    void configSurvivesToml()
    {
        TrainConfig config = tinyConfig();
        config.source = "a \"quoted\" path\\with ü";
        config.schedule.id = "cosine";
        config.schedule.timesteps = 400;
        const std::string text = trainConfigToToml(config);
        QCOMPARE(trainConfigToToml(trainConfigFromToml(text, "config.toml")), text);
        config.emaMaximum = 0.9995; // which has no exact double
        config.learningRate = 1;    // a float all the same
        const std::string shortOnes = trainConfigToToml(config);
        QVERIFY2(shortOnes.find("\nema_maximum = 0.9995\n") != std::string::npos, shortOnes.c_str());
        QVERIFY(shortOnes.find("\nlearning_rate = 1.0\n") != std::string::npos);
        QVERIFY_EXCEPTION_THROWN(trainConfigFromToml("size = [", "config.toml"), Error);
        QVERIFY_EXCEPTION_THROWN(trainConfigFromToml("size = 3", "config.toml"), Error);
    }

    // "auto" is a choice of its own; what older runs did by themselves they go on doing.
    void intervalsMayBeAuto()
    {
        const TrainConfig usual = tinyConfig();
        QCOMPARE(usual.previewEvery, kAuto);
        QCOMPARE(usual.validateEvery, kAuto);
        const QString text = QString::fromStdString(trainConfigToToml(usual));
        QVERIFY(text.contains("preview_every = 'auto'") || text.contains("preview_every = \"auto\""));
        const auto read = [&text](const QString& format, const QString& preview) {
            QString changed = text;
            changed.replace(QRegularExpression("(^|\n)format = [^\n]*"), "\\1format = " + format);
            changed.replace(QRegularExpression("(^|\n)preview_every = [^\n]*"), "\\1preview_every = " + preview);
            return trainConfigFromToml(changed.toStdString(), "config.toml").previewEvery;
        };
        QCOMPARE(read("3", "'auto'"), kAuto);
        QCOMPARE(read("3", "0"), kAuto);
        QCOMPARE(read("3", "100"), 100); // typed: obeyed
        QCOMPARE(read("2", "100"), kAuto);
        QCOMPARE(read("2", "70"), 70);
    }

    // Runs of the first version: fewer settings, and no line that says so.
    void olderConfigsAreUnderstood()
    {
        QStringList lines = QString::fromStdString(trainConfigToToml(tinyConfig())).split('\n');
        const QStringList known = {"batch",
                                   "background",
                                   "channels",
                                   "class_conditional",
                                   "checkpoint_every",
                                   "ema_maximum",
                                   "ema_power",
                                   "gradient_clip",
                                   "label_dropout",
                                   "learning_rate",
                                   "limit",
                                   "mirror",
                                   "prediction_type",
                                   "preset",
                                   "preview_count",
                                   "preview_every",
                                   "preview_steps",
                                   "seed",
                                   "size",
                                   "source",
                                   "steps",
                                   "warmup_steps",
                                   "weight_decay",
                                   "config_json",
                                   "id",
                                   "timesteps"};
        lines.removeIf([&](const QString& line) {
            return line.contains(" = ") && !known.contains(line.section(" = ", 0, 0).trimmed());
        });
        const QString text = "learning_rate_decay = false\n" + lines.join('\n');
        const TrainConfig config = trainConfigFromToml(text.toStdString(), "config.toml");
        QCOMPARE(config.learningRateSchedule, std::string("constant"));
        QCOMPARE(config.validationShare, 0.0); // the order of its pictures stays
        QCOMPARE(config.gradientAccumulation, 1);
        QCOMPARE(config.batch, 8);
        QCOMPARE(config.labelDropout, 0.1);
        lines.removeIf([](const QString& line) { return line.startsWith("label_dropout"); });
        const TrainConfig oldest = trainConfigFromToml(lines.join('\n').toStdString(), "config.toml");
        QCOMPARE(oldest.labelDropout, 0.0); // every class embedded is one of the set
        QCOMPARE(oldest.learningRateSchedule, std::string("constant"));
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
                                 "preview_every = -1",
                                 "preview_count = 1000000",
                                 "preview_steps = 1000000",
                                 "checkpoint_every = -1",
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
        QVERIFY(subjectOf({{"hue", 1LL}}).contains("hue"));
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

TEST_MAIN(TestRunFolder)
#include "tst_run_folder.moc"
