// What a run can be set to: each option does what it says, and none of them costs the exact resume.
#include "core/base/error.h"
#include "core/base/memory.h"
#include "core/diffusion/loss.h"
#include "core/diffusion/sampling_plan.h"
#include "core/interop/torch_image.h"
#include "core/model/ema.h"
#include "core/model/files/tensor_file.h"
#include "core/schedule/schedule.h"
#include "core/train/held_out.h"
#include "core/train/trainer.h"
#include "core/train/training_memory.h"
#include "tests/core/train/quarters.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <c10/core/CPUAllocator.h>
#include <torch/types.h>
#include <torch/version.h>

#include <cmath>
#include <filesystem>
#include <numeric>
#include <set>

using namespace diffuscope;
namespace fs = std::filesystem;

namespace {

TrainConfig changed(const ParamValues& values, long long steps = 40)
{
    TrainConfig config = tinyConfig(steps);
    setTrainValues(config, values);
    return config;
}

StateDict stateFile(const Trainer& trainer, const fs::path& folder, const char* name)
{
    fs::create_directories(folder);
    trainer.saveState(folder);
    return readTensors(folder / name);
}

constexpr int kOptionSteps = 5;

// After as many steps with every option as it is at first; the same for each of them.
const StateDict& plainWeights()
{
    static const StateDict weights = [] {
        QTemporaryDir dir;
        Trainer plain(tinyConfig(), quarters());
        for (int i = 0; i < kOptionSteps; ++i)
            (void)plain.step();
        return stateFile(plain, dir.path().toStdString(), "weights.safetensors");
    }();
    return weights;
}

// Refuses large blocks while it is on, as a full memory does.
class StingyAllocator : public c10::Allocator {
public:
    explicit StingyAllocator(c10::Allocator* real) : real_(real) {}
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 3)
    void copy_data(void* to, const void* from, std::size_t bytes) const override { default_copy_data(to, from, bytes); }
    c10::DataPtr allocate(std::size_t bytes) override
#else
    c10::DataPtr allocate(std::size_t bytes) const override
#endif
    {
        TORCH_CHECK(bytes < limit, "DefaultCPUAllocator: can't allocate memory: you tried to allocate ", bytes,
                    " bytes.");
        return real_->allocate(bytes);
    }
    c10::DeleterFnPtr raw_deleter() const override { return real_->raw_deleter(); }
    std::size_t limit = std::size_t(1) << 60;

private:
    c10::Allocator* real_;
};

} // namespace

class TestTrainOptions : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void minSnrIsTheThreeFormulas();
    void weightingChangesTheStepAndNotTheLoss();
    void accumulatedGradientsAreTheirMean();
    void everyOptionResumesBitForBit_data();
    void everyOptionResumesBitForBit();
    void averagesHaveTheirOwnLengths();
    void heldOutPicturesAreApart();
    void validationIsComparable();
    void bfloat16LearnsAsWell();
    void outOfMemoryChangesNothing();
    void theEstimateGrowsAsItShould();
    void presetsFitTheirPictures();
    void unknownDeviceIsNamed();
    void oneImageIsLearntByHeart();
    void aYoungNetworkDraws();
    void theLossIsTheNoises();
};

void TestTrainOptions::minSnrIsTheThreeFormulas()
{
    const Schedule schedule = makeSchedule({"linear", 1000, {}});
    const TensorSchedule tensors(schedule);
    const auto t = torch::arange(1000);
    for (const double gamma : {1.0, 5.0})
        for (const char* type : {"epsilon", "sample", "v_prediction"}) {
            const auto weights = tensors.minSnrWeights(type, gamma, t);
            for (int k = 0; k < 1000; k += 37) {
                const double snr = schedule.alphaBar(k) / (1 - schedule.alphaBar(k)), capped = std::min(snr, gamma);
                const double wanted = type == std::string("epsilon")  ? capped / snr
                                      : type == std::string("sample") ? capped
                                                                      : capped / (snr + 1);
                const double got = double(weights[k].item<float>());
                QVERIFY2(std::abs(got - wanted) < 2e-4 * std::max(1e-3, wanted),
                         qPrintable(QString("%1 t=%2: %3 for %4").arg(type).arg(k).arg(got).arg(wanted)));
            }
        }
    const Schedule zero = makeSchedule({"linear", 1000, {{"rescale_betas_zero_snr", true}}});
    QVERIFY(TensorSchedule(zero).minSnrWeights("v_prediction", 5, t).isfinite().all().item<bool>());
}

