// Every kernel beside its LibTorch reference: results, and gradients against double-precision autograd. ctest runs this
// once for each instruction set (DIFFUSCOPE_ISA).
#include "core/kernels/attention.h"
#include "core/kernels/convolution.h"
#include "core/kernels/group_norm.h"
#include "core/kernels/isa.h"
#include "core/kernels/linear.h"
#include "core/kernels/update.h"
#include "tests/support/test_main.h"

#include <ATen/Config.h>
#include <ATen/Parallel.h>
#include <torch/types.h>

#include <QtTest>

#include <functional>
#include <limits>
#include <mutex>
#include <set>
#include <thread>

using namespace diffuscope::kernels;
using torch::Tensor;

namespace {

using Inputs = std::vector<Tensor>; // undefined ones stay so
using Function = std::function<Tensor(const Inputs&)>;

// The result and the gradients of all inputs, for a fixed gradient above.
std::vector<Tensor> evaluated(const Function& function, const Inputs& given, torch::ScalarType type,
                              const std::vector<bool>& alwaysFloat = {})
{
    Inputs leaves;
    for (std::size_t i = 0; i < given.size(); ++i) {
        const bool keeps = i < alwaysFloat.size() && alwaysFloat[i] && type == torch::kBFloat16;
        leaves.push_back(given[i].defined()
                             ? given[i].detach().to(keeps ? torch::kFloat32 : type).clone().set_requires_grad(true)
                             : given[i]);
    }
    const Tensor y = function(leaves);
    torch::manual_seed(99);
    y.backward(torch::randn(y.sizes()).to(y.scalar_type()));
    std::vector<Tensor> results = {y.detach()};
    for (const Tensor& leaf : leaves)
        results.push_back(leaf.defined() ? leaf.grad() : leaf);
    return results;
}

// Largest difference, relative to the largest value.
double apart(const Tensor& ours, const Tensor& exact)
{
    const double scale = exact.abs().max().item<double>();
    return (ours.to(torch::kDouble) - exact.to(torch::kDouble)).abs().max().item<double>() / std::max(scale, 1e-12);
}

bool close(const std::vector<Tensor>& ours, const std::vector<Tensor>& exact, double tolerance)
{
    for (std::size_t i = 0; i < exact.size(); ++i) {
        if (!exact[i].defined())
            continue;
        const double error = apart(ours[i], exact[i]);
        if (!(error < tolerance)) { // a NaN, too
            qWarning() << (i == 0 ? "result" : "gradient of input") << i << "is off by" << error;
            return false;
        }
    }
    return true;
}

Tensor channelsLast(const Tensor& x) { return x.contiguous(torch::MemoryFormat::ChannelsLast); }

bool sameBits(const std::vector<Tensor>& a, const std::vector<Tensor>& b)
{
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i].defined() && !torch::equal(a[i], b[i]))
            return false;
    return true;
}

// What `make` gives with one thread and with three.
bool sameForAnyThreads(const std::function<std::vector<Tensor>()>& make)
{
    const int before = at::get_num_threads();
    at::set_num_threads(1);
    const auto one = make();
    at::set_num_threads(3);
    const auto three = make();
    at::set_num_threads(before);
    return sameBits(one, three);
}

} // namespace

class TestKernels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void groupNormIsExact_data();
    void groupNormIsExact();
    void groupNormKeepsItsPrecisionFarFromZero();
    void groupNormOfOnePictureDependsOnNoOther();
    void attentionIsExact_data();
    void attentionIsExact();
    void attentionSurvivesLargeScores();
    void convolutionIsExact_data();
    void convolutionIsExact();
    void linearIsExact_data();
    void linearIsExact();
    void loopsRunOnSeveralThreads();
    void nothingDependsOnTheThreads();
    void notANumberIsPassedOn();
    void updatesAsTheReferenceDoes_data();
    void updatesAsTheReferenceDoes();
    void sumsSquares();
};

void TestKernels::initTestCase()
{
    const QByteArray wanted = qgetenv("DIFFUSCOPE_ISA");
    bool runnable = wanted.isEmpty();
    for (const Isa isa : runnableIsas())
        runnable = runnable || isaName(isa) == wanted.toStdString();
    if (!runnable)
        QSKIP("This processor does not have these instructions");
    QVERIFY(wanted.isEmpty() || isaName(bestIsa()) == wanted.toStdString());
    qInfo() << "Instruction set:" << isaName(bestIsa()).c_str();
    torch::manual_seed(1);
}

