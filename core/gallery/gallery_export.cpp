#include "core/gallery/gallery_export.h"

#include "core/base/error.h"
#include "core/export/numbered_name.h"
#include "core/gallery/gallery_impl.h"
#include "core/gallery/picture_files.h"
#include "core/recipe/recipe.h"

#include <map>
#include <system_error>

namespace diffuscope {
namespace {

std::string recipeOf(const GalleryPlan& plan, std::size_t k)
{
    const GalleryEntry& entry = plan.entries[k];
    return toJson(recipeOfPicture(plan.walks[plan.walkOf[k]], entry.picture, entry.shownClass, entry.className));
}

// Of a sheet. That of the walk, where it shows all of it in order; of other sheets there is none.
std::string commonRecipe(const GalleryPlan& plan)
{
    const std::vector<GalleryEntry>& entries = plan.entries;
    if (entries.size() == 1)
        return recipeOf(plan, 0);
    for (std::size_t k = 0; k < entries.size(); ++k)
        if (entries[k].walk != entries.front().walk || entries[k].picture != int(k) ||
            entries[k].count != int(entries.size()))
            return {};
    SamplingRecipe all = plan.walks.front();
    all.step = 0;
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

GalleryPlan planExport(Gallery& gallery, const GalleryExport& request)
{
    GalleryPlan plan{request, gallery.entries(request.ids, false), {}, {}};
    if (plan.entries.size() != request.ids.size())
        throw Error("Not all of these pictures are in the gallery any more",
                    {"%1 of %2 are missing",
                     {std::to_string(request.ids.size() - plan.entries.size()), std::to_string(request.ids.size())}},
                    "Choose them again.");
    std::map<GalleryId, std::size_t> places;
    for (const GalleryEntry& entry : plan.entries) {
        const auto [place, isNew] = places.try_emplace(entry.walk, plan.walks.size());
        if (isNew)
            plan.walks.push_back(gallery.walkRecipe(entry.walk));
        plan.walkOf.push_back(place->second);
    }
    return plan;
}

std::vector<std::filesystem::path> exportFrom(const GalleryPlan& plan, const MarksOf& marksOf,
                                              const FramesDone& progress, const std::stop_token& stop)
{
    if (plan.request.format == "png")
        refuseToReplace(plan.request.target, plan.entries.size());
    ExportContent content;
    content.frames = {plan.entries.size(), [&plan](std::size_t k) { return pictureIn(plan.entries[k].file); }};
    content.recipe = commonRecipe(plan);
    content.recipeOfFrame = [&plan](std::size_t k) { return recipeOf(plan, k); };
    content.marksOf = marksOf;
    return exportFormat(plan.request.format).write(content, plan.request.target, plan.request.params, progress, stop);
}

} // namespace diffuscope
