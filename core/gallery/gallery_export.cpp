#include "core/gallery/gallery_export.h"

#include "core/base/error.h"
#include "core/export/numbered_name.h"
#include "core/gallery/picture_files.h"
#include "core/recipe/recipe.h"

#include <algorithm>
#include <system_error>

namespace diffuscope {
namespace {

// Of a sheet. That of the walk, where it shows all of it in order; of other sheets there is none.
std::string commonRecipe(const std::vector<GalleryEntry>& entries, const std::vector<SamplingRecipe>& recipes)
{
    if (entries.size() == 1)
        return toJson(recipes.front());
    for (std::size_t k = 0; k < entries.size(); ++k)
        if (entries[k].walk != entries.front().walk || entries[k].picture != int(k) ||
            entries[k].count != int(entries.size()))
            return {};
    SamplingRecipe all = recipes.front();
    all.picture.reset(), all.shownClass.reset();
    all.shownClassName.clear();
    return toJson(all);
}

// Whoever chose the name was asked about that one alone.
void refuseToReplace(const std::filesystem::path& target, std::size_t pictures)
{
    std::error_code unknown;
    for (std::size_t k = 1; k < pictures; ++k)
        if (const std::filesystem::path name = numberedName(target, k); std::filesystem::exists(name, unknown))
            throw Error("There is a file of that name already", name.string(),
                        "Choose another name, or another folder.");
}

} // namespace

std::vector<std::filesystem::path> exportFrom(Gallery& gallery, const GalleryExport& request, const MarksOf& marksOf,
                                              const FramesDone& progress, const std::stop_token& stop)
{
    const std::vector<GalleryEntry> entries = gallery.entries(request.ids, false);
    if (entries.size() != request.ids.size())
        throw Error("Not all of these pictures are in the gallery any more",
                    {"%1 of %2 are missing",
                     {std::to_string(request.ids.size() - entries.size()), std::to_string(request.ids.size())}},
                    "Choose them again.");
    if (request.format == "png")
        refuseToReplace(request.target, entries.size());
    std::vector<SamplingRecipe> recipes;
    for (const GalleryEntry& entry : entries)
        recipes.push_back(gallery.recipe(entry.id));
    ExportContent content;
    content.frames = {entries.size(), [&entries](std::size_t k) { return pictureIn(entries[k].file); }};
    content.recipe = commonRecipe(entries, recipes);
    content.recipeOfFrame = [&recipes](std::size_t k) { return toJson(recipes[k]); };
    content.marksOf = marksOf;
    return exportFormat(request.format).write(content, request.target, request.params, progress, stop);
}

} // namespace diffuscope
