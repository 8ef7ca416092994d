#include "core/recipe/unrepeatable.h"

#include <filesystem>
#include <string>
#include <system_error>

namespace diffuscope {
namespace {

using Verdict = PictureVerified::Verdict;

bool isGone(const std::string& file)
{
    std::error_code unknown;
    return !file.empty() && !std::filesystem::exists(file, unknown);
}

// The first one that is; empty: all are there.
std::string goneFile(const SamplingRecipe& recipe)
{
    if (isGone(recipe.noiseFile))
        return recipe.noiseFile;
    for (const std::string& file : recipe.imageFiles)
        if (isGone(file))
            return file;
    const auto gone = [](const KeptPicture& picture) { return picture.png.empty() && isGone(picture.file); };
    for (const KeptPicture* picture : {&recipe.from, &recipe.mask})
        if (gone(*picture))
            return picture->file;
    if (recipe.between)
        for (const KeptPicture* picture : {&recipe.between->a, &recipe.between->b})
            if (gone(*picture))
                return picture->file;
    return {};
}

std::optional<Unrepeatable> withoutModel(const SamplingRecipe& recipe)
{
    if (!recipe.found)
        return Unrepeatable{Verdict::ModelMissing,
                            {"The model %1 was not found. Open it, or put it beside the file.",
                             {recipe.modelName.empty() ? recipe.model : recipe.modelName}}};
    if (recipe.found->weights == FoundModel::Weights::Other)
        return Unrepeatable{
            Verdict::OtherWeights,
            {"The model %1 has other weights now than those that drew the picture.", {recipe.modelName}}};
    return std::nullopt;
}

std::optional<Unrepeatable> inItself(const SamplingRecipe& recipe)
{
    if (!recipe.variations.empty() || recipe.futures)
        return Unrepeatable{Verdict::CannotRepeat, "A sheet of several walks is not compared; draw it again from its "
                                                   "recipe instead."};
    if (const std::string gone = goneFile(recipe); !gone.empty())
        return Unrepeatable{Verdict::CannotRepeat, {"It was drawn from %1, which is no longer there.", {gone}}};
    return std::nullopt;
}

} // namespace

std::optional<Unrepeatable> unrepeatable(const SamplingRecipe& recipe)
{
    if (recipe.sampler.empty())
        return Unrepeatable{Verdict::NoRecipe, "Its recipe cannot be read."};
    return inItself(recipe);
}

std::optional<Unrepeatable> unrepeatable(const ReadRecipe& read)
{
    if (read.unreadable)
        return Unrepeatable{Verdict::NoRecipe, {"%1: %2.", {read.unreadable->happened(), read.unreadable->subject()}}};
    if (read.newer)
        return Unrepeatable{Verdict::NewerRecipe,
                            {"The recipe was written by a newer version, %1, and may say what this one does not know.",
                             {read.version}}};
    if (!read.recipe)
        return Unrepeatable{Verdict::NoRecipe, "The file keeps no recipe."};
    if (!read.refused.empty())
        return Unrepeatable{Verdict::CannotRepeat,
                            {"The recipe's %1 = %2 is nothing that this program can do.",
                             {read.refused.front().field, read.refused.front().value}}};
    if (const auto* sampling = std::get_if<SamplingRecipe>(&*read.recipe)) {
        const auto why = inItself(*sampling);
        return why ? why : withoutModel(*sampling);
    }
    if (const auto* forward = std::get_if<ForwardRecipe>(&*read.recipe)) {
        if (forward->png.empty() || !forward->schedule || !forward->seed || !forward->step)
            return Unrepeatable{Verdict::CannotRepeat,
                                "The file does not say all that made it, or not from which picture."};
        return std::nullopt;
    }
    return Unrepeatable{Verdict::CannotRepeat,
                        "It shows a moment of a training, which would have to be trained again."};
}

} // namespace diffuscope
