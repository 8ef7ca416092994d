#include "core/sampling/model_sampling.h"

#include "core/base/error.h"
#include "core/diffusion/sampling_plan.h"
#include "core/messages/requests.h"
#include "core/model/model_folder.h"
#include "core/sampling/told_network.h"
#include "core/schedule/alpha_bar_curve.h"

#include <torch/types.h>

#include <algorithm>
#include <cmath>

namespace diffuscope {
namespace {

constexpr int kAnySide = 32; // of a model that does not say

const ScheduleInfo& infoOf(const std::string& diffusersName)
{
    std::string known;
    for (const ScheduleInfo& info : scheduleCatalog()) {
        if (!info.diffusersName.empty() && info.diffusersName == diffusersName)
            return info;
        if (!info.diffusersName.empty())
            known += (known.empty() ? "" : ", ") + info.diffusersName;
    }
    throw Error("The model uses a noise schedule that this program does not know", "beta_schedule = " + diffusersName,
                "Known: " + known + ". Or store the betas as trained_betas.");
}

void setWhereKnown(ScheduleSpec& spec, const ScheduleInfo& info, const std::string& key, const ParamValue& value)
{
    const auto isKey = [&key](const ParamSpec& param) { return param.key == key; };
    if (std::any_of(info.params.begin(), info.params.end(), isKey))
        spec.params[key] = value;
}

} // namespace

namespace {

// diffusers' "laplace" takes sqrt(snr / (1 + snr)) for alpha-bar, so it never ends in pure noise. Models trained on it
// need just that; the catalog's own Laplace schedule is the paper's.
std::vector<double> diffusersLaplaceBetas(int timesteps)
{
    const auto alphaBar = [](double x) {
        const double logSnr = -0.5 * std::copysign(1.0, 0.5 - x) * std::log(1 - 2 * std::abs(0.5 - x) + 1e-6);
        const double snr = std::exp(logSnr);
        return std::sqrt(snr / (1 + snr));
    };
    return betasOfCurve(alphaBar, timesteps);
}

std::vector<double> betasOf(const SchedulerConfig& config)
{
    if (!config.trainedBetas.empty())
        return config.trainedBetas;
    if (config.betaSchedule == "laplace")
        return diffusersLaplaceBetas(config.numTrainTimesteps);
    const ScheduleInfo& info = infoOf(config.betaSchedule);
    ScheduleSpec spec{info.id, config.numTrainTimesteps, {}};
    setWhereKnown(spec, info, "beta_start", config.betaStart);
    setWhereKnown(spec, info, "beta_end", config.betaEnd);
    setWhereKnown(spec, info, "rescale", false);
    return makeSchedule(spec).betas();
}

} // namespace

Schedule scheduleOf(const SchedulerConfig& config)
{
    std::vector<double> betas = betasOf(config);
    if (config.rescaleBetasZeroSnr && betas.size() > 1)
        betas = withZeroTerminalSnr(std::move(betas));
    return Schedule(std::move(betas));
}

SamplingDefaults samplingDefaultsOf(const SchedulerConfig& config)
{
    SamplingDefaults defaults;
    defaults.predictionType = config.predictionType;
    defaults.spacing = config.timestepSpacing;
    defaults.stepsOffset = config.stepsOffset;
    defaults.clip = config.clipSample;
    defaults.clipAlways = config.clipAlways;
    defaults.clipRange = config.clipSampleRange;
    defaults.threshold = config.thresholding;
    defaults.thresholdQuantile = config.dynamicThresholdingRatio;
    defaults.thresholdMaximum = config.sampleMaxValue;
    defaults.params = config.samplerParams;
    defaults.params["variance_type"] = config.varianceType;
    return defaults;
}

int classCountOf(const ModelSnapshot& model)
{
    const int embedded = model.config.numClassEmbeds.value_or(0), named = int(model.classNames.size());
    return named > 0 && named < embedded ? named : embedded;
}

std::optional<int> nullClassOf(const ModelSnapshot& model)
{
    const int classes = classCountOf(model);
    return classes < model.config.numClassEmbeds.value_or(0) ? std::optional(classes) : std::nullopt;
}

void callOnce(const std::shared_ptr<const ModelSnapshot>& model, int pictures)
{
    const at::NoGradGuard noGrad;
    const std::int64_t side = model->config.sampleSize.value_or(kAnySide);
    int calls = 0;
    (void)toldNetwork(model, {}, pictures, calls)(torch::zeros({pictures, model->config.inChannels, side, side}),
                                                  torch::zeros({pictures}));
}

} // namespace diffuscope
