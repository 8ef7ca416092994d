// What a training set's exact denoiser predicts, against the closed form of a few points and of Gaussian data, and
// against NumPy (tests/golden/make_reverse_goldens.py); and the best that blurring can do.
#include "core/diffusion/best_blur.h"
#include "core/diffusion/exact_denoiser.h"
#include "core/diffusion/judge.h"
#include "core/diffusion/readings.h"
#include "core/diffusion/sampling_plan.h"
#include "core/interop/torch_image.h"
#include "core/model/files/tensor_file.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <ATen/Functions.h>
#include <torch/types.h>

#include <cmath>

using namespace diffuscope;

namespace {

constexpr double kAgrees = 1e-4;

Schedule linearSchedule() { return makeSchedule({"linear", 1000, {}}); }

// Pictures of one row, of bytes.
struct Bytes {
    int width = 1;
    std::vector<std::uint8_t> values;
    BytePictures set() const
    {
        return {int(values.size()) / width, 1, 1, width,
                [this](int index) { return values.data() + std::ptrdiff_t(index) * width; }};
    }
};

torch::Tensor row(std::vector<float> values)
{
    return torch::tensor(values).view({1, 1, 1, std::int64_t(values.size())});
}

double valueOf(std::uint8_t byte) { return byte / 255.0 * 2 - 1; }

double furthest(const torch::Tensor& a, const torch::Tensor& b)
{
    return a.sizes() == b.sizes() ? (a.to(torch::kDouble) - b.to(torch::kDouble)).abs().max().item<double>() : 1e9;
}

} // namespace

class TestExactDenoiser : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void twoPointsAreWeighedByTheirDistance();
    void aFineGridOfAGaussianIsTheGaussian();
    void itAgreesWithTheRecordedOne();
    void orderAndBlocksDoNotMatter();
    void aWalkWithItEndsOnATrainingPicture();
    void itCanBeStoppedAndSaysWhatDoesNotFit();
    void theBestBlurIsTheOneThatWasUndone();
    void theJudgeTakesTheClassThatTellsNoiseBest();
};

// w = 1 / (1 + exp(...)) by hand.
void TestExactDenoiser::twoPointsAreWeighedByTheirDistance()
{
    const Bytes bytes{1, {40, 200}};
    const double a = valueOf(40), b = valueOf(200), alphaBar = 0.6, x = 0.1, signal = std::sqrt(alphaBar);
    const auto apart = [&](double value) { return std::pow(x - signal * value, 2) / (2 * (1 - alphaBar)); };
    const double weight = 1 / (1 + std::exp(apart(a) - apart(b)));
    const auto answer = ExactDenoiser(bytes.set(), false)(row({float(x)}), {alphaBar});
    QVERIFY(std::abs(answer.data.item<double>() - (weight * a + (1 - weight) * b)) < 1e-6);
    QVERIFY(std::abs(answer.heaviest.at(0) - std::max(weight, 1 - weight)) < 1e-6);
    // Without any signal all pictures are alike; next to none of the noise only one is left.
    const auto ends = ExactDenoiser(bytes.set(), false)(at::cat({row({0.3f}), row({float(b)})}), {0.0, 0.99999});
    QVERIFY(std::abs(ends.data[0].item<double>() - (a + b) / 2) < 1e-6);
    QVERIFY(std::abs(ends.data[1].item<double>() - b) < 1e-6);
    QVERIFY(std::abs(ends.heaviest[1] - 1) < 1e-9);
}

// Each byte as often as a normal distribution has it: E[x0 | x_t] = m + s^2 signal / (s^2 abar + 1 - abar) (x - signal
// m).
void TestExactDenoiser::aFineGridOfAGaussianIsTheGaussian()
{
    Bytes bytes;
    const double mean = 0.1, deviation = 0.25;
    for (int byte = 0; byte < 256; ++byte) {
        const double off = (valueOf(std::uint8_t(byte)) - mean) / deviation;
        bytes.values.insert(bytes.values.end(), std::size_t(std::lround(400 * std::exp(-off * off / 2))),
                            std::uint8_t(byte));
    }
    const ExactDenoiser exact(bytes.set(), false);
    for (const double alphaBar : {0.05, 0.5, 0.9})
        for (const double x : {-0.3, 0.2}) {
            const double signal = std::sqrt(alphaBar), variance = deviation * deviation;
            const double expected =
                mean + variance * signal / (variance * alphaBar + 1 - alphaBar) * (x - signal * mean);
            const double got = exact(row({float(x)}), {alphaBar}).data.item<double>();
            QVERIFY2(std::abs(got - expected) < 2e-3, qPrintable(QString::number(got - expected)));
        }
}

