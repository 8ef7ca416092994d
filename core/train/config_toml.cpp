#include "core/base/error.h"
#include "core/train/train_config.h"

#include <toml++/toml.h>

#include <charconv>
#include <cmath>
#include <set>
#include <sstream>

namespace diffuscope {

namespace {

constexpr std::int64_t kFormat = 4; // 1 (unmarked) had fewer settings; up to 2 every interval was "auto"
const char* const kAdvice = "Restore the line, or start a new run.";

// Settings that have a place of their own in the file.
bool isNested(const std::string& key)
{
    static const std::set<std::string> nested = {"schedule", "timesteps", "rescale_betas_zero_snr", "curve"};
    return nested.contains(key);
}

toml::table tableOf(const ParamValues& values)
{
    toml::table table;
    for (const auto& [key, value] : values)
        std::visit([&, name = key](const auto& inner) { table.insert(name, inner); }, value);
    return table;
}

ParamValue valueOf(const toml::node& node, const std::string& where)
{
    if (const auto* flag = node.as_boolean())
        return flag->get();
    if (const auto* integer = node.as_integer())
        return (long long)integer->get();
    if (const auto* real = node.as_floating_point())
        return real->get();
    if (const auto* text = node.as_string())
        return text->get();
    throw Error("A setting of the run has the wrong type", where, kAdvice);
}

template <typename T> T required(const toml::table& table, const char* key, const std::string& where)
{
    const auto found = table[key].value<T>();
    if (!found)
        throw Error(table.contains(key) ? "A setting of the run has the wrong type"
                                        : "The run's settings are incomplete",
                    where + key, kAdvice);
    return *found;
}

// Older runs made their intervals longer where they took too much time. Nobody has typed those that are the defaults of
// then, so they stay what they were.
void keepAutoIntervals(const toml::table& root, ParamValues& values)
{
    if (root["format"].value_or(std::int64_t(1)) >= 3)
        return;
    for (const auto& [key, usual] :
         {std::pair("preview_every", kAutoPreviewEvery), std::pair("validate_every", kAutoValidateEvery)})
        if (const auto found = values.find(key); found != values.end() && found->second == ParamValue((long long)usual))
            found->second = (long long)kAuto;
}

// What a file of the third format could not say: as it was then.
void addNewerSettings(const toml::table& root, ParamValues& values)
{
    if (root["format"].value_or(std::int64_t(1)) >= 4)
        return;
    static const std::set<std::string> newer = {"first_timestep", "last_timestep", "time_input"};
    for (const ParamSpec& spec : trainParams())
        if (newer.contains(spec.key))
            values[spec.key] = spec.initial;
}

// A name may stand in place of the lowest number.
ParamValue withoutName(const ParamSpec& spec, ParamValue value)
{
    const auto* text = std::get_if<std::string>(&value);
    if (spec.kind == ParamSpec::Kind::Integer && text && !spec.lowestName.empty() && *text == spec.lowestName)
        return static_cast<long long>(spec.minimum);
    return value;
}

// What the first format did not say, as it was then.
ParamValues firstFormatValues(const toml::table& root)
{
    const bool decays = root["learning_rate_decay"].value_or(false);
    ParamValues values = {{"learning_rate_schedule", std::string(decays ? "cosine" : "constant")},
                          {"validation_share", 0.0},
                          {"label_dropout", 0.0}};
    for (const ParamSpec& spec : trainParams())
        if (!values.contains(spec.key) && !root.contains(spec.key) && !isNested(spec.key))
            values[spec.key] = spec.initial;
    return values;
}

ParamValues readValues(const toml::table& root, const std::string& file)
{
    ParamValues values;
    if (!root.contains("format"))
        values = firstFormatValues(root);
    addNewerSettings(root, values);
    for (const ParamSpec& spec : trainParams()) {
        if (isNested(spec.key))
            continue;
        if (const toml::node* node = root.get(spec.key))
            values[spec.key] = withoutName(spec, valueOf(*node, file + ": " + spec.key));
        else if (!values.contains(spec.key))
            throw Error("The run's settings are incomplete", file + ": " + spec.key, kAdvice);
    }
    keepAutoIntervals(root, values);
    return values;
}

// [[changed]]: a step, and for each setting what it was and what it became.
std::vector<SettingChange> readChanges(const toml::table& root, const std::string& file)
{
    std::vector<SettingChange> changes;
    const auto* list = root["changed"].as_array();
    for (std::size_t k = 0; list && k < list->size(); ++k) {
        const std::string where = file + ": changed " + std::to_string(k + 1) + ", ";
        const auto* entry = list->get(k)->as_table();
        if (!entry)
            throw Error("A setting of the run has the wrong type", where, kAdvice);
        SettingChange change{required<std::int64_t>(*entry, "step", where), {}};
        for (const ParamSpec& spec : trainParams())
            if (const auto* both = (*entry)[spec.key].as_table()) {
                const auto value = [&](const char* which) {
                    const toml::node* node = both->get(which);
                    if (!node)
                        throw Error("The run's settings are incomplete", where + spec.key + "." + which, kAdvice);
                    return withoutName(spec, valueOf(*node, where + spec.key));
                };
                change.settings[spec.key] = {value("before"), value("after")};
            }
        const bool rising = changes.empty() || changes.back().step < change.step;
        if (change.step < 0 || !rising)
            throw Error("A setting of the run is out of range", where + "step = " + std::to_string(change.step),
                        "The steps of changes rise.");
        changes.push_back(std::move(change));
    }
    return changes;
}

void insertChanges(toml::table& root, const std::vector<SettingChange>& changes)
{
    toml::array list;
    for (const SettingChange& change : changes) {
        toml::table entry{{"step", change.step}};
        for (const auto& [key, values] : change.settings)
            entry.insert(key, tableOf({{"before", values.before}, {"after", values.after}}));
        list.push_back(std::move(entry));
    }
    if (!list.empty())
        root.insert("changed", std::move(list));
}

void readSchedule(const toml::table& root, const std::string& file, ScheduleSpec& spec)
{
    const auto* table = root["schedule"].as_table();
    if (!table)
        throw Error("The run's settings are incomplete", file + ": [schedule]",
                    "Restore the section, or start a new run.");
    const std::string where = file + ": schedule.";
    spec.id = required<std::string>(*table, "id", where);
    const std::int64_t timesteps = required<std::int64_t>(*table, "timesteps", where);
    if (timesteps < 1 || timesteps > 1'000'000)
        throw Error("A setting of the run is out of range", where + "timesteps = " + std::to_string(timesteps),
                    kAdvice);
    spec.timesteps = int(timesteps);
    if (const auto* params = (*table)["params"].as_table())
        for (const auto& [key, node] : *params)
            spec.params[std::string(key.str())] = valueOf(node, where + "params." + std::string(key.str()));
}

const toml::table& networkOf(const toml::table& root, const std::string& file)
{
    const auto* table = root["network"].as_table();
    if (!table)
        throw Error("The run's settings are incomplete", file + ": [network]",
                    "Restore the section, or start a new run.");
    return *table;
}

toml::table parsed(const std::string& text, const std::string& file)
{
    try {
        return toml::parse(text);
    } catch (const toml::parse_error& problem) {
        throw Error("The run's settings cannot be read",
                    {"%1: line %2", {file, std::to_string(problem.source().begin.line)}},
                    std::string(problem.description()) + ".");
    }
}

// As short as it says the same number: toml++ writes 0.9995 as 0.99950000000000006. "1" stays a float: "1.0".
std::string shortestFloat(double value)
{
    char text[40];
    const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::general).ptr;
    const std::string digits(text, end);
    return digits.find_first_not_of("-0123456789") == std::string::npos ? digits + ".0" : digits;
}

// Of lines "key = number" those with a float. Texts are in quotes and keep theirs.
std::string withShortFloats(const std::string& text)
{
    std::istringstream lines(text);
    std::string line, result;
    while (std::getline(lines, line)) {
        const auto equals = line.find(" = ");
        const std::string written = equals == std::string::npos ? std::string() : line.substr(equals + 3);
        double value = 0;
        const auto [end, problem] = std::from_chars(written.data(), written.data() + written.size(), value);
        const bool whole = problem == std::errc() && end == written.data() + written.size() && std::isfinite(value);
        if (whole && written.find_first_of(".eE") != std::string::npos)
            line = line.substr(0, equals + 3) + shortestFloat(value);
        result += line + "\n";
    }
    return result;
}

} // namespace

