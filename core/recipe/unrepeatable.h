#pragma once
#include "core/messages/recipes.h"
#include "core/messages/verification.h"

#include <optional>

namespace diffuscope {

// Why what a recipe made cannot be drawn again and compared, as far as that is known before anything is drawn.
struct Unrepeatable {
    PictureVerified::Verdict verdict = PictureVerified::Verdict::CannotRepeat;
    Message reason; // a whole sentence
};

// Of a file's recipe, whose model has been looked for. Empty: it can be tried. Asks the disk whether the files are
// there that the recipe starts from: on a worker.
std::optional<Unrepeatable> unrepeatable(const ReadRecipe& read);

// The same whatever has become of its model.
std::optional<Unrepeatable> unrepeatable(const SamplingRecipe& recipe);

} // namespace diffuscope
