// Settings that change while a run trains, and as they were at a step.
#include "core/base/error.h"
#include "core/train/train_config.h"

#include <algorithm>
#include <iterator>

namespace diffuscope {
namespace {

void requireLive(const ParamValues& values)
{
    const auto& live = liveParams();
    std::string list;
    for (const std::string& key : live)
        list += (list.empty() ? "" : ", ") + key;
    for (const auto& [key, value] : values)
        if (std::find(live.begin(), live.end(), key) == live.end())
            throw Error("This setting cannot change while a run trains", key, {"These can: %1.", {list}});
}

// With or without the class "none" it is another network.
void requireSameNone(double before, double after)
{
    if ((before > 0) != (after > 0))
        throw Error("This setting cannot change when a run goes on", "label_dropout",
                    before > 0 ? "Keep it above 0, or start a new run."
                               : "The run was started without it: start a new one.");
}

void forgetLater(std::vector<SettingChange>& changes, std::int64_t step, const std::string& key)
{
    for (SettingChange& change : changes)
        if (change.step > step)
            change.settings.erase(key);
    std::erase_if(changes, [](const SettingChange& change) { return change.settings.empty(); });
}

// The one of that step, made where there is none.
SettingChange& changeAt(std::vector<SettingChange>& changes, std::int64_t step)
{
    auto place = std::find_if(changes.begin(), changes.end(), [&](const auto& change) { return change.step >= step; });
    if (place == changes.end() || place->step != step)
        place = changes.insert(place, {step, {}});
    return *place;
}

} // namespace

void requireLiveChange(const SettingChange& change)
{
    ParamValues values;
    for (const auto& [key, both] : change.settings)
        values[key] = both.after;
    requireLive(values);
}

const std::vector<std::string>& liveParams()
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
                                                  "preview_every",
                                                  "validate_every",
                                                  "checkpoint_every",
                                                  "checkpoint_seconds"};
    return keys;
}

TrainConfig configAt(const TrainConfig& config, std::int64_t step)
{
    TrainConfig then = config;
    for (auto change = config.changes.rbegin(); change != config.changes.rend() && change->step > step; ++change) {
        ParamValues before;
        for (const auto& [key, values] : change->settings)
            before[key] = values.before;
        setTrainValues(then, before);
    }
    return then;
}

void changeSettings(TrainConfig& config, std::int64_t step, const ParamValues& values)
{
    requireLive(values);
    TrainConfig changed = config;
    const ParamValues now = trainValues(configAt(config, step));
    setTrainValues(changed, values);
    requireSameNone(std::get<double>(now.at("label_dropout")), changed.labelDropout);
    validateTrainConfig(changed);
    const ParamValues wanted = trainValues(changed); // typed as the settings are
    for (const auto& entry : values) {
        const std::string& key = entry.first;
        forgetLater(changed.changes, step, key);
        auto& settings = changeAt(changed.changes, step).settings;
        const auto known = settings.find(key);
        const ParamValue before = known == settings.end() ? now.at(key) : known->second.before;
        if (before == wanted.at(key))
            settings.erase(key);
        else
            settings[key] = {before, wanted.at(key)};
        std::erase_if(changed.changes, [](const SettingChange& change) { return change.settings.empty(); });
    }
    config = std::move(changed);
}

} // namespace diffuscope