void TestTrainOptions::weightingChangesTheStepAndNotTheLoss()
{
    QTemporaryDir dir;
    const fs::path root = dir.path().toStdString();
    Trainer plain(changed({}), quarters()), weighted(changed({{"loss_weighting", std::string("min_snr")}}), quarters());
    QCOMPARE(weighted.step().loss, plain.step().loss); // both report the plain error
    QVERIFY(!sameState(stateFile(plain, root / "p", "optimiser.safetensors"),
                       stateFile(weighted, root / "w", "optimiser.safetensors")));
}

// The first moments after one step are a tenth of its gradient.
void TestTrainOptions::accumulatedGradientsAreTheirMean()
{
    QTemporaryDir dir;
    const fs::path root = dir.path().toStdString();
    const ParamValues still = {{"learning_rate", 1e-7}, {"weight_decay", 0.0}, {"gradient_clip", 1e6}, {"batch", 4LL}};
    Trainer single(changed(still), quarters());
    ParamValues two = still;
    two["gradient_accumulation"] = 2LL;
    Trainer both(changed(two), quarters());
    (void)single.step();
    const auto first = stateFile(single, root / "1", "optimiser.safetensors");
    (void)single.step();
    const auto second = stateFile(single, root / "2", "optimiser.safetensors");
    const auto result = both.step();
    QCOMPARE(int(result.byTimestep.size()), 8);
    const auto mean = stateFile(both, root / "b", "optimiser.safetensors");
    for (const auto& [name, tensor] : mean) {
        if (name.rfind("first.", 0) != 0)
            continue;
        const auto g0 = first.at(name) / 0.1, g1 = (second.at(name) - 0.9 * first.at(name)) / 0.1;
        const double apart = (tensor / 0.1 - (g0 + g1) / 2).abs().max().item<double>();
        const double size = tensor.abs().max().item<double>() / 0.1;
        QVERIFY2(apart < 1e-3 * size + 1e-6,
                 qPrintable(QString("%1: %2 of %3").arg(name.c_str()).arg(apart).arg(size)));
    }
}

void TestTrainOptions::everyOptionResumesBitForBit_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    const auto row = [](const char* key, const char* value) { QTest::addRow("%s=%s", key, value) << key << value; };
    row("dropout", "0.3");
    row("loss_weighting", "min_snr");
    row("gradient_accumulation", "3");
    row("ema_more", "0.9, 0.99");
    row("mirror", "true");
    row("crop", "2");
    row("rotate", "10");
    row("zoom", "0.2");
    row("colour", "0.2");
    row("precision", "bfloat16");
    row("prediction_type", "epsilon");
    row("prediction_type", "sample");
    row("learning_rate_schedule", "constant");
}

void TestTrainOptions::everyOptionResumesBitForBit()
{
    QFETCH(QString, key);
    QFETCH(QString, value);
    ParamValues values;
    for (const ParamSpec& spec : trainParams())
        if (QString::fromStdString(spec.key) == key)
            values[spec.key] = spec.kind == ParamSpec::Kind::Toggle    ? ParamValue(value == "true")
                               : spec.kind == ParamSpec::Kind::Integer ? ParamValue(value.toLongLong())
                               : spec.kind == ParamSpec::Kind::Real    ? ParamValue(value.toDouble())
                                                                       : ParamValue(value.toStdString());
    QCOMPARE(int(values.size()), 1);
    QTemporaryDir dir;
    const fs::path root = dir.path().toStdString();
    Trainer whole(changed(values), quarters());
    for (int i = 0; i < kOptionSteps; ++i)
        (void)whole.step();
    {
        Trainer half(changed(values), quarters());
        for (int i = 0; i < 2; ++i)
            (void)half.step();
        fs::create_directories(root / "state");
        half.saveState(root / "state");
    }
    torch::manual_seed(4711); // somebody else draws from the global generator
    Trainer rest(changed(values), quarters());
    QCOMPARE(rest.loadState(root / "state"), std::string());
    for (int i = 2; i < kOptionSteps; ++i)
        (void)rest.step();
    fs::create_directories(root / "w");
    fs::create_directories(root / "r");
    whole.saveState(root / "w");
    rest.saveState(root / "r");
    int files = 0;
    for (const auto& entry : fs::directory_iterator(root / "w")) {
        if (entry.path().extension() != ".safetensors")
            continue;
        ++files;
        QVERIFY2(sameState(readTensors(entry.path()), readTensors(root / "r" / entry.path().filename())),
                 entry.path().filename().c_str());
    }
    QCOMPARE(files, key == "ema_more" ? 5 : 3);
    if (key != "ema_more") // and it does something
        QVERIFY(!sameState(readTensors(root / "w" / "weights.safetensors"), plainWeights()));
}

