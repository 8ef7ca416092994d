#include "core/base/error.h"
#include "core/model/model_folder.h"

#include <nlohmann/json.hpp>

#include <set>

namespace diffuscope {
using nlohmann::json;

namespace {

[[noreturn]] void refuse(const std::string& file, const std::string& key, const std::string& value)
{
    throw Error("This scheduler configuration cannot be used", file + ": " + key + " = " + value.substr(0, 80),
                "It asks for something this program does not support, or is damaged.");
}

template <typename T> void read(const json& object, const char* key, T& value, const std::string& file)
{
    const auto found = object.find(key);
    if (found == object.end() || found->is_null())
        return;
    try {
        value = found->get<T>();
    } catch (const json::exception&) {
        refuse(file, key, found->dump());
    }
}

void requireOneOf(const std::string& value, const std::set<std::string>& known, const std::string& file,
                  const char* key)
{
    if (known.count(value) == 0)
        refuse(file, key, value);
}

// Settings that would change the picture and that this program does not do yet.
void refuseUnsupported(const json& object, const std::string& file)
{
    for (const char* key : {"rescale_betas_zero_snr", "thresholding"}) {
        bool on = false;
        read(object, key, on, file);
        if (on)
            refuse(file, key, "true");
    }
}

void validate(const SchedulerConfig& c, const std::string& file)
{
    if (c.numTrainTimesteps < 1 || c.numTrainTimesteps > 10000)
        refuse(file, "num_train_timesteps", std::to_string(c.numTrainTimesteps));
    if (c.trainedBetas.empty())
        requireOneOf(c.betaSchedule, {"linear", "scaled_linear", "squaredcos_cap_v2", "sigmoid"}, file, "beta_schedule");
    else if (int(c.trainedBetas.size()) != c.numTrainTimesteps)
        refuse(file, "trained_betas", std::to_string(c.trainedBetas.size()) + " values");
    requireOneOf(c.predictionType, {"epsilon", "sample", "v_prediction"}, file, "prediction_type");
    requireOneOf(c.varianceType, {"fixed_small", "fixed_large", "fixed_small_log"}, file, "variance_type");
    requireOneOf(c.timestepSpacing, {"leading", "trailing", "linspace"}, file, "timestep_spacing");
    if (!(c.betaStart > 0 && c.betaEnd < 1 && c.betaStart <= c.betaEnd))
        refuse(file, "beta_start, beta_end", std::to_string(c.betaStart) + ", " + std::to_string(c.betaEnd));
    if (!(c.clipSampleRange > 0))
        refuse(file, "clip_sample_range", std::to_string(c.clipSampleRange));
}

} // namespace

SchedulerConfig schedulerConfigFromJson(const std::string& text, const std::string& file)
{
    const json object = json::parse(text, nullptr, false);
    if (!object.is_object())
        throw Error("This is not a scheduler configuration", file, "It must be a JSON object.");
    SchedulerConfig c;
    read(object, "_class_name", c.className, file);
    read(object, "num_train_timesteps", c.numTrainTimesteps, file);
    read(object, "beta_start", c.betaStart, file);
    read(object, "beta_end", c.betaEnd, file);
    read(object, "beta_schedule", c.betaSchedule, file);
    read(object, "trained_betas", c.trainedBetas, file);
    read(object, "prediction_type", c.predictionType, file);
    read(object, "variance_type", c.varianceType, file);
    read(object, "clip_sample", c.clipSample, file);
    read(object, "clip_sample_range", c.clipSampleRange, file);
    read(object, "timestep_spacing", c.timestepSpacing, file);
    read(object, "steps_offset", c.stepsOffset, file);
    refuseUnsupported(object, file);
    validate(c, file);
    return c;
}

std::string schedulerConfigToJson(const SchedulerConfig& c)
{
    const json object = {
        {"_class_name", "DDPMScheduler"},
        {"_diffusers_version", "0.27.2"},
        {"beta_end", c.betaEnd},
        {"beta_schedule", c.betaSchedule},
        {"beta_start", c.betaStart},
        {"clip_sample", c.clipSample},
        {"clip_sample_range", c.clipSampleRange},
        {"dynamic_thresholding_ratio", 0.995},
        {"num_train_timesteps", c.numTrainTimesteps},
        {"prediction_type", c.predictionType},
        {"rescale_betas_zero_snr", false},
        {"sample_max_value", 1.0},
        {"steps_offset", c.stepsOffset},
        {"thresholding", false},
        {"timestep_spacing", c.timestepSpacing},
        {"trained_betas", c.trainedBetas.empty() ? json(nullptr) : json(c.trainedBetas)},
        {"variance_type", c.varianceType},
    };
    return object.dump(2) + "\n";
}

} // namespace diffuscope
