#include "core/session/files/verifiable.h"

#include "core/base/worker.h"
#include "core/export/notes.h"
#include "core/export/recipe_reader.h"
#include "core/export/shown_pixels.h"
#include "core/recipe/recipe.h"
#include "core/recipe/unrepeatable.h"

namespace diffuscope {

Message cannotVerify(const std::string& file)
{
    Message reason = "The file cannot be read.";
    (void)attempt([&] {
        if (shownKind(file) == ShownKind::Unknown) {
            reason = "A drawing has no pixels to compare.";
            return;
        }
        const KeptRecipe kept = keptIn(file);
        ReadRecipe read = readRecipe(kept.recipe);
        if (read.recipe)
            if (auto* forward = std::get_if<ForwardRecipe>(&*read.recipe); forward && !kept.original.empty())
                forward->png = kept.original;
        const auto* sampling = read.recipe ? std::get_if<SamplingRecipe>(&*read.recipe) : nullptr;
        const auto known = sampling ? unrepeatable(*sampling) : unrepeatable(read);
        reason = known ? known->reason : Message();
    });
    return reason;
}

} // namespace diffuscope
