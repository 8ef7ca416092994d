#include "core/recipe/recipe_paths.h"

#include "core/base/text.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

std::string variable(const char* name)
{
    const char* value = std::getenv(name);
    return value ? value : "";
}

bool leadsThrough(const fs::path& path, const fs::path& folder)
{
    const auto [inFolder, inPath] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
    return inFolder == folder.end() || (inFolder->empty() && std::next(inFolder) == folder.end()); // "/home/ada/"
}

void drop(std::string& path)
{
    if (isPrivatePath(path))
        path.clear();
}

void keepName(std::string& path)
{
    if (isPrivatePath(path))
        path = lastPart(path);
}

struct Cleaner {
    void operator()(SamplingRecipe& recipe) const
    {
        drop(recipe.model);
        std::for_each(recipe.imageFiles.begin(), recipe.imageFiles.end(), keepName);
        keepName(recipe.noiseFile);
        keepName(recipe.from.file);
        keepName(recipe.mask.file);
        if (recipe.between) {
            keepName(recipe.between->a.file);
            keepName(recipe.between->b.file);
        }
    }
    void operator()(ForwardRecipe& recipe) const
    {
        drop(recipe.path);
        drop(recipe.dataset);
    }
    void operator()(TrainingRecipe& recipe) const
    {
        if (!isPrivatePath(recipe.source))
            return;
        recipe.sourceName = lastPart(recipe.source);
        recipe.source.clear();
    }
};

} // namespace

bool isPrivatePath(const std::string& path)
{
    if (path.empty() || path.front() != '/')
        return false;
    const fs::path whole = fs::path(path).lexically_normal();
    const std::string home = variable("HOME"), user = variable("USER");
    if (!home.empty() && home != "/" && leadsThrough(whole, fs::path(home).lexically_normal()))
        return true;
    return !user.empty() && std::any_of(whole.begin(), whole.end(), [&](const fs::path& part) { return part == user; });
}

Recipe withoutPrivatePaths(Recipe recipe)
{
    std::visit(Cleaner(), recipe);
    return recipe;
}

} // namespace diffuscope
