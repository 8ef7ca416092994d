// What is kept of a walk: where its frames stand, and what storing them with fewer bits costs.
#include "core/diffusion/recorder.h"
#include "core/diffusion/sampling_plan.h"
#include "core/interop/torch_image.h"
#include "tests/core/diffusion/known_denoisers.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <torch/types.h>

#include <algorithm>

using namespace diffuscope;

class TestRecorder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void framesTellWhereTheyStand()
    {
        const Schedule schedule = scheduleOf("linear");
        const Denoiser denoiser(gaussianDenoiser(schedule, 0, 0.5), schedule, "epsilon", {});
        const auto run = runOf(samplerInfo("ddim"), schedule, 10);
        const auto noise = noiseTensor(2, 1, 8, 8, 3);
        const std::vector<int> stops = frameSteps(run.steps, 1000);
        Recorder recorder(stops, {});
        std::vector<FramePtr> frames{recorder.first(noise, run.steps.front().now)};
        const auto result = runSampler(run, denoiser, noise, perImageNoise(2, 1, 8, 8, 3),
                                       [&](const StepReport& report) { frames.push_back(recorder.next(report)); });
        QCOMPARE(int(frames.size()), 11);
        QCOMPARE(frames.front()->step, 1000);
        QCOMPARE(frames.back()->step, 0);
        for (std::size_t i = 0; i < frames.size(); ++i) {
            QCOMPARE(frames[i]->index, int(i));
            QCOMPARE(frames[i]->count, 11);
            QCOMPARE(frames[i]->pictures.count(), 2);
            if (i > 0)
                QVERIFY(frames[i]->step < frames[i - 1]->step);
        }
        const auto last = tensorOf(std::vector<Image>{frames.back()->pictures.state(1)})[0];
        QVERIFY((last - result[1]).abs().max().item<double>() <= 1.0 / 4096);
    }

    // Every storage against float, where it is hardest: clipped predictions, samplers that ask twice, added noise, both
    // ends of the schedule, pictures far from what the network knows.
    void everyStorageTellsTheSameStory_data()
    {
        QTest::addColumn<QString>("sampler");
        for (const char* sampler : {"ddpm", "ddim", "heun", "dpmsolver++", "edm"})
            QTest::newRow(sampler) << QString(sampler);
    }

    void everyStorageTellsTheSameStory()
    {
        QFETCH(QString, sampler);
        const Schedule schedule = scheduleOf("cosine");
        const Denoiser denoiser(gaussianDenoiser(schedule, 0.4, 0.9), schedule, "epsilon", {});
        const auto run = runOf(samplerInfo(sampler.toStdString()), schedule, 40);
        const auto noise = noiseTensor(2, 3, 8, 8, 3);
        const std::vector<int> stops = frameSteps(run.steps, 1000);
        const TrajectoryStorage storages[] = {{16, 16, 16}, {16, 8, 8}, {8, 8, 8}, {8, 8, 4}};
        std::vector<Recorder> recorders;
        std::vector<FramePtr> frames;
        for (const auto& storage : storages) {
            recorders.emplace_back(stops, storage);
            recorders.back().first(noise, run.steps.front().now);
        }
        const auto check = [&](const std::vector<Image>& kept, const torch::Tensor& truth, double bound,
                               const char* what, const StepReport& report) {
            const auto difference = (tensorOf(kept) - truth).abs().max().item<double>();
            QVERIFY2(difference <= bound, qPrintable(QString("%1 off by %2 at step %3, allowed %4")
                                                         .arg(what)
                                                         .arg(difference)
                                                         .arg(report.index)
                                                         .arg(bound)));
        };
        runSampler(run, denoiser, noise, perImageNoise(2, 3, 8, 8, 3), [&](const StepReport& report) {
            for (std::size_t k = 0; k < recorders.size(); ++k) {
                const FramePtr frame = recorders[k].next(report);
                std::vector<Image> states, noises, datas;
                for (int p = 0; p < 2; ++p) {
                    states.push_back(frame->pictures.state(p));
                    noises.push_back(frame->pictures.predictedNoise(p));
                    datas.push_back(frame->pictures.predictedData(p));
                }
                const auto halfStep = [](const torch::Tensor& of, int bits) {
                    return (of.max() - of.min()).item<double>() / 2 / ((1 << bits) - 1) + 1e-6;
                };
                const auto& truth = report.prediction;
                const bool last = frame->index + 1 == frame->count;
                check(states, report.state, halfStep(report.state, last ? 16 : storages[k].stateBits), "x", report);
                // The remainder is rounding and what clipping took away; 4 bits of it are finer than 8 of the picture.
                // EDM asks about a state with noise put back, which no frame holds: there 4 bits are all there is.
                const bool stirred = sampler == QLatin1String("edm") && storages[k].remainderBits == 4;
                const int bits = stirred ? 4 : std::min(8, storages[k].predictionBits);
                check(noises, truth.noise, halfStep(truth.noise, bits) * 2, "eps-hat", report);
                check(datas, truth.data, halfStep(truth.data, bits) * 2, "x0-hat", report);
            }
        });
    }

    void everyStopHasItsOwnStep() // also where a curve of sigmas crowds many levels into one timestep
    {
        const Schedule schedule = scheduleOf("linear");
        for (const auto& sampler : samplerCatalog())
            for (const char* curve : {"schedule", "karras", "exponential"}) {
                const auto plan =
                    planSampling(schedule, {}, {sampler.id, 40, "linspace", {{"sigmas", std::string(curve)}}});
                std::vector<int> stops = frameSteps(plan.run.steps, 1000);
                if (sampler.inverts)
                    std::reverse(stops.begin(), stops.end());
                QCOMPARE(stops.size(), plan.run.steps.size() + 1);
                QCOMPARE(stops.back(), 0);
                QVERIFY(stops.front() <= 1000);
                for (std::size_t i = 1; i < stops.size(); ++i)
                    QVERIFY2(stops[i] < stops[i - 1], sampler.id.c_str());
            }
    }
};

TEST_MAIN(TestRecorder)
#include "tst_recorder.moc"
