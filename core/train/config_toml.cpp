#include "core/base/error.h"
#include "core/train/train_config.h"

#include <toml++/toml.h>

#include <sstream>
#include <utility>

namespace diffuscope {

namespace {

toml::table paramTable(const ParamValues& values)
{
    toml::table table;
    for (const auto& [key, value] : values)
        std::visit([&, name = key](const auto& inner) { table.insert(name, inner); }, value);
    return table;
}

class Reader {
public:
    Reader(const toml::table& table, std::string where) : table_(table), where_(std::move(where)) {}

    template <typename T> void read(const char* key, T& value) const
    {
        const auto node = table_[key];
        if (!node)
            throw Error("The run's settings are incomplete", where_ + key, "Restore the line, or start a new run.");
        if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, std::string>) {
            take(node.template value<T>(), key, value);
        } else if constexpr (std::is_floating_point_v<T>) {
            take(node.template value<double>(), key, value);
        } else {
            take(node.template value<std::int64_t>(), key, value);
        }
    }

private:
    template <typename From, typename T> void take(const std::optional<From>& found, const char* key, T& value) const
    {
        if (!found)
            throw Error("A setting of the run has the wrong type", where_ + key,
                        "Restore the line, or start a new run.");
        if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>)
            if (!std::in_range<T>(*found))
                throw Error("A setting of the run is out of range", where_ + key + " = " + std::to_string(*found),
                            "Restore the line, or start a new run.");
        value = static_cast<T>(*found);
    }

    const toml::table& table_;
    std::string where_; // the file and section, for messages
};

void readSchedule(const toml::table& root, const std::string& file, ScheduleSpec& spec)
{
    const auto* table = root["schedule"].as_table();
    if (!table)
        throw Error("The run's settings are incomplete", file + ": [schedule]",
                    "Restore the section, or start a new run.");
    const Reader reader(*table, file + ": schedule.");
    reader.read("id", spec.id);
    reader.read("timesteps", spec.timesteps);
    if (const auto* params = (*table)["params"].as_table()) {
        for (const auto& [key, node] : *params) {
            const std::string name(key.str());
            if (const auto* flag = node.as_boolean())
                spec.params[name] = flag->get();
            else if (const auto* integer = node.as_integer())
                spec.params[name] = (long long)integer->get();
            else if (const auto* real = node.as_floating_point())
                spec.params[name] = real->get();
            else if (const auto* text = node.as_string())
                spec.params[name] = text->get();
            else
                throw Error("A setting of the run has the wrong type", file + ": schedule.params." + name,
                            "Restore the line, or start a new run.");
        }
    }
}

} // namespace

std::string trainConfigToToml(const TrainConfig& c)
{
    toml::table root{
        {"source", c.source},
        {"preset", c.preset},
        {"size", c.size},
        {"channels", c.channels},
        {"steps", c.steps},
        {"batch", c.batch},
        {"learning_rate", c.learningRate},
        {"learning_rate_decay", c.learningRateDecay},
        {"warmup_steps", c.warmupSteps},
        {"weight_decay", c.weightDecay},
        {"gradient_clip", c.gradientClip},
        {"ema_maximum", c.emaMaximum},
        {"ema_power", c.emaPower},
        {"mirror", c.mirror},
        {"class_conditional", c.classConditional},
        {"label_dropout", c.labelDropout},
        {"prediction_type", c.predictionType},
        {"background", c.background},
        {"limit", c.datasetLimit},
        {"seed", std::int64_t(c.seed)},
        {"preview_every", c.previewEvery},
        {"preview_count", c.previewCount},
        {"preview_steps", c.previewSteps},
        {"checkpoint_every", c.checkpointEvery},
        {"schedule", toml::table{{"id", c.schedule.id},
                                 {"timesteps", c.schedule.timesteps},
                                 {"params", paramTable(c.schedule.params)}}},
        {"network", toml::table{{"config_json", unetConfigToJson(c.network)}}},
    };
    std::ostringstream text;
    text << "# Everything that decides this run. Written by Diffuscope; enough to repeat it.\n" << root << "\n";
    return text.str();
}

TrainConfig trainConfigFromToml(const std::string& text, const std::string& file)
{
    toml::table root;
    try {
        root = toml::parse(text);
    } catch (const toml::parse_error& problem) {
        throw Error("The run's settings cannot be read", file + ": line " + std::to_string(problem.source().begin.line),
                    std::string(problem.description()) + ".");
    }
    const Reader reader(root, file + ": ");
    TrainConfig c;
    reader.read("source", c.source);
    reader.read("preset", c.preset);
    reader.read("size", c.size);
    reader.read("channels", c.channels);
    reader.read("steps", c.steps);
    reader.read("batch", c.batch);
    reader.read("learning_rate", c.learningRate);
    reader.read("learning_rate_decay", c.learningRateDecay);
    reader.read("warmup_steps", c.warmupSteps);
    reader.read("weight_decay", c.weightDecay);
    reader.read("gradient_clip", c.gradientClip);
    reader.read("ema_maximum", c.emaMaximum);
    reader.read("ema_power", c.emaPower);
    reader.read("mirror", c.mirror);
    reader.read("class_conditional", c.classConditional);
    reader.read("label_dropout", c.labelDropout);
    reader.read("prediction_type", c.predictionType);
    reader.read("background", c.background);
    reader.read("limit", c.datasetLimit);
    reader.read("seed", c.seed);
    reader.read("preview_every", c.previewEvery);
    reader.read("preview_count", c.previewCount);
    reader.read("preview_steps", c.previewSteps);
    reader.read("checkpoint_every", c.checkpointEvery);
    readSchedule(root, file, c.schedule);
    const auto network = root["network"]["config_json"].value<std::string>();
    if (!network)
        throw Error("The run's settings are incomplete", file + ": network.config_json",
                    "Restore the line, or start a new run.");
    c.network = unetConfigFromJson(*network, file);
    validateTrainConfig(c);
    return c;
}

} // namespace diffuscope
