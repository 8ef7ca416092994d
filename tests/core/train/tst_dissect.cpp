// A training step taken apart: it is the very step that the run takes next, its numbers add up, and looking leaves the
// run as it was, bit for bit.
#include "core/model/files/tensor_file.h"
#include "core/train/trainer.h"
#include "core/train/trainer_copy.h"
#include "tests/core/train/quarters.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <filesystem>
#include <limits>
#include <numeric>

using namespace diffuscope;
namespace fs = std::filesystem;

namespace {

std::unique_ptr<Trainer> copyOf(const Trainer& trainer)
{
    const auto copy = trainer.copy();
    auto made = std::make_unique<Trainer>(copy->config, copy->dataset, Trainer::Loader::WhenAsked);
    made->restore(*copy);
    return made;
}

StateDict weightsOf(const Trainer& trainer, const QTemporaryDir& dir, const char* name)
{
    const fs::path folder = fs::path(dir.path().toStdString()) / name;
    fs::create_directories(folder);
    trainer.saveState(folder);
    StateDict all = readTensors(folder / "weights.safetensors");
    all.merge(readTensors(folder / "optimiser.safetensors"));
    for (auto& [key, tensor] : readTensors(folder / "ema.safetensors"))
        all.emplace("ema." + key, tensor);
    return all;
}

double squares(const std::vector<NetworkBlock>& blocks)
{
    return std::accumulate(blocks.begin(), blocks.end(), 0.0,
                           [](double sum, const NetworkBlock& block) { return sum + block.gradient * block.gradient; });
}

bool near(double a, double b, double relative)
{
    return std::abs(a - b) <= relative * std::max(std::abs(a), std::abs(b));
}

} // namespace

