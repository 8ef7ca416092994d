#include "core/session/recipe_file.h"

#include "core/base/user_folders.h"
#include "core/base/worker.h"
#include "core/export/recipe_reader.h"
#include "core/model/files/model_layout.h"
#include "core/model/model_folder.h"
#include "core/model/weights_hash.h"
#include "core/recipe/recipe.h"
#include "core/run/folder/run_folder.h"
#include "core/session/catalog.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

constexpr int kFoldersAbove = 3; // a picture may lie in a run's folder "previews", or in one for exports beside it

RecipeSpecs knownSettings()
{
    RecipeSpecs specs;
    for (const auto& catalog : {samplers(), inverters()})
        for (const CatalogEntry& entry : catalog)
            specs.samplers.emplace(entry.id, entry.params);
    specs.training = trainingParams();
    return specs;
}

bool isModel(const fs::path& path) { return RunFolder::isRun(path) || looksLikeModel(path); }

// The name comes from anybody's file: it names a folder, never a way out of one.
bool isPlainName(const fs::path& name)
{
    return !name.empty() && name.filename() == name && name != "." && name != "..";
}

// Where the model may lie, the likeliest place first.
std::vector<fs::path> candidatesFor(const SamplingRecipe& recipe, const fs::path& folder,
                                    const std::vector<std::string>& places)
{
    std::vector<fs::path> found;
    const auto add = [&found](const fs::path& path) {
        if (isModel(path) && std::find(found.begin(), found.end(), path) == found.end())
            found.push_back(path);
    };
    const fs::path name = recipe.modelName;
    const auto addIn = [&](const fs::path& place) {
        if (isPlainName(name))
            add(place / name);
    };
    if (!recipe.model.empty() && recipe.model != "training")
        add(folder / recipe.model); // which is the path itself where that starts at the root
    fs::path above = folder;
    for (int k = 0; k < kFoldersAbove && above.has_relative_path(); ++k, above = above.parent_path()) {
        addIn(above);
        if (above.filename() == name)
            add(above);
    }
    for (const std::string& place : places) {
        if (fs::path(place).filename() == name)
            add(place);
        addIn(place);
    }
    (void)attempt([&] { addIn(userRunsFolder()); });
    return found;
}

std::int64_t stepOf(const fs::path& checkpoint)
{
    std::int64_t step = -1;
    const std::string name = checkpoint.filename().string();
    if (const auto digits = name.find('-'); digits != std::string::npos)
        std::from_chars(name.data() + digits + 1, name.data() + name.size(), step);
    return step;
}

// A run stands for its newest checkpoint and its averaged weights; others that the recipe means are named by their own
// folder.
fs::path meantIn(const fs::path& model, const SamplingRecipe& recipe)
{
    const auto checkpoints = RunFolder::isRun(model) ? RunFolder::checkpoints(model) : std::vector<fs::path>();
    const fs::path kind = weightsKind(recipe.model).empty() ? fs::path() : fs::path(recipe.model).filename();
    if (checkpoints.empty() || recipe.trainedSteps <= 0)
        return model;
    if (kind.empty() && stepOf(checkpoints.back()) == recipe.trainedSteps)
        return model;
    const auto meant = std::find_if(checkpoints.begin(), checkpoints.end(), [&recipe](const fs::path& checkpoint) {
        return stepOf(checkpoint) == recipe.trainedSteps;
    });
    if (meant == checkpoints.end())
        return model;
    const fs::path weights = *meant / kind;
    return kind.empty() || !looksLikeModel(weights) ? *meant : weights;
}

// Older recipes have no hash of the weights: then what tells them is how long they were trained, if that is known.
FoundModel::Weights compared(const ModelSnapshot& model, const SamplingRecipe& recipe)
{
    using Weights = FoundModel::Weights;
    if (!recipe.weightsHash.empty())
        return weightsHash(model) == recipe.weightsHash ? Weights::Same : Weights::Other;
    if (recipe.trainedSteps == 0 || model.trainedSteps == 0)
        return Weights::Unknown;
    return recipe.trainedSteps == model.trainedSteps ? Weights::Same : Weights::Other;
}

// The first that has the recipe's weights; else the first whose weights may be those, else the likeliest place.
std::optional<FoundModel> foundModel(const SamplingRecipe& recipe, const fs::path& folder,
                                     const std::vector<std::string>& places, const ModelOpener& open,
                                     const std::stop_token& stop)
{
    std::optional<FoundModel> likeliest, possible;
    for (const fs::path& candidate : candidatesFor(recipe, folder, places)) {
        if (stop.stop_requested())
            break;
        FoundModel found{meantIn(candidate, recipe).lexically_normal().string()};
        const auto unusable = attempt([&] {
            const auto model = open(found.path);
            found.weights = compared(*model, recipe);
            found.trainedSteps = model->trainedSteps;
        });
        if (unusable) // whoever opens it is told why
            found.weights = FoundModel::Weights::Other;
        if (found.weights == FoundModel::Weights::Same)
            return found;
        if (!possible && found.weights == FoundModel::Weights::Unknown)
            possible = found;
        if (!likeliest)
            likeliest = found;
    }
    return possible ? possible : likeliest;
}

void findFile(std::string& name, const fs::path& folder)
{
    std::error_code unknown;
    if (!name.empty() && fs::path(name).is_relative() && fs::is_regular_file(folder / name, unknown))
        name = (folder / name).lexically_normal().string();
}

void findParts(SamplingRecipe& recipe, const fs::path& folder, const std::vector<std::string>& places,
               const ModelOpener& open, const std::stop_token& stop)
{
    for (std::string& file : recipe.imageFiles)
        findFile(file, folder);
    findFile(recipe.noiseFile, folder);
    findFile(recipe.from.file, folder);
    findFile(recipe.mask.file, folder);
    if (recipe.between) {
        findFile(recipe.between->a.file, folder);
        findFile(recipe.between->b.file, folder);
    }
    recipe.found = foundModel(recipe, folder, places, open, stop);
}

void findParts(ForwardRecipe& recipe, const fs::path& folder, std::string original)
{
    if (!original.empty())
        recipe.png = std::move(original);
    if (recipe.source == ForwardRecipe::Source::File && recipe.path.empty() && isPlainName(recipe.picture)) {
        recipe.path = recipe.picture;
        findFile(recipe.path, folder);
        if (fs::path(recipe.path).is_relative())
            recipe.path.clear();
    }
}

} // namespace

ReadRecipe recipeInFile(const std::string& file, const std::vector<std::string>& places, const ModelOpener& open,
                        const std::stop_token& stop)
{
    KeptRecipe kept = keptIn(file);
    ReadRecipe read = readRecipe(kept.recipe, knownSettings());
    if (!read.recipe)
        return read;
    const fs::path folder = fs::absolute(file).lexically_normal().parent_path();
    if (auto* sampling = std::get_if<SamplingRecipe>(&*read.recipe))
        findParts(*sampling, folder, places, open, stop);
    if (auto* forward = std::get_if<ForwardRecipe>(&*read.recipe))
        findParts(*forward, folder, std::move(kept.original));
    return read;
}

} // namespace diffuscope
