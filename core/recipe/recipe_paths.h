#pragma once
#include "core/messages/recipes.h"

#include <string>

namespace diffuscope {

// Whether a path tells who works here: it leads through the user's home folder, or has the user's name in it.
bool isPrivatePath(const std::string& path);

// The same recipe without such paths. Models, pictures and datasets keep their names; files that are needed beside the
// recipe keep the last part of their path.
Recipe withoutPrivatePaths(Recipe recipe);

} // namespace diffuscope
