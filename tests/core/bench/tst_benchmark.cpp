// What the benchmark counts, how it tells operators apart, and when it stops.
#include "core/base/error.h"
#include "core/bench/benchmark.h"
#include "core/bench/benchmark_configs.h"
#include "core/bench/benchmark_rounds.h"
#include "core/bench/network_flops.h"
#include "core/bench/operator_kinds.h"
#include "core/bench/operator_profile.h"
#include "core/model/config/tensor_shapes.h"
#include "core/model/config/unet_config.h"
#include "core/model/ema.h"
#include "core/model/model_folder.h"
#include "core/model/unet/unet.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <ATen/record_function.h>
#include <torch/types.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <thread>

using namespace diffuscope;

namespace {

const std::string kTinyModel = DIFFUSCOPE_GOLDEN_DIR "/unet-tiny";

double secondsOf(const std::vector<OperatorTime>& operators, const std::string& kind)
{
    double seconds = 0;
    for (const OperatorTime& one : operators)
        seconds += one.kind == kind ? one.seconds : 0;
    return seconds;
}

const OperatorTime* named(const std::vector<OperatorTime>& operators, const std::string& name, const std::string& kind)
{
    const auto found = std::find_if(operators.begin(), operators.end(),
                                    [&](const OperatorTime& one) { return one.name == name && one.kind == kind; });
    return found == operators.end() ? nullptr : &*found;
}

UNetConfig configIn(const QString& folder)
{
    QFile file(QStringLiteral(DIFFUSCOPE_GOLDEN_DIR "/%1/config.json").arg(folder));
    if (!file.open(QIODevice::ReadOnly))
        throw Error("There is no such configuration", file.fileName().toStdString());
    return unetConfigFromJson(file.readAll().toStdString(), file.fileName().toStdString());
}

BenchmarkRequest tinyRequest()
{
    BenchmarkRequest request;
    request.config = kTinyModel;
    request.batch = 2;
    request.seconds = 0.05;
    request.precision = "float32";
    return request;
}

} // namespace

class TestBenchmark : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void networksAreThePublishedOnes_data();
    void networksAreThePublishedOnes();
    void flopsOfEveryBlockType_data();
    void flopsOfEveryBlockType();
    void kindsOfOperators_data();
    void kindsOfOperators();
    void profileTellsTimeApart();
    void whatFollowsTheBackwardPassIsTheOptimiser();
    void kernelsOfOursAreOneKind();
    void roundsAreTimed();
    void stopsBetweenSteps();
    void whatCannotBeTrainedIsOnlySampled_data();
    void whatCannotBeTrainedIsOnlySampled();
    void requestsThatMakeNoSense_data();
    void requestsThatMakeNoSense();
};

// Parameters and operations: counted with hooks on the modules of diffusers' UNet2DModel.
void TestBenchmark::networksAreThePublishedOnes_data()
{
    QTest::addColumn<qint64>("parameters");
    QTest::addColumn<double>("flops");
    QTest::addColumn<int>("batch");
    QTest::newRow("small") << qint64(2587491) << 755646464.0 << 32;
    QTest::newRow("medium") << qint64(6472195) << 3005022208.0 << 32;
    QTest::newRow("cifar") << qint64(35746307) << 12107907072.0 << 4;
}

void TestBenchmark::networksAreThePublishedOnes()
{
    QFETCH(qint64, parameters);
    QFETCH(double, flops);
    QFETCH(int, batch);
    const auto network = benchmarkNetwork(QTest::currentDataTag());
    QVERIFY(network);
    QCOMPARE(qint64(parameterCountOf(tensorShapes(*network))), parameters);
    QCOMPARE(forwardFlops(*network, 32), flops);
    QCOMPARE(network->sampleSize.value_or(0), 32);
    const auto& all = benchmarkConfigs();
    const auto info =
        std::find_if(all.begin(), all.end(), [](const auto& one) { return one.id == QTest::currentDataTag(); });
    QVERIFY(info != all.end() && info->batch == batch);
    QCOMPARE(all.size(), std::size_t(3));
}

