// Where each setting of trainParams() lives in a TrainConfig: the only list of them.
#include "core/base/error.h"
#include "core/train/train_config.h"

#include <cmath>
#include <sstream>
#include <variant>

namespace diffuscope {
namespace {

using Place = std::variant<int*, std::int64_t*, std::uint64_t*, double*, bool*, std::string*>;

struct Field {
    const char* key;
    Place (*place)(TrainConfig&);
};

const std::vector<Field>& fields()
{
    using C = TrainConfig;
    static const std::vector<Field> all = {
        {"size", [](C& c) -> Place { return &c.size; }},
        {"steps", [](C& c) -> Place { return &c.steps; }},
        {"batch", [](C& c) -> Place { return &c.batch; }},
        {"gradient_accumulation", [](C& c) -> Place { return &c.gradientAccumulation; }},
        {"learning_rate", [](C& c) -> Place { return &c.learningRate; }},
        {"learning_rate_schedule", [](C& c) -> Place { return &c.learningRateSchedule; }},
        {"warmup_steps", [](C& c) -> Place { return &c.warmupSteps; }},
        {"weight_decay", [](C& c) -> Place { return &c.weightDecay; }},
        {"gradient_clip", [](C& c) -> Place { return &c.gradientClip; }},
        {"loss_weighting", [](C& c) -> Place { return &c.lossWeighting; }},
        {"min_snr_gamma", [](C& c) -> Place { return &c.minSnrGamma; }},
        {"ema_maximum", [](C& c) -> Place { return &c.emaMaximum; }},
        {"ema_power", [](C& c) -> Place { return &c.emaPower; }},
        {"ema_more", [](C& c) -> Place { return &c.emaMore; }},
        {"mirror", [](C& c) -> Place { return &c.augmentation.mirror; }},
        {"crop", [](C& c) -> Place { return &c.augmentation.crop; }},
        {"rotate", [](C& c) -> Place { return &c.augmentation.rotate; }},
        {"zoom", [](C& c) -> Place { return &c.augmentation.zoom; }},
        {"colour", [](C& c) -> Place { return &c.augmentation.colour; }},
        {"class_conditional", [](C& c) -> Place { return &c.classConditional; }},
        {"label_dropout", [](C& c) -> Place { return &c.labelDropout; }},
        {"dropout", [](C& c) -> Place { return &c.network.dropout; }},
        {"prediction_type", [](C& c) -> Place { return &c.predictionType; }},
        {"background", [](C& c) -> Place { return &c.background; }},
        {"limit", [](C& c) -> Place { return &c.datasetLimit; }},
        {"validation_share", [](C& c) -> Place { return &c.validationShare; }},
        {"validate_every", [](C& c) -> Place { return &c.validateEvery; }},
        {"device", [](C& c) -> Place { return &c.device; }},
        {"precision", [](C& c) -> Place { return &c.precision; }},
        {"seed", [](C& c) -> Place { return &c.seed; }},
        {"preview_every", [](C& c) -> Place { return &c.previewEvery; }},
        {"preview_count", [](C& c) -> Place { return &c.previewCount; }},
        {"preview_steps", [](C& c) -> Place { return &c.previewSteps; }},
        {"checkpoint_every", [](C& c) -> Place { return &c.checkpointEvery; }},
        {"checkpoint_seconds", [](C& c) -> Place { return &c.checkpointSeconds; }},
        {"keep_checkpoints", [](C& c) -> Place { return &c.keepCheckpoints; }},
        {"schedule", [](C& c) -> Place { return &c.schedule.id; }},
        {"first_timestep", [](C& c) -> Place { return &c.firstTimestep; }},
        {"last_timestep", [](C& c) -> Place { return &c.lastTimestep; }},
        {"time_input", [](C& c) -> Place { return &c.timeInput; }},
        {"timesteps", [](C& c) -> Place { return &c.schedule.timesteps; }},
    };
    return all;
}

ParamValue valueAt(const Place& place)
{
    return std::visit(
        [](const auto* field) -> ParamValue {
            using T = std::decay_t<decltype(*field)>;
            if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, double> || std::is_same_v<T, std::string>)
                return *field;
            else
                return static_cast<long long>(*field);
        },
        place);
}

void setAt(const Place& place, const ParamValue& value) // validated: the types agree
{
    std::visit(
        [&value](auto* field) {
            using T = std::decay_t<decltype(*field)>;
            if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, std::string>)
                *field = std::get<T>(value);
            else if constexpr (std::is_same_v<T, double>)
                *field = std::holds_alternative<long long>(value) ? double(std::get<long long>(value))
                                                                  : std::get<double>(value);
            else
                *field = static_cast<T>(std::get<long long>(value));
        },
        place);
}

ParamValue initialOf(const std::string& key)
{
    for (const ParamSpec& spec : trainParams())
        if (spec.key == key)
            return spec.initial;
    throw Error("There is no such setting", key);
}

} // namespace

ParamValues trainValues(const TrainConfig& config)
{
    TrainConfig copy = config; // the places are of something that may change
    ParamValues values;
    for (const Field& field : fields())
        values[field.key] = valueAt(field.place(copy));
    for (const char* key : {"rescale_betas_zero_snr", "curve"}) { // where the schedule has them
        const auto found = config.schedule.params.find(key);
        values[key] = found == config.schedule.params.end() ? initialOf(key) : found->second;
    }
    return values;
}

void setTrainValues(TrainConfig& config, const ParamValues& values)
{
    validateParams(trainParams(), values);
    for (const Field& field : fields())
        if (const auto found = values.find(field.key); found != values.end())
            setAt(field.place(config), found->second);
    if (const auto found = values.find("rescale_betas_zero_snr"); found != values.end())
        config.schedule.params["rescale_betas_zero_snr"] = found->second;
    if (const auto found = values.find("curve"); found != values.end() && config.schedule.id == "custom")
        config.schedule.params["curve"] = found->second;
}

std::vector<double> TrainConfig::emaLimits() const
{
    std::vector<double> limits;
    std::stringstream words(emaMore);
    for (std::string word; std::getline(words, word, ',');) {
        if (word.find_first_not_of(" \t") == std::string::npos)
            continue;
        std::size_t used = 0;
        double limit = -1;
        try {
            limit = std::stod(word, &used);
        } catch (const std::exception&) {
        }
        if (!(limit >= 0 && limit < 1) || word.find_first_not_of(" \t", used) != std::string::npos)
            throw Error("This training setting cannot be used", {"ema_more = %1", {emaMore}},
                        "Give limits below 1, separated by commas, such as 0.99, 0.9999.");
        limits.push_back(limit);
    }
    return limits;
}

const std::vector<std::string>& resumableParams()
{
    static const std::vector<std::string> keys = {"steps",
                                                  "learning_rate",
                                                  "learning_rate_schedule",
                                                  "batch",
                                                  "gradient_accumulation",
                                                  "gradient_clip",
                                                  "label_dropout",
                                                  "ema_maximum",
                                                  "ema_power",
                                                  "checkpoint_every",
                                                  "checkpoint_seconds",
                                                  "keep_checkpoints",
                                                  "preview_every",
                                                  "preview_count",
                                                  "preview_steps",
                                                  "validate_every",
                                                  "device",
                                                  "precision"};
    return keys;
}

} // namespace diffuscope
