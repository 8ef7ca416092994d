#include "core/session/files/recipe_file.h"

#include "core/base/user_folders.h"
#include "core/base/worker.h"
#include "core/export/recipe_reader.h"
#include "core/model/files/model_layout.h"
#include "core/model/model_folder.h"
#include "core/model/raw_weights.h"
#include "core/model/starter_models.h"
#include "core/model/weights_hash.h"
#include "core/recipe/recipe.h"
#include "core/run/folder/run_folder.h"
#include "core/run/runs.h"
#include "core/session/catalog.h"

#include <algorithm>
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
        add(starterModelOf(recipe.model)
                ? fs::path(recipe.model)
                : folder / recipe.model); // which is the path itself where that starts at the root
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

// What of a model the recipe may mean, the likeliest first. A run stands for its newest checkpoint and the averaged
// weights; others are named by their own folders, and which they were only their hash tells.
std::vector<fs::path> meantIn(const fs::path& model, const SamplingRecipe& recipe)
{
    if (!RunFolder::isRun(model) || recipe.trainedSteps <= 0)
        return {model};
    std::vector<fs::path> meant;
    const auto all = weightsOfRun(model.string());
    for (const ModelChoices::Weights& weights : all)
        if (weights.step == recipe.trainedSteps && (meant.empty() || !recipe.weightsHash.empty()))
            meant.push_back(meant.empty() && weights.step == all.front().step ? model : fs::path(weights.path));
    return meant.empty() ? std::vector<fs::path>{model} : meant;
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

// What the client knows and calls otherwise: only its weights tell that it is the one.
std::optional<FoundModel> renamedModel(const SamplingRecipe& recipe, const std::vector<std::string>& places,
                                       const ModelOpener& open, const std::stop_token& stop)
{
    for (const std::string& place : places) {
        if (stop.stop_requested() || !isModel(place) || fs::path(place).filename() == recipe.modelName)
            continue;
        for (const fs::path& meant : meantIn(place, recipe)) {
            FoundModel found{meant.lexically_normal().string()};
            (void)attempt([&] {
                const auto model = openedFor(recipe, found.path, open);
                found.weights = compared(*model, recipe);
                found.trainedSteps = model->trainedSteps;
            });
            if (found.weights == FoundModel::Weights::Same)
                return found;
        }
    }
    return std::nullopt;
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
        for (const fs::path& meant : meantIn(candidate, recipe)) {
            FoundModel found{meant.lexically_normal().string()};
            const auto unusable = attempt([&] {
                const auto model = openedFor(recipe, found.path, open);
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
    }
    if (!possible && !recipe.weightsHash.empty())
        if (auto renamed = renamedModel(recipe, places, open, stop))
            return renamed;
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

std::shared_ptr<const ModelSnapshot> openedFor(const SamplingRecipe& recipe, const std::string& path,
                                               const ModelOpener& open)
{
    return open(recipe.faults.rawWeights ? rawWeightsOf(path).string() : path);
}

ReadRecipe recipeInFile(const std::string& file, const std::vector<std::string>& places, const ModelOpener& open,
                        const std::stop_token& stop)
{
    KeptRecipe kept = keptIn(file);
    ReadRecipe read = readRecipe(kept.recipe, knownSettings());
    if (kept.unreadable)
        read.unreadable = kept.unreadable;
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