void TestBenchmark::flopsOfEveryBlockType_data()
{
    QTest::addColumn<double>("flops"); // from the same hooks
    QTest::newRow("unet-class-conditional/unet") << 32067584.0;
    QTest::newRow("unet-google-style/unet") << 47337472.0;
    QTest::newRow("unet-tiny/unet") << 32362496.0;
    QTest::newRow("unet-variants/class-identity") << 2063872.0;
    QTest::newRow("unet-variants/class-timestep") << 2059776.0;
    QTest::newRow("unet-variants/consistency") << 13751296.0;
    QTest::newRow("unet-variants/conv-down-resnet-up") << 1383424.0;
    QTest::newRow("unet-variants/fourier-classes") << 1017856.0;
    QTest::newRow("unet-variants/fourier") << 2057728.0;
    QTest::newRow("unet-variants/learned") << 2059776.0;
    QTest::newRow("unet-variants/ncsnpp") << 26252800.0;
    QTest::newRow("unet-variants/no-attention") << 2241024.0;
    QTest::newRow("unet-variants/odd-heads") << 3065344.0;
    QTest::newRow("unet-variants/one-block") << 2470896.0;
    QTest::newRow("unet-variants/resnet-down-conv-up") << 1901568.0;
    QTest::newRow("unet-variants/scale-shift") << 2063872.0;
    QTest::newRow("unet-variants/skip-mixed") << 21895168.0;
    QTest::newRow("unet-variants/up-and-down-widths") << 12251648.0;
}

void TestBenchmark::flopsOfEveryBlockType()
{
    QFETCH(double, flops);
    const UNetConfig config = configIn(QTest::currentDataTag());
    QCOMPARE(forwardFlops(config, config.sampleSize.value_or(0)), flops);
}

void TestBenchmark::kindsOfOperators_data()
{
    QTest::addColumn<QString>("kind");
    const std::map<const char*, std::vector<const char*>> rows = {
        {"convolution",
         {"aten::conv2d", "aten::mkldnn_convolution", "aten::convolution_backward", "ConvolutionBackward0",
          "autograd::engine::evaluate_function: ConvolutionBackward0", "diffuscope::conv3x3"}},
        {"linear", {"aten::linear", "aten::addmm", "aten::mm", "AddmmBackward0", "aten::matmul", "MmBackward0"}},
        {"attention",
         {"aten::bmm", "aten::baddbmm", "aten::softmax", "aten::_softmax_backward_data", "SoftmaxBackward0",
          "BmmBackward0", "diffuscope::attention", "diffuscope::attention_backward"}},
        {"normalisation",
         {"aten::native_group_norm", "aten::native_group_norm_backward", "NativeGroupNormBackward0", "aten::silu",
          "aten::silu_", "aten::silu_backward", "SiluBackward0", "diffuscope::group_norm",
          "diffuscope::group_norm_silu_backward"}},
        {"copy",
         {"aten::cat", "CatBackward0", "aten::copy_", "aten::to", "aten::_to_copy", "aten::clone", "aten::contiguous",
          "aten::upsample_nearest2d", "aten::upsample_nearest2d_backward", "UpsampleNearest2DBackward0", "aten::fill_",
          "aten::zero_", "diffuscope::copy", "diffuscope::upsample"}},
        {"elementwise", {"aten::add", "aten::add_", "AddBackward0", "aten::mul", "aten::sum", "aten::mean"}},
        {"optimiser",
         {"diffuscope::adamw", "diffuscope::clip", "aten::addcdiv_", "aten::lerp_", "aten::_foreach_add_"}},
        {"other", {"aten::view", "aten::empty", "torch::autograd::AccumulateGrad", "something new"}}};
    for (const auto& [kind, names] : rows)
        for (const char* name : names)
            QTest::newRow(name) << kind;
}

void TestBenchmark::kindsOfOperators()
{
    QFETCH(QString, kind);
    QCOMPARE(QString::fromStdString(operatorKind(QTest::currentDataTag())), kind);
    const auto& kinds = operatorKinds();
    QVERIFY(std::find(kinds.begin(), kinds.end(), kind.toStdString()) != kinds.end());
}