void TestKernels::groupNormIsExact_data()
{
    QTest::addColumn<int>("own");
    QTest::addColumn<int>("skip");
    QTest::addColumn<int>("groups");
    QTest::addColumn<int>("height");
    QTest::addColumn<int>("width");
    QTest::addColumn<QString>("extras"); // a: add, s: scale and shift, u: silu
    QTest::newRow("plain") << 32 << 0 << 8 << 8 << 8 << "";
    QTest::newRow("silu") << 64 << 0 << 32 << 16 << 16 << "u";
    QTest::newRow("many pixels") << 16 << 0 << 4 << 33 << 29 << "u";
    QTest::newRow("time added") << 32 << 0 << 8 << 4 << 4 << "au";
    QTest::newRow("scale and shift") << 24 << 0 << 4 << 5 << 3 << "su";
    QTest::newRow("scale and shift, not activated") << 32 << 0 << 32 << 8 << 8 << "s";
    QTest::newRow("everything") << 48 << 16 << 16 << 7 << 7 << "asu";
    QTest::newRow("two maps") << 64 << 32 << 8 << 8 << 8 << "u"; // a group lies in both
    QTest::newRow("odd widths") << 7 << 5 << 3 << 6 << 5 << "au";
    QTest::newRow("one pixel") << 8 << 0 << 2 << 1 << 1 << "u";
    QTest::newRow("one group") << 40 << 0 << 1 << 8 << 8 << "u";
}

void TestKernels::groupNormIsExact()
{
    QFETCH(int, own);
    QFETCH(int, skip);
    QFETCH(int, groups);
    QFETCH(int, height);
    QFETCH(int, width);
    QFETCH(QString, extras);
    const int channels = own + skip, n = 3;
    const auto perPicture = [&](char wanted) {
        return extras.contains(wanted) ? torch::randn({n, channels}) : Tensor();
    };
    const Inputs inputs = {channelsLast(torch::randn({n, own, height, width}) * 2 + 1),
                           skip > 0 ? torch::randn({n, skip, height, width}) : Tensor(), // in the other memory order
                           perPicture('a'),
                           torch::randn({channels}),
                           torch::randn({channels}),
                           perPicture('s'),
                           perPicture('s')};
    const auto by = [&](auto function) {
        return [=](const Inputs& in) {
            return function({in[0], in[1], in[2], in[3], in[4], in[5], in[6], groups, 1e-5, extras.contains('u')});
        };
    };
    const auto exact = evaluated(by(groupNormReference), inputs, torch::kDouble);
    const auto ours = evaluated(by(groupNorm), inputs, torch::kFloat32);
    QVERIFY(close(ours, exact, 2e-5));
    QVERIFY(ours[0].is_contiguous(torch::MemoryFormat::ChannelsLast));
    if (height * width > 1) {
        const std::vector<bool> floats = {false, false, true, true, true, true, true};
        const auto half = evaluated(by(groupNorm), inputs, torch::kBFloat16, floats);
        QCOMPARE(half[0].scalar_type(), torch::kBFloat16);
        QVERIFY(close(half, exact, 0.04));
    }
}

void TestKernels::groupNormKeepsItsPrecisionFarFromZero()
{
    const Tensor x = torch::randn({2, 16, 32, 32}) + 1000; // naive sums of squares lose everything here
    const GroupNormInput in{x, {}, {}, torch::ones({16}), torch::zeros({16}), {}, {}, 4, 1e-5, false};
    const Tensor exact = at::group_norm(x.to(torch::kDouble), 4, torch::ones({16}, torch::kDouble),
                                        torch::zeros({16}, torch::kDouble), 1e-5);
    QVERIFY(apart(groupNorm(in), exact) < 1e-4); // x itself is only known to 6e-5
}

void TestKernels::groupNormOfOnePictureDependsOnNoOther()
{
    const Tensor x = torch::randn({5, 32, 24, 24}), weight = torch::randn({32}), bias = torch::randn({32});
    const auto of = [&](const Tensor& part) { return groupNorm({part, {}, {}, weight, bias, {}, {}, 8, 1e-5, true}); };
    QVERIFY(torch::equal(of(x).narrow(0, 2, 1), of(x.narrow(0, 2, 1))));
}

