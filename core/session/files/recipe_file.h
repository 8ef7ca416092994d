#pragma once
#include "core/messages/recipes.h"

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace diffuscope {

struct ModelSnapshot;

// Opens a model folder, a run or a checkpoint; throws Error.
using ModelOpener = std::function<std::shared_ptr<const ModelSnapshot>(const std::string& path)>;

// The weights that a recipe's walk is drawn with, of the model at `path`: the averaged ones, or those of the last
// training step where it was drawn with these. Throws Error, also where the model keeps no such.
std::shared_ptr<const ModelSnapshot> openedFor(const SamplingRecipe& recipe, const std::string& path,
                                               const ModelOpener& open);

// The recipe that an exported file keeps, with everything it needs as it lies on this machine now: files are looked for
// beside it, and the model where it was, beside the file, among `places` (models, runs and folders of them that the
// client knows) and in the user's data folder; where no model of its name has its weights, of these places one that
// has. A run is searched for the checkpoint that the recipe means. Reads files, and opens models to compare their
// weights, on the calling thread; asked to stop, it looks at no further model. Throws Error when the file cannot be
// read.
ReadRecipe recipeInFile(const std::string& file, const std::vector<std::string>& places, const ModelOpener& open,
                        const std::stop_token& stop = {});

} // namespace diffuscope
