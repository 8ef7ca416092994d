#pragma once
#include "core/session/session.h"

#include <string>

namespace diffuscope {

struct ModelSnapshot;

// JSON: everything that decides the pictures of a request, enough to make them again.
std::string recipeOf(const ModelSnapshot& model, const SampleRequest& request, int count);

} // namespace diffuscope