void TestTrainOptions::averagesHaveTheirOwnLengths()
{
    QTemporaryDir dir;
    const fs::path root = dir.path().toStdString();
    Trainer trainer(changed({{"ema_more", std::string("0, 0.2")}}), quarters());
    for (int i = 0; i < 6; ++i)
        (void)trainer.step();
    const auto further = trainer.furtherSnapshots();
    QCOMPARE(int(further.size()), 2);
    QCOMPARE(further[0].first, std::string("ema-0"));
    QCOMPARE(further[1].first, std::string("ema-0.2"));
    const auto raw = stateFile(trainer, root, "weights.safetensors");
    QVERIFY(sameState(stateOf(further[0].second->network), raw)); // no memory at all
    QVERIFY(!sameState(stateOf(further[1].second->network), raw));
    QVERIFY(!sameState(stateOf(further[1].second->network), stateOf(trainer.snapshot()->network)));
    for (const char* bad : {"1", "-0.1", "0.9, x", "nan"})
        QVERIFY_EXCEPTION_THROWN(validateTrainConfig(changed({{"ema_more", std::string(bad)}})), Error);
}

void TestTrainOptions::heldOutPicturesAreApart()
{
    for (const auto& [count, share, held] :
         {std::tuple(1000, 0.05, 50), {20, 0.05, 1}, {19, 0.5, 0}, {40, 0.5, 20}, {100, 0.0, 0}}) {
        const HeldOut split = holdOut(count, share, 7);
        QCOMPARE(int(split.validation.size()), held);
        std::set<int> all(split.training.begin(), split.training.end());
        all.insert(split.validation.begin(), split.validation.end());
        QCOMPARE(int(all.size()), count); // each picture once, on one side
        QCOMPARE(int(split.training.size() + split.validation.size()), count);
        QVERIFY(holdOut(count, share, 7).validation == split.validation);
    }
    QVERIFY(holdOut(1000, 0.05, 7).validation != holdOut(1000, 0.05, 8).validation);
}

void TestTrainOptions::validationIsComparable()
{
    auto set = std::make_shared<Dataset>(*quarters());
    for (int copy = 0; copy < 3; ++copy) { // 64 pictures
        const auto more = quarters();
        set->values.insert(set->values.end(), more->values.begin(), more->values.end());
        set->labels.insert(set->labels.end(), more->labels.begin(), more->labels.end());
    }
    const TrainConfig config = changed({{"validation_share", 0.25}}, 150);
    Trainer trainer(config, set), other(config, set);
    QCOMPARE(trainer.heldOut(), 16);
    const auto first = trainer.validate(), again = trainer.validate();
    QCOMPARE(again.loss, first.loss); // the same noise
    QCOMPARE(int(first.byTimestep.size()), 8);
    double sum = 0;
    for (std::size_t k = 0; k < first.byTimestep.size(); ++k) {
        QVERIFY(k == 0 || first.byTimestep[k].first > first.byTimestep[k - 1].first);
        sum += double(first.byTimestep[k].second);
    }
    QVERIFY(std::abs(sum / 8 - first.loss) < 1e-6);
    for (int i = 0; i < 150; ++i) {
        (void)trainer.step();
        if (i >= 30)
            continue;
        (void)other.step();
        if (i % 10 == 0)
            (void)trainer.validate();
        if (i == 29)
            QCOMPARE(other.validate().loss, trainer.validate().loss); // looking changes nothing
    }
    const auto last = trainer.validate();
    QVERIFY2(last.loss < 0.6 * first.loss, qPrintable(QString("%1 -> %2").arg(first.loss).arg(last.loss)));
}