std::string trainConfigToToml(const TrainConfig& c)
{
    ParamValues values = trainValues(c);
    std::erase_if(values, [](const auto& entry) { return isNested(entry.first); });
    for (const ParamSpec& spec : trainParams())
        if (spec.lowestName == "auto" && values.at(spec.key) == ParamValue((long long)kAuto))
            values[spec.key] = spec.lowestName;
    toml::table root = tableOf(values);
    root.insert("format", kFormat);
    root.insert("source", c.source);
    root.insert("preset", c.preset);
    root.insert("channels", c.channels);
    root.insert("schedule", toml::table{{"id", c.schedule.id},
                                        {"timesteps", c.schedule.timesteps},
                                        {"params", tableOf(c.schedule.params)}});
    root.insert("network", toml::table{{"config_json", unetConfigToJson(c.network)}});
    insertChanges(root, c.changes);
    std::ostringstream text;
    text << "# Everything that decides this run. Written by Diffuscope; enough to repeat it.\n" << root << "\n";
    return withShortFloats(text.str());
}

TrainConfig trainConfigFromToml(const std::string& text, const std::string& file)
{
    const toml::table root = parsed(text, file);
    const std::string where = file + ": ";
    TrainConfig c;
    c.source = required<std::string>(root, "source", where);
    c.preset = required<std::string>(root, "preset", where);
    const std::int64_t channels = required<std::int64_t>(root, "channels", where);
    c.channels = channels == 1 || channels == 3 ? int(channels) : 0;
    const ParamValues values = readValues(root, file);
    readSchedule(root, file, c.schedule);
    c.network =
        unetConfigFromJson(required<std::string>(networkOf(root, file), "config_json", where + "network."), file);
    try {
        setTrainValues(c, values);
        c.changes = readChanges(root, file);
        validateTrainConfig(c);
        for (const SettingChange& change : c.changes) { // each of them held for a while
            requireLiveChange(change);
            validateTrainConfig(configAt(c, change.step - 1));
        }
    } catch (const Error& error) {
        throw Error(error.happenedMessage(), where + error.subject(), error.adviceMessage());
    }
    return c;
}

} // namespace diffuscope