class TestDissect : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void itIsTheNextStepOfTheRun_data()
    {
        QTest::addColumn<QString>("prediction");
        QTest::addColumn<int>("accumulation");
        QTest::newRow("velocity") << "v_prediction" << 1;
        QTest::newRow("noise, two batches a step") << "epsilon" << 2;
        QTest::newRow("picture") << "sample" << 1;
    }
    void itIsTheNextStepOfTheRun()
    {
        QFETCH(QString, prediction);
        QFETCH(int, accumulation);
        TrainConfig config = tinyConfig();
        config.predictionType = prediction.toStdString();
        config.gradientAccumulation = accumulation;
        config.network.dropout = 0.1;
        Trainer run(config, quarters());
        for (int k = 0; k < 3; ++k)
            (void)run.step();
        const auto copy = copyOf(run);
        const DissectedStep seen = copy->dissect({});
        const LossPoint next = run.step();
        QCOMPARE(seen.step, std::int64_t(3));
        QCOMPARE(seen.loss, next.loss);
        QCOMPARE(seen.gradientNorm, next.gradientNorm);
        QCOMPARE(seen.learningRate, next.learningRate);
        QCOMPARE(seen.pictures.size(), next.byTimestep.size());
        for (std::size_t k = 0; k < seen.pictures.size(); ++k) {
            const LookedAt& one = seen.pictures[k];
            QCOMPARE(one.timestep, next.byTimestep[k].first);
            QCOMPARE(one.error, double(next.byTimestep[k].second));
            double sum = 0;
            for (const float value : one.difference.values)
                sum += double(value) * double(value);
            QVERIFY2(near(sum / double(one.difference.values.size()), one.error, 1e-3),
                     "what is shown is what the loss is made of");
        }
        QTemporaryDir dir;
        QVERIFY(sameState(weightsOf(*copy, dir, "copy"), weightsOf(run, dir, "run")));
    }

    void lookingChangesNothing()
    {
        Trainer alone(tinyConfig(), quarters()), watched(tinyConfig(), quarters());
        for (int k = 0; k < 6; ++k) {
            const auto copy = copyOf(watched);
            const DissectedStep seen = copy->dissect({k, 3, 500});
            (void)copy->lookAgain(seen.pictures.front());
            (void)copy->meanError(100, 4);
            (void)copy->step();
            const LossPoint a = alone.step(), b = watched.step();
            QCOMPARE(a.loss, b.loss);
            QCOMPARE(a.gradientNorm, b.gradientNorm);
            QVERIFY(a.byTimestep == b.byTimestep);
        }
        QTemporaryDir dir;
        QVERIFY(sameState(weightsOf(alone, dir, "alone"), weightsOf(watched, dir, "watched")));
    }

    void itsNumbersAddUp()
    {
        Trainer trainer(tinyConfig(), quarters());
        for (int k = 0; k < 4; ++k)
            (void)trainer.step();
        const DissectedStep seen = trainer.dissect({});
        QVERIFY(near(std::sqrt(squares(seen.blocks)), seen.gradientNorm, 1e-5));
        std::int64_t weights = 0;
        for (const NetworkBlock& block : seen.blocks) {
            weights += block.weights;
            QVERIFY(block.gradient > 0 && block.length > 0 && block.change > 0);
        }
        QCOMPARE(weights, seen.weights);
        QCOMPARE(seen.blocks.front().kind, NetworkBlock::Kind::In);
        QCOMPARE(seen.blocks.back().kind, NetworkBlock::Kind::Time);
        const WeightStep& w = seen.weight;
        QCOMPARE(w.after, w.before + w.change);
        QVERIFY(near(w.change, -w.rate * (w.average / w.size + w.decay * w.before), 1e-2));
        QVERIFY(w.change != 0);
        QVERIFY(near(w.clipped, w.slope * std::min(1.0, seen.gradientLimit / seen.gradientNorm), 1e-4));
        QVERIFY(seen.lossAfter > 0 && seen.lossAfter != seen.loss);
    }

    void anotherTimestepIsOfThatPictureAlone()
    {
        Trainer trainer(tinyConfig(), quarters());
        const DissectedStep drawn = copyOf(trainer)->dissect({}), own = copyOf(trainer)->dissect({0, 2, 999});
        QVERIFY(own.ownTimestep && !drawn.ownTimestep);
        for (std::size_t k = 0; k < drawn.pictures.size(); ++k) {
            QCOMPARE(own.pictures[k].timestep, k == 2 ? 999 : drawn.pictures[k].timestep);
            QVERIFY(own.pictures[k].data.values == drawn.pictures[k].data.values);
            QVERIFY(own.pictures[k].noise.values == drawn.pictures[k].noise.values);
        }
        const DissectedStep ahead = copyOf(trainer)->dissect({1, 0, -1});
        (void)trainer.step();
        const DissectedStep later = copyOf(trainer)->dissect({});
        QVERIFY(ahead.pictures.front().data.values == later.pictures.front().data.values);
        QCOMPARE(ahead.pictures.front().timestep, later.pictures.front().timestep);
    }

    void lookingAgainBeginsWhereTheStepWas()
    {
        Trainer trainer(tinyConfig(), quarters());
        for (int k = 0; k < 3; ++k)
            (void)trainer.step();
        const LookedAt seen = copyOf(trainer)->dissect({0, 1, -1}).pictures[1];
        const auto copy = copyOf(trainer);
        const LookedAt again = copy->lookAgain(seen);
        QVERIFY2(near(again.error, seen.error, 1e-3),
                 qPrintable(QStringLiteral("%1 and %2").arg(again.error).arg(seen.error)));
        for (int k = 0; k < 30; ++k)
            (void)copy->step();
        QVERIFY(copy->lookAgain(seen).error != again.error);
    }

    void whatIsNoNumberIsSaid()
    {
        TrainConfig config = tinyConfig();
        config.learningRate = 1;
        config.gradientClip = 1e6;
        config.warmupSteps = 0;
        Trainer trainer(config, quarters());
        DissectedStep seen;
        for (int k = 0; k < 200 && seen.finite; ++k)
            seen = trainer.dissect({});
        if (seen.finite)
            QSKIP("this network has not run away");
        QVERIFY(!std::isfinite(seen.loss) || !std::isfinite(seen.gradientNorm));
        QCOMPARE(seen.weight.change, 0.0);
    }
};

TEST_MAIN(TestDissect)
#include "tst_dissect.moc"