void TestTrainOptions::bfloat16LearnsAsWell()
{
    QTemporaryDir dir;
    const fs::path root = dir.path().toStdString();
    double losses[2] = {};
    for (int k = 0; k < 2; ++k) {
        Trainer trainer(changed({{"precision", std::string(k ? "bfloat16" : "float32")}}, 100), quarters());
        for (int i = 0; i < 100; ++i) {
            const auto result = trainer.step();
            QVERIFY(!result.skipped);
            losses[k] += i >= 60 ? result.loss / 40 : 0;
        }
        for (const auto& [name, tensor] : stateFile(trainer, root, "weights.safetensors"))
            QCOMPARE(tensor.scalar_type(), torch::kFloat32);
    }
    QVERIFY2(std::abs(losses[1] - losses[0]) < 0.1 * losses[0],
             qPrintable(QString("%1 and %2").arg(losses[0]).arg(losses[1])));
}

void TestTrainOptions::outOfMemoryChangesNothing()
{
    static StingyAllocator stingy(c10::GetCPUAllocator());
    c10::SetCPUAllocator(&stingy, 1);
    QTemporaryDir dir;
    const fs::path root = dir.path().toStdString();
    Trainer trainer(tinyConfig(), quarters()), other(tinyConfig(), quarters());
    for (int i = 0; i < 4; ++i) {
        (void)other.step();
        if (i == 2) {
            stingy.limit = 20'000; // the widest activations are larger
            try {
                (void)trainer.step();
                QFAIL("had enough memory");
            } catch (const OutOfMemory& error) {
                QCOMPARE(error.subject(), std::string("batch = 8"));
                QVERIFY(QString::fromStdString(error.advice()).contains("batch 4"));
            }
            stingy.limit = std::size_t(1) << 60;
            QCOMPARE(trainer.steps(), std::int64_t(2));
        }
        (void)trainer.step();
    }
    for (const char* file : {"weights.safetensors", "ema.safetensors", "optimiser.safetensors"})
        QVERIFY(sameState(stateFile(trainer, root / "a", file), stateFile(other, root / "b", file)));
}

void TestTrainOptions::theEstimateGrowsAsItShould()
{
    const UNetConfig network = makeTrainConfig("x", "balanced", {{"batch", 8LL}}, 3, 0).network;
    const auto bytes = [&](int size, int batch) { return double(trainingMemory(network, size, batch, 0)); };
    const double weights = bytes(32, 0);
    QVERIFY(weights > 0);
    QVERIFY(std::abs((bytes(32, 16) - weights) / (bytes(32, 8) - weights) - 2) < 1e-6);
    QVERIFY((bytes(64, 8) - weights) / (bytes(32, 8) - weights) >= 4);
}

void TestTrainOptions::presetsFitTheirPictures()
{
    for (const auto& preset : trainPresets()) {
        int before = 1 << 20;
        for (const long long size : {16, 32, 64, 128, 256}) {
            const TrainConfig config = makeTrainConfig("x", preset.id, {{"size", size}}, 3, 0);
            QVERIFY(config.picturesPerStep() <= before && config.picturesPerStep() >= 8);
            before = config.picturesPerStep();
            const int lowest = int(size) >> (config.network.blockOutChannels.size() - 1);
            QVERIFY2(lowest >= 4 && lowest <= 8, qPrintable(QString("%1: %2").arg(size).arg(lowest)));
        }
    }
}

void TestTrainOptions::unknownDeviceIsNamed()
{
    try {
        Trainer trainer(changed({{"device", std::string("mps")}}), quarters());
        QSKIP("this machine has one");
    } catch (const Error& error) {
        QCOMPARE(error.subject(), std::string("device = mps"));
        QVERIFY(QString::fromStdString(error.advice()).contains("cpu"));
    }
}

