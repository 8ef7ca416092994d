#include "core/session/verifiable.h"

#include "core/base/worker.h"
#include "core/export/notes.h"
#include "core/export/recipe_reader.h"
#include "core/export/shown_pixels.h"
#include "core/recipe/recipe.h"

namespace diffuscope {
namespace {

Message whyNot(const SamplingRecipe& recipe)
{
    if (!recipe.variations.empty() || recipe.futures)
        return "A sheet of several walks is not compared; draw it again from its recipe instead.";
    return {};
}

Message whyNot(const ForwardRecipe& recipe)
{
    if (originalOf(recipe.png).empty() || !recipe.schedule || !recipe.seed || !recipe.step)
        return "The file does not say all that made it, or not from which picture.";
    return {};
}

Message whyNot(const TrainingRecipe&)
{
    return "It shows a moment of a training, which would have to be trained again.";
}

Message missingModel(const Recipe& recipe)
{
    const auto* sampling = std::get_if<SamplingRecipe>(&recipe);
    if (!sampling || (sampling->found && sampling->found->weights != FoundModel::Weights::Other))
        return {};
    if (!sampling->found)
        return {"The model %1 was not found. Open it, or put it beside the file.",
                {sampling->modelName.empty() ? sampling->model : sampling->modelName}};
    return {"The model %1 has other weights now than those that drew the picture.", {sampling->modelName}};
}

} // namespace

Message cannotRepeat(const Recipe& recipe)
{
    return std::visit([](const auto& one) { return whyNot(one); }, recipe);
}

Message cannotVerify(const ReadRecipe& read)
{
    if (read.unreadable)
        return {"%1: %2.", {read.unreadable->happened(), read.unreadable->subject()}};
    if (read.newer)
        return {"The recipe was written by a newer version, %1, and may say what this one does not know.",
                {read.version}};
    if (!read.recipe)
        return "The file keeps no recipe.";
    if (!read.refused.empty())
        return {"The recipe's %1 = %2 is nothing that this program can do.",
                {read.refused.front().field, read.refused.front().value}};
    const Message reason = cannotRepeat(*read.recipe);
    return reason.empty() ? missingModel(*read.recipe) : reason;
}

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
        reason = "The file keeps no recipe.";
        if (!read.recipe)
            return;
        if (auto* forward = std::get_if<ForwardRecipe>(&*read.recipe); forward && !kept.original.empty())
            forward->png = kept.original;
        reason = cannotRepeat(*read.recipe);
    });
    return reason;
}

} // namespace diffuscope