void TestExactDenoiser::itAgreesWithTheRecordedOne()
{
    const StateDict recorded = readTensors(DIFFUSCOPE_GOLDEN_DIR "/reverse/exact.safetensors");
    const auto pictures = recorded.at("pictures").to(torch::kUInt8).contiguous();
    const auto side = pictures.size(2);
    const BytePictures set{int(pictures.size(0)), 1, int(side), int(side),
                           [&](int index) { return pictures.data_ptr<std::uint8_t>() + index * side * side; }};
    const Schedule schedule = linearSchedule();
    std::vector<double> alphaBars;
    for (std::int64_t k = 0; k < recorded.at("timesteps").size(0); ++k)
        alphaBars.push_back(levelAt(schedule, int(recorded.at("timesteps")[k].item<double>())).alphaBar);
    const auto states = recorded.at("states").to(torch::kFloat);
    const auto answer = ExactDenoiser(set, false)(states, alphaBars);
    QVERIFY2(furthest(answer.data, recorded.at("answers")) < kAgrees,
             qPrintable(QString::number(furthest(answer.data, recorded.at("answers")))));
    for (std::size_t k = 0; k < alphaBars.size(); ++k)
        QVERIFY(std::abs(answer.heaviest[k] - recorded.at("heaviest")[std::int64_t(k)].item<double>()) < kAgrees);
    const auto mirrored = ExactDenoiser(set, true)(states, alphaBars);
    QVERIFY(furthest(mirrored.data, recorded.at("mirrored")) < kAgrees);
    QVERIFY(furthest(mirrored.data, recorded.at("answers")) > kAgrees); // they do count
}

// More pictures than a block holds, the nearest one last: the running sum is rescaled.
void TestExactDenoiser::orderAndBlocksDoNotMatter()
{
    constexpr int kWidth = 256, kCount = 5000; // blocks are of 4096
    Bytes bytes{kWidth, std::vector<std::uint8_t>(std::size_t(kWidth) * kCount)};
    const Image noise = noiseImage(1, 100, kWidth, 3);
    for (std::size_t k = 0; k < bytes.values.size(); ++k)
        bytes.values[k] = toByte(0.4f * noise.values[k % noise.values.size()]);
    for (int k = 0; k < kWidth; ++k) // one of its own, at the end
        bytes.values[bytes.values.size() - std::size_t(kWidth) + std::size_t(k)] = std::uint8_t(k);
    Bytes turned{kWidth, {}};
    for (int k = kCount - 1; k >= 0; --k)
        turned.values.insert(turned.values.end(), bytes.values.begin() + std::ptrdiff_t(k) * kWidth,
                             bytes.values.begin() + std::ptrdiff_t(k + 1) * kWidth);
    std::vector<float> ramp;
    for (int k = 0; k < kWidth; ++k)
        ramp.push_back(float(0.9 * valueOf(std::uint8_t(k))));
    const auto state = row(ramp);
    double told = 0;
    const auto forwards = ExactDenoiser(bytes.set(), false)(state, {0.8}, {}, [&told](double share) { told = share; });
    QCOMPARE(told, 1.0);
    QVERIFY(furthest(forwards.data, ExactDenoiser(turned.set(), false)(state, {0.8}).data) < 1e-6);
    QVERIFY(forwards.heaviest[0] > 0.99);
    QVERIFY(furthest(forwards.data, row(ramp) / 0.9) < 1e-3);
}

void TestExactDenoiser::aWalkWithItEndsOnATrainingPicture()
{
    const Bytes bytes{2, {20, 230, 128, 128, 240, 15}};
    const Schedule schedule = linearSchedule();
    const SamplingPlan plan =
        planSampling(schedule, {}, {"ddim", 50, "trailing", {{"clip", std::string("off")}}, false});
    const Denoiser denoiser(ExactDenoiser(bytes.set(), false).network(schedule), schedule, "epsilon",
                            {ClipSettings::Mode::Off});
    const auto end = runSampler(plan.run, denoiser, noiseTensor(4, 1, 1, 2, 5), {});
    for (std::int64_t k = 0; k < end.size(0); ++k) {
        double nearest = 1e9;
        for (int picture = 0; picture < 3; ++picture)
            nearest = std::min(
                nearest, furthest(end[k].flatten(), row({float(valueOf(bytes.values[std::size_t(2 * picture)])),
                                                         float(valueOf(bytes.values[std::size_t(2 * picture + 1)]))})
                                                        .flatten()));
        QVERIFY2(nearest < 0.02, qPrintable(QString::number(nearest)));
    }
}