namespace {

struct ByHeart {
    double loss = 0, apart = 0; // the last steps' mean; mean absolute error of what DDIM draws, of a range of 2
};

// One picture, whatever its noise: the network can know it by heart, and then the reverse process draws it.
ByHeart learntByHeart(const std::string& predictionType, int steps)
{
    auto set = std::make_shared<Dataset>();
    set->source = set->name = "one";
    set->channels = 1;
    set->height = set->width = 8;
    set->labels = {0};
    for (int y = 0; y < 8; ++y)
        for (int x = 0; x < 8; ++x)
            set->values.push_back(std::uint8_t((x - 3) * (x - 3) + (y - 4) * (y - 4) < 9 ? 240 - 10 * x : 15 + 8 * y));
    TrainConfig config = changed(
        {{"batch", 16LL}, {"learning_rate", 4e-3}, {"class_conditional", false}, {"prediction_type", predictionType}},
        steps);
    config.network.numClassEmbeds.reset();
    config.network.blockOutChannels = {16, 32};
    config.network.normNumGroups = 8;
    Trainer trainer(config, set);
    ByHeart result;
    for (int i = 0; i < steps; ++i) {
        const auto point = trainer.step();
        result.loss += i >= steps - 100 ? point.loss / 100 : 0;
    }
    at::NoGradGuard noGrad;
    const auto model = trainer.snapshot();
    const Schedule schedule = makeSchedule(config.schedule);
    const Denoiser denoiser(
        [&](const torch::Tensor& x, const torch::Tensor& t) { return model->network->forward(x, t); }, schedule,
        model->scheduler.predictionType, {});
    const auto plan = planSampling(schedule, {}, {"ddim", 50, "trailing", {}});
    const auto drawn = runSampler(plan.run, denoiser, noiseTensor(4, 1, 8, 8, 3), perImageNoise(4, 1, 8, 8, 3));
    const auto wanted = tensorOf(std::vector<Image>(4, set->image(0)));
    result.apart = (drawn - wanted).abs().mean().item<double>();
    qInfo("%s: loss %.4f, mean absolute error of DDIM %.4f", predictionType.c_str(), result.loss, result.apart);
    return result;
}

} // namespace

void TestTrainOptions::oneImageIsLearntByHeart()
{
    const ByHeart textbook = learntByHeart("epsilon", 1000);
    QVERIFY2(textbook.loss < 0.01, qPrintable(QString::number(textbook.loss)));
    QVERIFY2(textbook.apart < 0.05, qPrintable(QString::number(textbook.apart)));
}

// docs/learning.md: with a skip from its input a network draws long before it would in the textbook's form.
void TestTrainOptions::aYoungNetworkDraws()
{
    QCOMPARE(TrainConfig().predictionType, std::string("v_prediction"));
    QCOMPARE(tinyConfig().predictionType, std::string("v_prediction"));
    const ByHeart skip = learntByHeart("v_prediction", 250), textbook = learntByHeart("epsilon", 250);
    QVERIFY2(skip.apart < 0.1, qPrintable(QString::number(skip.apart)));
    QVERIFY2(textbook.apart > 1.5 * skip.apart, qPrintable(QString::number(textbook.apart)));
}

// What is reported is the error of the noise that was added, in either form of predicting it.
void TestTrainOptions::theLossIsTheNoises()
{
    const Schedule schedule = makeSchedule({"linear", 1000, {}});
    const TensorSchedule tensors(schedule);
    const auto t = torch::tensor({0, 300, 700, 999}, torch::kInt64);
    const auto data = noiseTensor(4, 1, 8, 8, 1), noise = noiseTensor(4, 1, 8, 8, 2),
               output = noiseTensor(4, 1, 8, 8, 3);
    const auto noisy = tensors.forward(data, noise, t);
    const auto errors = squaredError(output, tensors.target("v_prediction", data, noise, t));
    const auto reported = tensors.noiseErrors("v_prediction", errors, t);
    for (int k = 0; k < 4; ++k) {
        const auto predicted =
            noiseOfOutput("v_prediction", output[k], noisy[k], levelAt(schedule, int(t[k].item<std::int64_t>())));
        const double wanted = (predicted - noise[k]).square().mean().item<double>();
        QVERIFY2(std::abs(reported[k].item<double>() - wanted) < 1e-4 * std::max(1.0, wanted),
                 qPrintable(QString::number(k)));
    }
    QVERIFY(torch::equal(tensors.noiseErrors("epsilon", errors, t), errors));
    QVERIFY(torch::equal(tensors.noiseErrors("sample", errors, t), errors));
}

TEST_MAIN(TestTrainOptions)
#include "tst_train_options.moc"