void TestBenchmark::profileTellsTimeApart()
{
    const at::NoGradGuard noGradients;
    const auto picture = torch::ones({4, 64, 32, 32}), weight = torch::ones({64, 64, 3, 3});
    const auto compute = [&] { return torch::silu(torch::conv2d(picture, weight, {}, 1, 1)); };
    (void)compute();
    // What is between operators may take any time on a busy machine, but not in every attempt.
    std::vector<OperatorTime> operators;
    double whole = 1, sum = 0;
    for (int attempt = 0; attempt < 20 && sum <= 0.8 * whole; ++attempt) {
        OperatorProfile profile;
        const auto start = std::chrono::steady_clock::now();
        for (int k = 0; k < 3; ++k) {
            (void)compute();
            profile.endStep();
        }
        whole = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        operators = profile.operators();
        sum = 0;
        for (const OperatorTime& one : operators)
            sum += one.seconds;
        QVERIFY2(sum <= whole, qPrintable(QString("%1 of %2").arg(sum).arg(whole)));
    }
    QVERIFY2(sum > 0.8 * whole, qPrintable(QString("%1 of %2").arg(sum).arg(whole)));
    QVERIFY(secondsOf(operators, "convolution") > secondsOf(operators, "normalisation"));
    QVERIFY(secondsOf(operators, "normalisation") > 0);
    const OperatorTime* outer = named(operators, "aten::conv2d", "convolution");
    QVERIFY(outer && outer->calls == 3);
    QVERIFY(outer->seconds < 0.1 * secondsOf(operators, "convolution")); // the work is in what it calls
    QVERIFY(!named(operators, "aten::empty", "other"));                  // belongs to what asked for the memory
}

void TestBenchmark::whatFollowsTheBackwardPassIsTheOptimiser()
{
    auto weight = torch::ones({64, 64}, torch::requires_grad());
    OperatorProfile profile;
    for (int k = 0; k < 2; ++k) {
        const auto once = weight.mul(2), twice = once.add(once);
        (twice * once).sum().backward();
        const at::NoGradGuard noGradients;
        weight.sub_(weight.grad());
        profile.endStep();
    }
    const auto operators = profile.operators();
    const OperatorTime* update = named(operators, "aten::sub_", "optimiser");
    QVERIFY(update && update->calls == 2);
    QVERIFY(!named(operators, "aten::sub_", "elementwise"));
    const OperatorTime* forward = named(operators, "aten::mul", "elementwise"); // also in the second step
    QVERIFY(forward && forward->calls >= 4);
    QVERIFY(!named(operators, "aten::mul", "optimiser"));
    QVERIFY(!named(operators, "aten::add", "optimiser")); // sums of gradients
}

void TestBenchmark::kernelsOfOursAreOneKind()
{
    const at::NoGradGuard noGradients;
    const auto square = torch::ones({32, 32}), picture = torch::ones({1, 4, 8, 8}), weight = torch::ones({4, 4, 3, 3});
    OperatorProfile profile;
    {
        RECORD_FUNCTION("diffuscope::attention", std::vector<c10::IValue>());
        (void)torch::mm(square, square);
        (void)torch::conv2d(picture, weight, {}, 1, 1);
    }
    (void)torch::mm(square, square);
    profile.endStep();
    const auto operators = profile.operators();
    QVERIFY(named(operators, "diffuscope::attention", "attention"));
    QVERIFY(named(operators, "aten::mm", "attention") && named(operators, "aten::mm", "attention")->calls == 1);
    QVERIFY(named(operators, "aten::mm", "linear") && named(operators, "aten::mm", "linear")->calls == 1);
    QVERIFY(named(operators, "aten::conv2d", "convolution"));
}

