#pragma once
#include "core/base/params.h"

#include <QJsonObject>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <vector>

namespace diffuscope::ui {

// Values that stand in a recipe, for Workspace::restore(). Anybody may have written it: what does not fit is never
// rounded or cut but left out, and `refused` says which field it was, what it holds and what it takes. What is not
// there is no reason to complain.

// "seed": a whole number from 0 to 2^64 - 1, as a number or as text of digits (numbers beyond 2^63 come as text, see
// RecipeRead).
std::optional<std::uint64_t> seedOf(const QJsonObject& recipe, QStringList& refused);

// Those of `specs` that `values` has, each of its own type and within its range; whole numbers are exact.
ParamValues settingsOf(const QJsonObject& values, const std::vector<ParamSpec>& specs, QStringList& refused);

} // namespace diffuscope::ui