void TestKernels::attentionIsExact_data()
{
    QTest::addColumn<int>("tokens");
    QTest::addColumn<int>("heads");
    QTest::addColumn<int>("depth");
    for (const int depth : {8, 16, 32, 64, 256})
        QTest::addRow("head width %d", depth) << 64 << 2 << depth;
    QTest::newRow("as in a small network") << 256 << 8 << 8;
    QTest::newRow("odd width") << 50 << 3 << 20;
    QTest::newRow("narrow") << 33 << 1 << 3;
    QTest::newRow("one token") << 1 << 2 << 8;
    QTest::newRow("many tokens") << 1000 << 1 << 16;
}

void TestKernels::attentionIsExact()
{
    QFETCH(int, tokens);
    QFETCH(int, heads);
    QFETCH(int, depth);
    const Inputs inputs = {torch::randn({2, tokens, 3 * heads * depth})};
    const auto by = [&](auto function) { return [=](const Inputs& in) { return function(in[0], heads); }; };
    const auto exact = evaluated(by(attentionReference), inputs, torch::kDouble);
    QVERIFY(close(evaluated(by(attention), inputs, torch::kFloat32), exact, 1e-5));
    QVERIFY(close(evaluated(by(attention), inputs, torch::kBFloat16), exact, 0.05));
    at::NoGradGuard noGrad;
    QVERIFY(apart(attention(inputs[0], heads), exact[0]) < 1e-5); // without what the way back needs
}

void TestKernels::attentionSurvivesLargeScores()
{
    const Inputs inputs = {torch::randn({1, 70, 3 * 16}) * 60}; // exp of these scores is beyond every float
    const auto by = [&](auto function) { return [=](const Inputs& in) { return function(in[0], 2); }; };
    QVERIFY(close(evaluated(by(attention), inputs, torch::kFloat32),
                  evaluated(by(attentionReference), inputs, torch::kDouble), 2e-3));
}

void TestKernels::convolutionIsExact_data()
{
    QTest::addColumn<int>("in");
    QTest::addColumn<int>("out");
    QTest::addColumn<int>("height");
    QTest::addColumn<int>("width");
    QTest::addColumn<bool>("residual");
    QTest::newRow("square") << 32 << 32 << 16 << 16 << false;
    QTest::newRow("with a residual") << 64 << 48 << 8 << 8 << true;
    QTest::newRow("odd sides") << 16 << 80 << 7 << 9 << true;
    QTest::newRow("many tiles") << 32 << 48 << 33 << 34 << true;
    QTest::newRow("one row") << 16 << 16 << 1 << 5 << false;
    QTest::newRow("one pixel") << 32 << 16 << 1 << 1 << true;
    QTest::newRow("several blocks of channels") << 272 << 144 << 6 << 6 << false;
    QTest::newRow("several blocks, more tiles than a pass") << 144 << 80 << 33 << 34 << false;
    QTest::newRow("narrow: by LibTorch") << 3 << 16 << 8 << 8 << true;
}

void TestKernels::convolutionIsExact()
{
    QFETCH(int, in);
    QFETCH(int, out);
    QFETCH(int, height);
    QFETCH(int, width);
    QFETCH(bool, residual);
    const Inputs inputs = {torch::randn({3, in, height, width}), channelsLast(torch::randn({out, in, 3, 3})),
                           torch::randn({out}), residual ? torch::randn({3, out, height, width}) : Tensor()};
    const auto by = [](auto function) { return [=](const Inputs& i) { return function(i[0], i[1], i[2], i[3]); }; };
    const auto automatic = [](const Tensor& x, const Tensor& w, const Tensor& b, const Tensor& r) {
        return convolution3x3(x, w, b, r);
    };
    const auto exact = evaluated(by(convolution3x3Reference), inputs, torch::kDouble);
    const std::vector<bool> floats = {false, true, true, false};
    for (const int side : {2, 4}) {
        const auto filtered = [side](const Tensor& x, const Tensor& w, const Tensor& b, const Tensor& r) {
            return convolution3x3Winograd(x, w, b, r, side);
        };
        QVERIFY(close(evaluated(by(filtered), inputs, torch::kFloat32), exact, 1e-5));
        QVERIFY(close(evaluated(by(filtered), inputs, torch::kBFloat16, floats), exact, side == 2 ? 0.03 : 0.06));
    }
    QVERIFY(close(evaluated(by(automatic), inputs, torch::kFloat32), exact, 1e-5));
    const auto half = evaluated(by(automatic), inputs, torch::kBFloat16, floats);
    QCOMPARE(half[0].scalar_type(), torch::kBFloat16);
    QVERIFY(close(half, exact, 0.03));
    at::NoGradGuard noGrad;
    for (const auto type : {torch::kFloat32, torch::kBFloat16}) {
        const Tensor x = inputs[0].to(type), r = residual ? inputs[3].to(type) : Tensor();
        const Tensor prepared = preparedWeights(inputs[1], x);
        QVERIFY(apart(convolution3x3(x, inputs[1], inputs[2], r, prepared), exact[0]) <
                (type == torch::kFloat32 ? 1e-5 : 0.03));
    }
}