void TestBenchmark::roundsAreTimed()
{
    int steps = 0;
    const auto pause = [&steps] {
        ++steps;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    };
    const BenchmarkRounds rounds = timeRounds(pause, 0.1, {});
    QCOMPARE(rounds.stepSeconds.size(), std::size_t(5));
    QVERIFY(rounds.stepsPerRound >= 1 && rounds.stepsPerRound <= 10);
    QVERIFY(steps >= 5 * rounds.stepsPerRound + 2);
    QVERIFY(rounds.fastest() >= 0.002 && rounds.fastest() <= rounds.median() && rounds.median() <= rounds.slowest());

    QCOMPARE(timeRounds(pause, 0.001, {}).stepSeconds.size(), std::size_t(3)); // never fewer
    steps = 0;
    const auto stopped = timeRounds(pause, 100, [&steps] { return steps >= 2; });
    QCOMPARE(steps, 2);
    QVERIFY(stopped.stepSeconds.empty());

    BenchmarkRounds known;
    known.stepSeconds = {4, 1, 3, 2};
    QCOMPARE(known.median(), 2.5);
    known.stepSeconds.push_back(9);
    QCOMPARE(known.median(), 3.0);
}

void TestBenchmark::stopsBetweenSteps()
{
    std::vector<std::string> begun;
    const auto reports = [&begun](const std::string& what) { begun.push_back(what); };
    const auto inSampling = [&begun] { return !begun.empty() && begun.back() == "sampling in float32"; };
    const BenchmarkReport report = runBenchmark(tinyRequest(), {reports, inSampling});
    QVERIFY(!report.complete);
    QCOMPARE(begun.size(), std::size_t(3)); // the ceiling, training, sampling
    QCOMPARE(report.ceilings.size(), std::size_t(1));
    QCOMPARE(report.measurements.size(), std::size_t(1)); // what was finished is kept
    QVERIFY(report.measurements[0].what == "training" && report.measurements[0].imagesPerSecond > 0);
}

void TestBenchmark::whatCannotBeTrainedIsOnlySampled_data()
{
    QTest::addColumn<QString>("variant");
    for (const char* name : {"fourier", "learned", "class-timestep", "class-identity"})
        QTest::newRow(name) << name;
}

void TestBenchmark::whatCannotBeTrainedIsOnlySampled()
{
    QFETCH(QString, variant);
    const UNetConfig config = configIn("unet-variants/" + variant);
    QTemporaryDir folder;
    writeModelFolder(folder.path().toStdString(), config, stateOf(makeUNet(config, 1)), {}, 0, {});
    BenchmarkRequest request = tinyRequest();
    request.config = folder.path().toStdString();
    const BenchmarkReport report = runBenchmark(request);
    QCOMPARE(report.measurements.size(), std::size_t(1));
    QVERIFY(report.measurements[0].what == "sampling" && report.measurements[0].imagesPerSecond > 0);
    QVERIFY(std::any_of(report.notes.begin(), report.notes.end(),
                        [](const std::string& note) { return note.starts_with("Training was left out"); }));
    request.sample = false;
    QVERIFY_EXCEPTION_THROWN((void)runBenchmark(request), Error);
}

void TestBenchmark::requestsThatMakeNoSense_data()
{
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("named");
    QTest::newRow("config") << "config"
                            << "no-such-model";
    QTest::newRow("not a model") << "folder"
                                 << "images";
    QTest::newRow("seconds") << "seconds"
                             << "seconds";
    QTest::newRow("batch") << "batch"
                           << "-1";
    QTest::newRow("precision") << "precision"
                               << "float8";
    QTest::newRow("nothing") << "nothing"
                             << "neither";
}

void TestBenchmark::requestsThatMakeNoSense()
{
    QFETCH(QString, change);
    QFETCH(QString, named);
    BenchmarkRequest request = tinyRequest();
    if (change == "config")
        request.config = "no-such-model";
    else if (change == "folder")
        request.config = DIFFUSCOPE_GOLDEN_DIR "/images";
    else if (change == "seconds")
        request.seconds = 0;
    else if (change == "batch")
        request.batch = -1;
    else if (change == "precision")
        request.precision = "float8";
    else if (change == "nothing")
        request.train = request.sample = false;
    try {
        (void)runBenchmark(request);
        QFAIL("accepted");
    } catch (const Error& error) {
        QVERIFY2(QString(error.what()).contains(named), error.what());
        QVERIFY(!error.advice().empty());
    }
}

TEST_MAIN(TestBenchmark)
#include "tst_benchmark.moc"