void TestExactDenoiser::itCanBeStoppedAndSaysWhatDoesNotFit()
{
    const Bytes bytes{2, {20, 230, 128, 128}};
    const ExactDenoiser exact(bytes.set(), false);
    std::stop_source stop;
    stop.request_stop();
    QVERIFY_EXCEPTION_THROWN(exact(row({0, 0}), {0.5}, stop.get_token()), Error);
    QVERIFY_EXCEPTION_THROWN(exact(row({0, 0, 0}), {0.5}), Error);
    QVERIFY_EXCEPTION_THROWN(exact(row({0, 0}), {1.0}), Error);
    QVERIFY_EXCEPTION_THROWN(ExactDenoiser({}, false), Error);
}

// A blurred picture is brought nearest to its double blur by the same blur; without noise none is best; and among noise
// more noise asks for more blur.
void TestExactDenoiser::theBestBlurIsTheOneThatWasUndone()
{
    Image square(1, 24, 24, -1);
    for (int y = 8; y < 16; ++y)
        for (int x = 6; x < 18; ++x)
            square.at(0, y, x) = 1;
    const auto truth = tensorOf(std::vector<Image>{square});
    QCOMPARE(bestBlur(truth, truth).deviation, 0.0);
    QVERIFY(std::isinf(bestBlur(truth, truth).psnr));
    const BestBlur found = bestBlur(truth, blurred(truth, 1.7));
    QVERIFY2(std::abs(found.deviation - 1.7) < 0.03, qPrintable(QString::number(found.deviation)));
    const auto noise = noiseTensor(1, 1, 24, 24, 9);
    const BestBlur little = bestBlur(truth + 0.2 * noise, truth), much = bestBlur(truth + noise, truth);
    QVERIFY(little.deviation < much.deviation);
    QVERIFY(much.psnr > psnrOf(truth + noise, truth) + 3);
    QVERIFY(std::abs(psnrOf(truth + 0.2, truth) - 20) < 1e-3); // the range is 2: 20 log10(2 / 0.2)
}

// Of a class with one picture p the exact network says eps + sqrt(abar / (1 - abar)) (x0 - p), so the error of the
// class is abar / (1 - abar) times the mean square of x0 - p.
void TestExactDenoiser::theJudgeTakesTheClassThatTellsNoiseBest()
{
    const Bytes classes[] = {{2, {20, 230}}, {2, {128, 128}}, {2, {240, 15}}};
    const Schedule schedule = linearSchedule();
    const auto networkOf = [&](int label) { return ExactDenoiser(classes[label].set(), false).network(schedule); };
    const auto pictures = at::cat({row({0.9f, -0.7f}), row({-0.6f, 0.5f})});
    const auto errors = judgeErrors(pictures, 3, networkOf, schedule, "epsilon", {4, 7});
    for (std::int64_t k = 0; k < 2; ++k)
        for (int label = 0; label < 3; ++label) {
            double apart = 0, expected = 0;
            for (int pixel = 0; pixel < 2; ++pixel)
                apart += std::pow(pictures[k].flatten()[pixel].item<double>() -
                                      valueOf(classes[label].values[std::size_t(pixel)]),
                                  2) /
                         2;
            for (const int timestep : {125, 375, 625, 875}) {
                const double alphaBar = levelAt(schedule, timestep).alphaBar;
                expected += alphaBar / (1 - alphaBar) * apart / 4;
            }
            const double got = errors.at(std::size_t(k)).at(std::size_t(label));
            QVERIFY2(std::abs(got - expected) < 1e-3 * expected, qPrintable(QString::number(got / expected)));
        }
    QVERIFY(errors[0][2] < errors[0][1] && errors[0][1] < errors[0][0]);
    QVERIFY(errors[1][0] < errors[1][1] && errors[1][1] < errors[1][2]);
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(judgeErrors(pictures, 3, networkOf, schedule, "epsilon", {4, 7}, stop.get_token()).empty());
}

TEST_MAIN(TestExactDenoiser)

#include "tst_exact_denoiser.moc"
