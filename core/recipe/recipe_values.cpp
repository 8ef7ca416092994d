#include "core/recipe/recipe_values.h"

#include "core/base/error.h"

#include <nlohmann/json.hpp>

#include <charconv>
#include <cmath>
#include <limits>

namespace diffuscope {
using nlohmann::json;

namespace {

constexpr std::size_t kShown = 40;
constexpr double kExact = 0x1p53;

std::optional<double> exactWhole(const json& value)
{
    if (!value.is_number_float())
        return std::nullopt;
    const double number = value.get<double>();
    return std::trunc(number) == number && std::abs(number) < kExact ? std::optional(number) : std::nullopt;
}

std::optional<std::uint64_t> digitsIn(const std::string& text)
{
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    return problem == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

} // namespace

std::optional<std::int64_t> wholeIn(const json& value)
{
    constexpr auto most = std::uint64_t(std::numeric_limits<std::int64_t>::max());
    if (value.is_number_unsigned())
        return value.get<std::uint64_t>() <= most ? std::optional(value.get<std::int64_t>()) : std::nullopt;
    if (value.is_number_integer())
        return value.get<std::int64_t>();
    const auto number = exactWhole(value);
    return number ? std::optional(std::int64_t(*number)) : std::nullopt;
}

std::optional<std::uint64_t> seedIn(const json& value)
{
    if (value.is_string())
        return digitsIn(value.get_ref<const std::string&>());
    if (value.is_number_unsigned())
        return value.get<std::uint64_t>();
    const auto whole = wholeIn(value);
    return whole && *whole >= 0 ? std::optional(std::uint64_t(*whole)) : std::nullopt;
}

std::optional<ParamValue> settingIn(const json& value)
{
    if (value.is_boolean())
        return value.get<bool>();
    if (const auto whole = value.is_number() ? wholeIn(value) : std::nullopt; whole && !value.is_number_float())
        return static_cast<long long>(*whole);
    if (value.is_number())
        return value.get<double>();
    if (value.is_string())
        return value.get<std::string>();
    return std::nullopt;
}

ParamValue settingIn(const json& value, const ParamSpec& spec)
{
    const auto single = settingIn(value);
    if (!single)
        throw Error("The setting has a value it cannot take", spec.key, "It takes a single value.");
    const std::vector<ParamSpec> one{spec};
    const ParamValues values{{spec.key, *single}};
    switch (spec.kind) {
    case ParamSpec::Kind::Toggle:
        return boolParam(one, values, spec.key);
    case ParamSpec::Kind::Integer:
        return intParam(one, values, spec.key);
    case ParamSpec::Kind::Real:
        return realParam(one, values, spec.key);
    case ParamSpec::Kind::Choice:
        return choiceParam(one, values, spec.key);
    case ParamSpec::Kind::Text:
        break;
    }
    return textParam(one, values, spec.key);
}

std::string shownValue(const json& value)
{
    const std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
    std::size_t end = 0, characters = 0, cut = 0; // cut: where one less than the most end
    for (; end < text.size() && characters <= kShown; ++end)
        if ((static_cast<unsigned char>(text[end]) & 0xc0) != 0x80 && characters++ == kShown - 1)
            cut = end;
    return characters <= kShown ? text : text.substr(0, cut) + "…";
}

} // namespace diffuscope
