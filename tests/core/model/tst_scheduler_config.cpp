#include "core/diffusion/sampling_plan.h"
#include "core/model/config/scheduler_config.h"
#include "core/sampling/model_sampling.h"
#include "tests/support/refusals.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <torch/types.h>

#include <cmath>

using namespace diffuscope;

namespace {

SchedulerConfig read(const std::string& text) { return schedulerConfigFromJson(text, "scheduler_config.json"); }

std::string textOf(const SchedulerConfig& config, const char* key)
{
    const auto found = config.samplerParams.find(key);
    return found == config.samplerParams.end() ? "absent" : std::get<std::string>(found->second);
}

} // namespace

class TestSchedulerConfig : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void absentKeysAreTheClassDefaults()
    {
        const SchedulerConfig plain = read("{}");
        QCOMPARE(plain.betaEnd, 0.02);
        QVERIFY(plain.clipSample && !plain.thresholding && !plain.timestepSpacing);
        QCOMPARE(read(R"({"_class_name":"HeunDiscreteScheduler"})").betaStart, 0.00085);
        QCOMPARE(read(R"({"_class_name":"HeunDiscreteScheduler","beta_start":0.0001})").betaStart, 0.0001);
    }

    void aSolversOwnFileIsUnderstood() // as DPMSolverMultistepScheduler.save_pretrained writes it
    {
        const SchedulerConfig config = read(R"({"_class_name":"DPMSolverMultistepScheduler","algorithm_type":"deis",
            "euler_at_final":true,"final_sigmas_type":"sigma_min","lambda_min_clipped":-Infinity,
            "lower_order_final":false,"solver_order":3,"solver_type":"midpoint","thresholding":true,
            "dynamic_thresholding_ratio":0.9,"sample_max_value":2.5,"timestep_spacing":"linspace",
            "use_karras_sigmas":true,"variance_type":null,"trained_betas":null})");
        QCOMPARE(textOf(config, "algorithm_type"), std::string("dpmsolver++"));
        QCOMPARE(textOf(config, "solver_order"), std::string("3"));
        QCOMPARE(textOf(config, "sigmas"), std::string("karras"));
        QCOMPARE(textOf(config, "lower_order_final"), std::string("off"));
        QCOMPARE(textOf(config, "euler_at_final"), std::string("on"));
        QCOMPARE(config.timestepSpacing.value(), std::string("linspace"));
        QVERIFY(std::isinf(std::get<double>(config.samplerParams.at("lambda_min_clipped"))));
        const SamplingPlan plan =
            planSampling(scheduleOf(config), samplingDefaultsOf(config), {"dpmsolver++", 12, "model", {}});
        QVERIFY(plan.clip.mode == ClipSettings::Mode::Threshold);
        QCOMPARE(plan.clip.maximum, 2.5);
        QVERIFY(plan.run.steps.back().next.alphaBar < 1);
        // UniPC shares the key solver_type, but not the value: its own default holds
        const auto unipc = planSampling(scheduleOf(config), samplingDefaultsOf(config), {"unipc", 12, "model", {}});
        QCOMPARE(std::get<std::string>(unipc.run.params.at("solver_type")), std::string("bh2"));
    }

    void schedulesAreBuiltExactly()
    {
        const Schedule zero = scheduleOf(read(R"({"rescale_betas_zero_snr":true,"beta_schedule":"scaled_linear"})"));
        QVERIFY(zero.zeroTerminalSnr());
        const Schedule own = scheduleOf(read(R"({"num_train_timesteps":3,"trained_betas":[0.1,0.2,1]})"));
        QCOMPARE(own.alphaBar(1), 0.9 * 0.8);
        QCOMPARE(own.alphaBar(2), 0.0);
        // diffusers' laplace ends at sqrt(snr / (1 + snr)) = 0.0316 of alpha-bar, not in noise
        const Schedule laplace = scheduleOf(read(R"({"beta_schedule":"laplace"})"));
        QVERIFY(std::abs(laplace.alphaBar(999) - 0.0316) < 0.001);
        QCOMPARE(scheduleOf(read(R"({"num_train_timesteps":100})")).beta(99), 0.02); // endpoints are not rescaled
    }

    void writtenFilesReadBack()
    {
        SchedulerConfig config;
        config.predictionType = "v_prediction";
        config.rescaleBetasZeroSnr = config.thresholding = true;
        config.timestepSpacing = "trailing";
        config.varianceType = "fixed_large";
        config.sampleMaxValue = 3;
        const SchedulerConfig again = read(schedulerConfigToJson(config));
        QCOMPARE(again.predictionType, config.predictionType);
        QCOMPARE(again.timestepSpacing.value(), std::string("trailing"));
        QCOMPARE(again.varianceType, config.varianceType);
        QCOMPARE(again.sampleMaxValue, 3.0);
        QVERIFY(again.rescaleBetasZeroSnr && again.thresholding);
    }

    void whatNobodyHereCanDoIsRefusedByName_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("words");
        const std::pair<const char*, const char*> rows[] = {
            {R"({"_class_name":"ScoreSdeVeScheduler"})", "_class_name = ScoreSdeVeScheduler"},
            {R"({"interpolation_type":"log_linear"})", "interpolation_type = log_linear"},
            {R"({"timestep_type":"continuous"})", "timestep_type = continuous"},
            {R"({"sigma_max":80})", "sigma_max = 80"},
            {R"({"predict_x0":false})", "predict_x0 = false"},
            {R"({"disable_corrector":[0]})", "disable_corrector = [0]"},
            {R"({"use_beta_sigmas":true})", "use_beta_sigmas = true"},
            {R"({"variance_type":"wide"})", "variance_type = wide"},
            {R"({"dynamic_thresholding_ratio":1.5})", "dynamic_thresholding_ratio"},
            {R"({"sample_max_value":0})", "sample_max_value"},
            {R"({"num_train_timesteps":2,"trained_betas":[1,0.5]})", "trained_betas"},
            {R"({"thresholding":"yes"})", "thresholding"}};
        for (const auto& [text, words] : rows)
            QTest::newRow(words) << text << words;
    }

    void whatNobodyHereCanDoIsRefusedByName()
    {
        QFETCH(QString, text);
        QFETCH(QString, words);
        EXPECT_REFUSED(read(text.toStdString()), words.toStdString());
    }
};

TEST_MAIN(TestSchedulerConfig)
#include "tst_scheduler_config.moc"