void TestKernels::linearIsExact_data()
{
    QTest::addColumn<int>("in");
    QTest::addColumn<int>("more");
    QTest::addColumn<int>("out");
    QTest::addColumn<int>("rows");
    QTest::addColumn<bool>("bias");
    QTest::newRow("square") << 64 << 0 << 64 << 100 << true;
    QTest::newRow("two inputs") << 64 << 32 << 48 << 257 << true;
    QTest::newRow("a residual for a bias") << 16 << 0 << 112 << 33 << false;
    QTest::newRow("one row") << 128 << 0 << 16 << 1 << true;
    QTest::newRow("odd widths: by LibTorch") << 20 << 5 << 7 << 11 << true;
}

void TestKernels::linearIsExact()
{
    QFETCH(int, in);
    QFETCH(int, more);
    QFETCH(int, out);
    QFETCH(int, rows);
    QFETCH(bool, bias);
    const Inputs inputs = {torch::randn({2, rows, in}), more > 0 ? torch::randn({2, rows, more}) : Tensor(),
                           torch::randn({out, in + more}), bias ? torch::randn({out}) : Tensor(),
                           bias ? Tensor() : torch::randn({2, rows, out})};
    const auto by = [](auto function) {
        return [=](const Inputs& i) { return function({i[0], i[1], i[2], i[3], i[4]}); };
    };
    const auto exact = evaluated(by(linearReference), inputs, torch::kDouble);
    QVERIFY(close(evaluated(by(linear), inputs, torch::kFloat32), exact, 1e-5));
    QVERIFY(close(evaluated(by(linear), inputs, torch::kBFloat16, {false, false, true, true}), exact, 0.03));
}

// at::parallel_for is serial, without a word, in files that are compiled without OpenMP.
void TestKernels::loopsRunOnSeveralThreads()
{
#if !defined(_OPENMP) && AT_PARALLEL_OPENMP
    QSKIP("Compiled without OpenMP, as for ThreadSanitizer");
#endif
    const int before = at::get_num_threads();
    at::set_num_threads(2);
    std::mutex mutex;
    std::set<std::thread::id> threads;
    at::parallel_for(0, 2, 1, [&](std::int64_t, std::int64_t) {
        std::lock_guard lock(mutex);
        threads.insert(std::this_thread::get_id());
    });
    at::set_num_threads(before);
    QCOMPARE(threads.size(), std::size_t(2));
}

void TestKernels::nothingDependsOnTheThreads()
{
    const Inputs maps = {torch::randn({4, 32, 20, 20}), torch::randn({32, 32, 3, 3}), torch::randn({32})};
    QVERIFY(sameForAnyThreads([&] {
        return evaluated([](const Inputs& i) { return convolution3x3Winograd(i[0], i[1], i[2], {}, 4); }, maps,
                         torch::kFloat32);
    }));
    // Few tiles: the threads divide the output channels, and the blocks of the gradient.
    const Inputs few = {torch::randn({2, 144, 8, 8}), torch::randn({208, 144, 3, 3}), torch::randn({208})};
    for (const auto type : {torch::kFloat32, torch::kBFloat16})
        QVERIFY(sameForAnyThreads([&] {
            return evaluated([](const Inputs& i) { return convolution3x3Winograd(i[0], i[1], i[2], {}, 2); }, few, type,
                             {false, true, true});
        }));
    QVERIFY(sameForAnyThreads([&] {
        return evaluated(
            [](const Inputs& i) {
                return groupNorm({i[0], {}, {}, i[2].abs(), i[2], {}, {}, 8, 1e-5, true});
            },
            maps, torch::kFloat32);
    }));
    const Inputs rows = {torch::randn({5000, 48}), torch::randn({96, 48}), torch::randn({96})};
    QVERIFY(sameForAnyThreads([&] {
        return evaluated([](const Inputs& i) { return linear({i[0], {}, i[1], i[2]}); }, rows, torch::kFloat32);
    }));
    const Inputs tokens = {torch::randn({1, 200, 48})};
    QVERIFY(sameForAnyThreads(
        [&] { return evaluated([](const Inputs& i) { return attention(i[0], 2); }, tokens, torch::kFloat32); }));
}

