#pragma once
#include "core/base/params.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>

// Single values of a recipe, exact or not at all. Internal to core/recipe.
namespace diffuscope {

// Whole and exact: a number within 64 bits; one with a point or an exponent only below 2^53, where none is rounded.
std::optional<std::int64_t> wholeIn(const nlohmann::json& value);

// 0 .. 2^64 - 1, as a number or as text of digits.
std::optional<std::uint64_t> seedIn(const nlohmann::json& value);

// As the setting holds it. Throws Error for what it cannot take.
ParamValue settingIn(const nlohmann::json& value, const ParamSpec& spec);

// By what JSON says of its type; nothing for what is no single value.
std::optional<ParamValue> settingIn(const nlohmann::json& value);

// For a message: as it was written, at most 40 characters.
std::string shownValue(const nlohmann::json& value);

} // namespace diffuscope
