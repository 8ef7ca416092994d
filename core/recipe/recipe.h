#pragma once
#include "core/messages/events.h"
#include "core/messages/requests.h"

#include <string>

namespace diffuscope {

struct ModelSnapshot;

// JSON: everything that decides the pictures of a request, enough to make them again.
std::string recipeOf(const ModelSnapshot& model, const SampleRequest& request, int count);

// The recipe of a file, from whoever: checked as JSON, and whole numbers beyond 2^63 as text of digits, since many
// readers of JSON (Qt's too) round them. Empty where it is no JSON object, nested too deeply or a flood of values.
std::string checkedRecipe(const std::string& recipe);

} // namespace diffuscope
