#include "core/messages/recipes.h"

namespace diffuscope {

std::optional<std::uint64_t> seedOfPicture(const SamplingRecipe& recipe, int picture)
{
    if (recipe.between || !recipe.seed)
        return std::nullopt;
    // One generator draws for all of them.
    return recipe.seedMode == "diffusers" ? *recipe.seed : *recipe.seed + std::uint64_t(picture);
}

} // namespace diffuscope
