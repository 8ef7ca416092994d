#pragma once
#include "core/messages/verification.h"
#include "core/session/files/recipe_file.h"

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace diffuscope {

// Draws an exported picture again from its recipe and compares the pixels: the one place that does. Models are looked
// for as recipeInFile() does. On the calling thread; cancelled, the answer says so. What stands in the way becomes a
// verdict; throws Error only where the file itself cannot be read.
PictureVerified verifyPicture(const std::string& file, const std::vector<std::string>& places, const ModelOpener& open,
                              const std::function<void(int done, int total)>& progress, const std::stop_token& stop);

} // namespace diffuscope