// What is not a number must reach the loss, where training looks for it.
void TestKernels::notANumberIsPassedOn()
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    Tensor map = torch::randn({1, 16, 16, 16});
    map[0][3][5][5] = nan;
    const Tensor ones = torch::ones({16}), zeros = torch::zeros({16});
    for (const auto type : {torch::kFloat32, torch::kBFloat16})
        QVERIFY(groupNorm({map.to(type), {}, {}, ones, zeros, {}, {}, 4, 1e-5, true}).isnan().any().item<bool>());
    QVERIFY(convolution3x3Winograd(map, torch::randn({16, 16, 3, 3}), zeros, {}, 4).isnan().any().item<bool>());
    Tensor tokens = torch::randn({1, 40, 48});
    tokens[0][7][3] = nan;
    at::NoGradGuard noGrad;
    QVERIFY(attention(tokens, 2).isnan().any().item<bool>());
    QVERIFY(std::isnan(sumOfSquares({map})));
}

void TestKernels::updatesAsTheReferenceDoes_data()
{
    QTest::addColumn<bool>("complete");
    QTest::newRow("all gradients") << true;
    QTest::newRow("one weight without gradient") << false;
}

void TestKernels::updatesAsTheReferenceDoes()
{
    QFETCH(bool, complete);
    const std::vector<std::vector<std::int64_t>> shapes = {{7}, {33, 20, 3, 3}, {70000}};
    WeightUpdate ours;
    ours.learningRate = 1e-2;
    ours.weightDecay = 0.1;
    ours.gradientScale = 0.3;
    ours.averages = {{{}, 0.25}, {{}, 1.0}};
    for (const auto& shape : shapes) {
        const auto make = [&] {
            const Tensor x = torch::randn(shape);
            return shape.size() == 4 ? channelsLast(x) : x;
        };
        ours.weights.push_back(make());
        ours.gradients.push_back(torch::randn(shape)); // in the other memory order
        ours.first.push_back(make());
        ours.second.push_back(make().square());
        for (auto& average : ours.averages)
            average.values.push_back(make());
    }
    if (!complete)
        ours.gradients[0] = Tensor();
    WeightUpdate theirs = ours;
    const auto copied = [](std::vector<Tensor>& tensors) {
        for (Tensor& tensor : tensors)
            tensor = tensor.to(torch::kDouble);
    };
    for (auto* list :
         {&theirs.weights, &theirs.first, &theirs.second, &theirs.averages[0].values, &theirs.averages[1].values})
        copied(*list);
    for (Tensor& gradient : theirs.gradients)
        gradient = gradient.defined() ? gradient.to(torch::kDouble) : gradient;
    for (std::int64_t step = 1; step <= 3; ++step) {
        ours.step = theirs.step = step;
        apply(ours);
        applyReference(theirs);
    }
    QVERIFY(close(ours.weights, theirs.weights, 1e-5));
    QVERIFY(close(ours.first, theirs.first, 1e-5));
    QVERIFY(close(ours.second, theirs.second, 1e-5));
    QVERIFY(close(ours.averages[0].values, theirs.averages[0].values, 1e-5));
    QVERIFY(sameBits(ours.averages[1].values, ours.weights)); // a rate of 1 copies
}

void TestKernels::sumsSquares()
{
    const std::vector<Tensor> tensors = {torch::randn({100001}), Tensor(), channelsLast(torch::randn({5, 6, 3, 3}))};
    const double exact = tensors[0].to(torch::kDouble).square().sum().item<double>() +
                         tensors[2].to(torch::kDouble).square().sum().item<double>();
    QVERIFY(std::abs(sumOfSquares(tensors) - exact) < 1e-6 * exact);
    QCOMPARE(sumOfSquares({}), 0.0);
}

TEST_MAIN(TestKernels)
#include "tst_kernels.moc"
