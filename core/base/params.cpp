#include "core/base/params.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <utility>

namespace diffuscope {
namespace {

constexpr std::size_t kLongestText = 4096;

std::string textOf(const ParamValue& value)
{
    std::ostringstream text;
    text.precision(17);
    std::visit([&text](const auto& held) { text << std::boolalpha << held; }, value);
    return text.str().substr(0, 80);
}

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text;
}

std::string shortText(double value)
{
    std::ostringstream text;
    text << value;
    return text.str();
}

[[noreturn]] void refuse(const ParamSpec& spec, const ParamValue& value)
{
    Message advice = acceptedValues(spec);
    advice.pattern = "It takes " + advice.pattern + ".";
    throw Error("The setting has a value it cannot take", {"%1 = %2", {spec.key, textOf(value)}}, std::move(advice));
}

bool within(const ParamSpec& spec, double value) { return value >= spec.minimum && value <= spec.maximum; }

double asReal(const ParamSpec& spec, const ParamValue& value)
{
    const auto* whole = std::get_if<long long>(&value);
    const auto* real = std::get_if<double>(&value);
    const double number = whole ? double(*whole) : real ? *real : std::nan("");
    if (!within(spec, number))
        refuse(spec, value); // false for NaN as well
    return number;
}

long long asInteger(const ParamSpec& spec, const ParamValue& value)
{
    const auto* whole = std::get_if<long long>(&value);
    const auto* real = std::get_if<double>(&value);
    const bool integral = whole || (real && std::trunc(*real) == *real && std::abs(*real) < 0x1p53);
    const long long number = whole ? *whole : integral ? static_cast<long long>(*real) : 0;
    if (!integral || !within(spec, double(number)))
        refuse(spec, value);
    return number;
}

bool asToggle(const ParamSpec& spec, const ParamValue& value)
{
    const bool* held = std::get_if<bool>(&value);
    if (!held)
        refuse(spec, value);
    return *held;
}

// A switch that has become a choice of on and off takes what was written for the switch, too.
std::string asChoice(const ParamSpec& spec, const ParamValue& value)
{
    const std::string* held = std::get_if<std::string>(&value);
    const bool* switched = std::get_if<bool>(&value);
    const std::string wanted = held ? *held : !switched ? "" : *switched ? "on" : "off";
    if (std::find(spec.choices.begin(), spec.choices.end(), wanted) == spec.choices.end())
        refuse(spec, value);
    return wanted;
}

std::string asText(const ParamSpec& spec, const ParamValue& value)
{
    const std::string* held = std::get_if<std::string>(&value);
    if (!held || held->size() > kLongestText)
        refuse(spec, value);
    return *held;
}

const ParamSpec& specOf(const std::vector<ParamSpec>& specs, const std::string& key)
{
    const auto found = std::find_if(specs.begin(), specs.end(), [&](const ParamSpec& spec) { return spec.key == key; });
    if (found != specs.end())
        return *found;
    std::vector<std::string> known;
    for (const ParamSpec& spec : specs)
        known.push_back(spec.key);
    throw Error("There is no such setting", key,
                known.empty() ? Message("There are no settings here.")
                              : Message("Known settings: %1.", {joined(known)}));
}

const ParamValue& valueOf(const ParamSpec& spec, const ParamValues& values)
{
    const auto found = values.find(spec.key);
    return found == values.end() ? spec.initial : found->second;
}

void validate(const ParamSpec& spec, const ParamValue& value)
{
    switch (spec.kind) {
    case ParamSpec::Kind::Toggle:
        asToggle(spec, value);
        return;
    case ParamSpec::Kind::Integer:
        asInteger(spec, value);
        return;
    case ParamSpec::Kind::Real:
        asReal(spec, value);
        return;
    case ParamSpec::Kind::Choice:
        asChoice(spec, value);
        return;
    case ParamSpec::Kind::Text:
        asText(spec, value);
        return;
    }
}

} // namespace

Message acceptedValues(const ParamSpec& spec)
{
    switch (spec.kind) {
    case ParamSpec::Kind::Toggle:
        return "true or false";
    case ParamSpec::Kind::Integer:
        return {"a whole number from %1 to %2", {shortText(spec.minimum), shortText(spec.maximum)}};
    case ParamSpec::Kind::Real:
        return {"a number from %1 to %2", {shortText(spec.minimum), shortText(spec.maximum)}};
    case ParamSpec::Kind::Choice:
        return {"one of %1", {joined(spec.choices)}};
    case ParamSpec::Kind::Text:
        break;
    }
    return {"a text of at most %1 characters", {std::to_string(kLongestText)}};
}

bool boolParam(const std::vector<ParamSpec>& specs, const ParamValues& values, const std::string& key)
{
    const ParamSpec& spec = specOf(specs, key);
    return asToggle(spec, valueOf(spec, values));
}

long long intParam(const std::vector<ParamSpec>& specs, const ParamValues& values, const std::string& key)
{
    const ParamSpec& spec = specOf(specs, key);
    return asInteger(spec, valueOf(spec, values));
}

double realParam(const std::vector<ParamSpec>& specs, const ParamValues& values, const std::string& key)
{
    const ParamSpec& spec = specOf(specs, key);
    return asReal(spec, valueOf(spec, values));
}

std::string choiceParam(const std::vector<ParamSpec>& specs, const ParamValues& values, const std::string& key)
{
    const ParamSpec& spec = specOf(specs, key);
    return asChoice(spec, valueOf(spec, values));
}

std::string textParam(const std::vector<ParamSpec>& specs, const ParamValues& values, const std::string& key)
{
    const ParamSpec& spec = specOf(specs, key);
    return asText(spec, valueOf(spec, values));
}

void validateParams(const std::vector<ParamSpec>& specs, const ParamValues& values)
{
    for (const auto& [key, value] : values)
        validate(specOf(specs, key), value);
}

} // namespace diffuscope
