#include "core/diffusion/sampling_plan.h"

#include "core/base/error.h"

#include <torch/types.h>

#include <algorithm>

namespace diffuscope {
namespace {

constexpr double kStableLambda = -5.1; // below it predicted noise says little about the data (Lu et al. 2022)
constexpr const char* kFromModel = "model";

std::string asText(const ParamValue& value)
{
    const auto* text = std::get_if<std::string>(&value);
    return text ? *text : std::string();
}

// The level at which a run ends: DDIM and PNDM are told by set_alpha_to_one, the solvers by final_sigmas_type. Where a
// model asks every sampler for the limit of x0-hat, DDIM's noise keeps to it, too: a guided x0-hat is beyond the limit
// at high t, and its noise without the limit leaves the state at no noise level that the network knows.
const ParamValue* wantedByModel(const SamplerInfo& info, const ParamSpec& spec, const SamplingDefaults& model)
{
    static const ParamValue zero = std::string("zero"), least = std::string("sigma_min"), on = std::string("on");
    if (spec.key == "rederive_noise" && model.clipAlways)
        return &on;
    if (spec.key == "final_sigmas_type" && info.grid == GridKind::Timesteps) {
        const auto found = model.params.find("set_alpha_to_one");
        return found == model.params.end() ? nullptr : asText(found->second) == "on" ? &zero : &least;
    }
    const auto found = model.params.find(spec.key);
    return found == model.params.end() ? nullptr : &found->second;
}

ParamValue fromModel(const SamplerInfo& info, const ParamSpec& spec, const SamplingDefaults& model)
{
    const ParamValue* wanted = wantedByModel(info, spec, model);
    if (!wanted)
        return spec.choices.at(1);
    if (std::find(spec.choices.begin() + 1, spec.choices.end(), asText(*wanted)) != spec.choices.end())
        return *wanted;
    if (spec.key == "solver_type") // DPM++ and UniPC share the key and not its values: diffusers takes the default
        return spec.choices.at(1);
    throw Error("The model asks for something that this sampler cannot do", spec.key + " = " + asText(*wanted),
                "Choose another sampler, or set it yourself.");
}

ParamValues resolved(const SamplerInfo& info, const SamplingDefaults& model, const ParamValues& given)
{
    ParamValues values;
    for (const ParamSpec& spec : info.params) {
        const auto found = given.find(spec.key);
        values[spec.key] = found == given.end() ? spec.initial : found->second;
        const bool open = !spec.choices.empty() && spec.choices.front() == kFromModel;
        if (open && spec.key != "clip" && asText(values[spec.key]) == kFromModel)
            values[spec.key] = fromModel(info, spec, model);
    }
    return values;
}

ClipSettings clipOf(const SamplerInfo& info, const SamplingDefaults& model, const ParamValues& values)
{
    ClipSettings clip;
    clip.range = model.clipRange;
    const std::string wanted = choiceParam(info.params, values, "clip");
    const bool knowsThreshold = info.grid != GridKind::Sigmas && info.id != "pndm" && !info.inverts;
    if (wanted == kFromModel && model.threshold && knowsThreshold) {
        clip.mode = ClipSettings::Mode::Threshold;
        clip.quantile = model.thresholdQuantile;
        clip.maximum = std::max(1.0, model.thresholdMaximum);
    } else if (wanted == "threshold") {
        clip.mode = ClipSettings::Mode::Threshold;
        clip.quantile = realParam(info.params, values, "dynamic_thresholding_ratio");
        clip.maximum = realParam(info.params, values, "sample_max_value");
    } else {
        const bool asked = model.clip && (info.clips || (model.clipAlways && !info.inverts));
        const bool on = wanted == kFromModel ? asked : wanted == "clip";
        clip.mode = on ? ClipSettings::Mode::Clip : ClipSettings::Mode::Off;
    }
    return clip;
}

double leastLambda(const SamplerInfo& info, const SamplingDefaults& model, const ParamValues& values,
                   bool matchDiffusers)
{
    constexpr double kNone = -std::numeric_limits<double>::infinity();
    if (info.grid != GridKind::Solver)
        return kNone;
    const auto own = values.find("lambda_min_clipped");
    const double wanted = own == values.end() ? 0 : realParam(info.params, values, "lambda_min_clipped");
    if (wanted < 0)
        return wanted;
    if (const auto found = model.params.find("lambda_min_clipped"); found != model.params.end())
        return std::get<double>(found->second);
    return model.predictionType == "epsilon" && !matchDiffusers ? kStableLambda : kNone;
}

GridSettings gridOf(const SamplerInfo& info, const SamplingDefaults& model, const SamplingChoice& choice,
                    const ParamValues& values)
{
    GridSettings grid;
    grid.count = choice.steps;
    grid.spacing = choice.spacing == kFromModel ? model.spacing.value_or(info.spacing) : choice.spacing;
    grid.offset = grid.spacing == "leading" ? model.stepsOffset : 0;
    grid.sigmas = choiceParam(info.params, values, "sigmas");
    const auto final = values.find("final_sigmas_type");
    grid.endAtFirst = final != values.end() && asText(final->second) == "sigma_min";
    grid.leastLambda = leastLambda(info, model, values, choice.matchDiffusers);
    grid.subtractive = choice.matchDiffusers && !info.inverts;
    return grid;
}

} // namespace

SamplingPlan planSampling(const Schedule& schedule, const SamplingDefaults& defaults, const SamplingChoice& choice)
{
    SamplingDefaults model = defaults;
    model.clipAlways = model.clipAlways && !choice.matchDiffusers;
    const SamplerInfo& info = samplerInfo(choice.sampler);
    validateParams(info.params, choice.params);
    const ParamValues values = resolved(info, model, choice.params);
    if (info.id == "pndm" && schedule.zeroTerminalSnr())
        throw Error("PNDM cannot start where no signal is left", "zero terminal SNR", "Choose DDIM or DPM++.");
    GridSettings grid = gridOf(info, model, choice, values);
    if (info.inverts && model.predictionType == "sample")
        grid.endAtFirst = true; // the noise in clean data cannot be told from it
    SamplingPlan plan{{choice.sampler, makeStepGrid(schedule, info.grid, grid), values, choice.matchDiffusers},
                      clipOf(info, model, values)};
    if (info.inverts)
        plan.run.steps = reversedGrid(plan.run.steps);
    else if (info.grid == GridKind::Sigmas && grid.spacing != "leading")
        plan.initialScale = plan.run.steps.front().now.noiseScale();
    return plan;
}

} // namespace diffuscope
