#include "core/model/config/scheduler_config.h"

#include "core/base/error.h"
#include "core/json/untrusted_json.h"

#include <cmath>
#include <limits>
#include <set>
#include <string_view>
#include <utility>

namespace diffuscope {
using nlohmann::json;

namespace {

constexpr const char* kBadScheduler = "This scheduler configuration cannot be used";
constexpr const char* kClipAlways = "_diffuscope_clip_always"; // diffusers passes over what begins with "_"

[[noreturn]] void refuse(const std::string& file, const std::string& key, const std::string& value)
{
    throw Error(kBadScheduler, file + ": " + key + " = " + shortened(value),
                "It asks for something this program does not support, or is damaged.");
}

template <typename T> bool take(const json& from, T& value)
{
    const bool fits = std::is_same_v<T, bool>          ? from.is_boolean()
                      : std::is_same_v<T, std::string> ? from.is_string()
                      : std::is_same_v<T, int>         ? from.is_number_integer() && std::abs(from.get<double>()) <= 1e9
                                                       : from.is_number();
    if (fits)
        value = from.get<T>();
    return fits;
}

template <typename T> bool take(const json& from, std::vector<T>& value)
{
    if (!from.is_array())
        return false;
    value.resize(from.size());
    for (std::size_t i = 0; i < from.size(); ++i)
        if (!take(from[i], value[i]))
            return false;
    return true;
}

// null and absent both mean the default
template <typename T> void read(const json& object, const char* key, T& value, const std::string& file)
{
    if (const auto found = object.find(key); found != object.end() && !found->is_null() && !take(*found, value))
        refuse(file, key, found->dump(-1, ' ', false, json::error_handler_t::replace));
}

void requireOneOf(const std::string& value, const std::set<std::string>& known, const std::string& file,
                  const char* key)
{
    if (known.count(value) == 0)
        refuse(file, key, value);
}

const std::set<std::string>& knownClasses()
{
    static const std::set<std::string> names = {"DDPMScheduler",
                                                "DDPMParallelScheduler",
                                                "DDIMScheduler",
                                                "DDIMParallelScheduler",
                                                "DDIMInverseScheduler",
                                                "PNDMScheduler",
                                                "DPMSolverMultistepScheduler",
                                                "DPMSolverMultistepInverseScheduler",
                                                "DPMSolverSinglestepScheduler",
                                                "DPMSolverSDEScheduler",
                                                "UniPCMultistepScheduler",
                                                "DEISMultistepScheduler",
                                                "EulerDiscreteScheduler",
                                                "EulerAncestralDiscreteScheduler",
                                                "HeunDiscreteScheduler",
                                                "KDPM2DiscreteScheduler",
                                                "KDPM2AncestralDiscreteScheduler",
                                                "LMSDiscreteScheduler"};
    return names;
}

// Settings that would change the picture and that this program does not do.
void refuseUnsupported(const json& object, const std::string& file)
{
    const auto requireOff = [&](const char* key) {
        bool on = false;
        read(object, key, on, file);
        if (on)
            refuse(file, key, "true");
    };
    for (const char* key : {"use_beta_sigmas", "use_flow_sigmas", "invert_sigmas"})
        requireOff(key);
    const auto requireText = [&](const char* key, const std::string& only) {
        std::string value = only;
        read(object, key, value, file);
        if (value != only)
            refuse(file, key, value);
    };
    requireText("interpolation_type", "linear");
    requireText("timestep_type", "discrete");
    for (const char* key : {"sigma_min", "sigma_max", "solver_p"})
        if (const auto found = object.find(key); found != object.end() && !found->is_null())
            refuse(file, key, found->dump(-1, ' ', false, json::error_handler_t::replace));
    bool predictData = true;
    read(object, "predict_x0", predictData, file);
    if (!predictData)
        refuse(file, "predict_x0", "false");
    if (const auto found = object.find("disable_corrector"); found != object.end() && !found->empty())
        refuse(file, "disable_corrector", found->dump());
}

// Heun and its kin have other class defaults than all the rest.
void setClassDefaults(SchedulerConfig& c)
{
    if (c.className.starts_with("Heun") || c.className.starts_with("KDPM2") || c.className == "DPMSolverSDEScheduler") {
        c.betaStart = 0.00085;
        c.betaEnd = 0.012;
    }
}

void readTexts(const json& object, const std::string& file, ParamValues& params)
{
    for (const char* key : {"algorithm_type", "solver_type", "final_sigmas_type"}) {
        std::string value;
        read(object, key, value, file);
        if (!value.empty())
            params[key] = value;
    }
    if (const auto found = params.find("algorithm_type"); found != params.end() && found->second == ParamValue("deis"))
        found->second = std::string("dpmsolver++"); // as diffusers reads it
}

void readSwitches(const json& object, const std::string& file, ParamValues& params)
{
    for (const char* key : {"lower_order_final", "euler_at_final", "skip_prk_steps", "set_alpha_to_one"}) {
        bool on = false;
        read(object, key, on, file);
        if (const auto found = object.find(key); found != object.end() && !found->is_null())
            params[key] = std::string(on ? "on" : "off");
    }
    const std::pair<const char*, const char*> curves[] = {
        {"use_karras_sigmas", "karras"}, {"use_exponential_sigmas", "exponential"}, {"use_lu_lambdas", "exponential"}};
    for (const auto& [key, curve] : curves) {
        bool on = false;
        read(object, key, on, file);
        if (on)
            params["sigmas"] = std::string(curve);
    }
}

ParamValues samplerParamsOf(const json& object, const std::string& file)
{
    ParamValues params;
    readTexts(object, file, params);
    readSwitches(object, file, params);
    int order = 0;
    read(object, "solver_order", order, file);
    if (order != 0)
        params["solver_order"] = std::to_string(order);
    double least = -std::numeric_limits<double>::infinity();
    read(object, "lambda_min_clipped", least, file);
    if (object.contains("lambda_min_clipped"))
        params["lambda_min_clipped"] = least;
    return params;
}

void validateBetas(const SchedulerConfig& c, const std::string& file)
{
    if (c.trainedBetas.empty())
        requireOneOf(c.betaSchedule, {"linear", "scaled_linear", "squaredcos_cap_v2", "sigmoid", "laplace"}, file,
                     "beta_schedule");
    else if (c.trainedBetas.size() != std::size_t(c.numTrainTimesteps))
        refuse(file, "trained_betas", std::to_string(c.trainedBetas.size()) + " values");
    for (std::size_t t = 0; t < c.trainedBetas.size(); ++t)
        if (!(c.trainedBetas[t] > 0 &&
              (c.trainedBetas[t] < 1 || (c.trainedBetas[t] == 1 && t > 0 && t + 1 == c.trainedBetas.size()))))
            refuse(file, "trained_betas", std::to_string(c.trainedBetas[t]));
    if (!(c.betaStart > 0 && c.betaEnd < 1 && c.betaStart <= c.betaEnd))
        refuse(file, "beta_start, beta_end", std::to_string(c.betaStart) + ", " + std::to_string(c.betaEnd));
}

void validate(const SchedulerConfig& c, const std::string& file)
{
    requireOneOf(c.className, knownClasses(), file, "_class_name");
    if (c.numTrainTimesteps < 1 || c.numTrainTimesteps > 10000)
        refuse(file, "num_train_timesteps", std::to_string(c.numTrainTimesteps));
    validateBetas(c, file);
    requireOneOf(c.predictionType, {"epsilon", "sample", "v_prediction"}, file, "prediction_type");
    requireOneOf(c.varianceType,
                 {"fixed_small", "fixed_small_log", "fixed_large", "fixed_large_log", "learned", "learned_range"}, file,
                 "variance_type");
    requireOneOf(c.timestepSpacing.value_or("leading"), {"leading", "trailing", "linspace"}, file, "timestep_spacing");
    if (c.stepsOffset < 0 || c.stepsOffset >= c.numTrainTimesteps)
        refuse(file, "steps_offset", std::to_string(c.stepsOffset));
    if (!(c.clipSampleRange > 0))
        refuse(file, "clip_sample_range", std::to_string(c.clipSampleRange));
    if (!(c.dynamicThresholdingRatio > 0 && c.dynamicThresholdingRatio <= 1))
        refuse(file, "dynamic_thresholding_ratio", std::to_string(c.dynamicThresholdingRatio));
    if (!(c.sampleMaxValue > 0))
        refuse(file, "sample_max_value", std::to_string(c.sampleMaxValue));
}

// Python writes minus infinity, a solver's "no limit", as a bare word that is not JSON. Null reads as the default.
std::string withoutInfinities(std::string text)
{
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        constexpr std::string_view kWord = "-Infinity";
        if (quoted && text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            quoted = !quoted;
        else if (!quoted && text.compare(i, kWord.size(), kWord) == 0)
            text.replace(i, kWord.size(), "null     ");
    }
    return text;
}

} // namespace

SchedulerConfig schedulerConfigFromJson(const std::string& text, const std::string& file)
{
    const json object = parseUntrusted(withoutInfinities(text), file, kBadScheduler);
    SchedulerConfig c;
    read(object, "_class_name", c.className, file);
    setClassDefaults(c);
    read(object, "num_train_timesteps", c.numTrainTimesteps, file);
    read(object, "beta_start", c.betaStart, file);
    read(object, "beta_end", c.betaEnd, file);
    read(object, "beta_schedule", c.betaSchedule, file);
    read(object, "trained_betas", c.trainedBetas, file);
    read(object, "rescale_betas_zero_snr", c.rescaleBetasZeroSnr, file);
    read(object, "prediction_type", c.predictionType, file);
    read(object, "variance_type", c.varianceType, file);
    read(object, "clip_sample", c.clipSample, file);
    read(object, "clip_sample_range", c.clipSampleRange, file);
    read(object, kClipAlways, c.clipAlways, file);
    read(object, "thresholding", c.thresholding, file);
    read(object, "dynamic_thresholding_ratio", c.dynamicThresholdingRatio, file);
    read(object, "sample_max_value", c.sampleMaxValue, file);
    std::string spacing;
    read(object, "timestep_spacing", spacing, file);
    if (!spacing.empty())
        c.timestepSpacing = spacing;
    read(object, "steps_offset", c.stepsOffset, file);
    c.samplerParams = samplerParamsOf(object, file);
    refuseUnsupported(object, file);
    validate(c, file);
    return c;
}

std::string schedulerConfigToJson(const SchedulerConfig& c)
{
    json object = {
        {"_class_name", "DDPMScheduler"},
        {"_diffusers_version", "0.27.2"},
        {"beta_end", c.betaEnd},
        {"beta_schedule", c.betaSchedule},
        {"beta_start", c.betaStart},
        {"clip_sample", c.clipSample},
        {"clip_sample_range", c.clipSampleRange},
        {"dynamic_thresholding_ratio", c.dynamicThresholdingRatio},
        {"num_train_timesteps", c.numTrainTimesteps},
        {"prediction_type", c.predictionType},
        {"rescale_betas_zero_snr", c.rescaleBetasZeroSnr},
        {"sample_max_value", c.sampleMaxValue},
        {"steps_offset", c.stepsOffset},
        {"thresholding", c.thresholding},
        {"timestep_spacing", c.timestepSpacing.value_or("leading")},
        {"trained_betas", c.trainedBetas.empty() ? json(nullptr) : json(c.trainedBetas)},
        {"variance_type", c.varianceType},
    };
    if (c.clipAlways)
        object[kClipAlways] = true;
    return object.dump(2) + "\n";
}

} // namespace diffuscope
