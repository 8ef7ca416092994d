#include "core/model/scheduler_config.h"

#include "core/base/error.h"
#include "core/model/untrusted_json.h"

#include <cmath>
#include <set>

namespace diffuscope {
using nlohmann::json;

namespace {

constexpr const char* kHappened = "This scheduler configuration cannot be used";

[[noreturn]] void refuse(const std::string& file, const std::string& key, const std::string& value)
{
    throw Error(kHappened, file + ": " + key + " = " + shortened(value),
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
        requireOneOf(c.betaSchedule, {"linear", "scaled_linear", "squaredcos_cap_v2", "sigmoid"}, file,
                     "beta_schedule");
    else if (c.trainedBetas.size() != std::size_t(c.numTrainTimesteps))
        refuse(file, "trained_betas", std::to_string(c.trainedBetas.size()) + " values");
    for (const double beta : c.trainedBetas)
        if (!(beta > 0 && beta < 1))
            refuse(file, "trained_betas", std::to_string(beta));
    requireOneOf(c.predictionType, {"epsilon", "sample", "v_prediction"}, file, "prediction_type");
    requireOneOf(c.varianceType, {"fixed_small", "fixed_large", "fixed_small_log"}, file, "variance_type");
    requireOneOf(c.timestepSpacing, {"leading", "trailing", "linspace"}, file, "timestep_spacing");
    if (!(c.betaStart > 0 && c.betaEnd < 1 && c.betaStart <= c.betaEnd))
        refuse(file, "beta_start, beta_end", std::to_string(c.betaStart) + ", " + std::to_string(c.betaEnd));
    if (c.stepsOffset < 0 || c.stepsOffset >= c.numTrainTimesteps)
        refuse(file, "steps_offset", std::to_string(c.stepsOffset));
    if (!(c.clipSampleRange > 0))
        refuse(file, "clip_sample_range", std::to_string(c.clipSampleRange));
}

} // namespace

SchedulerConfig schedulerConfigFromJson(const std::string& text, const std::string& file)
{
    const json object = parseUntrusted(text, file, kHappened);
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
