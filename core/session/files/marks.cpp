#include "core/session/files/marks.h"

#include "core/export/format.h"
#include "core/recipe/recipe.h"
#include "core/session/catalog.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <utility>
#include <vector>

namespace diffuscope {
namespace {

using Settings = std::vector<std::pair<std::string, std::string>>;

std::string numberText(double number)
{
    char text[40];
    std::snprintf(text, sizeof text, "%.6g", number);
    return text;
}

// Whoever reads the line splits it at commas and colons.
std::string quoted(const std::string& text)
{
    return text.find_first_of(",:\n\"") == std::string::npos ? text : nlohmann::json(text).dump();
}

// As the catalog calls it.
std::string nameOfSampler(const std::string& id)
{
    const auto all = samplers();
    const auto found = std::find_if(all.begin(), all.end(), [&id](const auto& entry) { return entry.id == id; });
    return found == all.end() ? id : found->name;
}

Settings settingsOf(const SamplingRecipe& recipe, const ReadRecipe& read, const Image& picture)
{
    Settings settings = {{"Steps", std::to_string(recipe.steps)}, {"Sampler", nameOfSampler(recipe.sampler)}};
    if (!recipe.classes.empty() || recipe.shownClass)
        settings.emplace_back("CFG scale", numberText(recipe.guidanceScale));
    if (const auto seed = seedOfPicture(recipe, recipe.picture.value_or(0)))
        settings.emplace_back("Seed", std::to_string(*seed));
    if (recipe.picture || recipe.count == 1) // else what is shown is a sheet
        settings.emplace_back("Size", std::to_string(picture.width) + "x" + std::to_string(picture.height));
    if (!recipe.weightsHash.empty())
        settings.emplace_back("Model hash", recipe.weightsHash);
    if (!recipe.modelName.empty())
        settings.emplace_back("Model", recipe.modelName);
    if (recipe.strength < 1)
        settings.emplace_back("Denoising strength", numberText(recipe.strength));
    settings.emplace_back("Version", "Diffuscope " + read.version);
    return settings;
}

// The first line is what was asked for: here a class.
std::string parametersOf(const SamplingRecipe& recipe, const ReadRecipe& read, const Image& picture)
{
    std::string text = recipe.shownClassName;
    if (text.empty() && recipe.shownClass)
        text = "class " + std::to_string(*recipe.shownClass);
    if (!text.empty())
        text += '\n';
    const char* between = "";
    for (const auto& [name, value] : settingsOf(recipe, read, picture)) {
        text += between + name + ": " + quoted(value);
        between = ", ";
    }
    return text;
}

bool isInverter(const std::string& id)
{
    const auto all = inverters();
    return std::any_of(all.begin(), all.end(), [&id](const auto& entry) { return entry.id == id; });
}

} // namespace

Marks marksOf(const std::string& recipe, const Image& picture)
{
    const ReadRecipe read = readRecipe(recipe);
    if (!read.recipe)
        return {};
    if (std::holds_alternative<TrainingRecipe>(*read.recipe))
        return {{}, "trainedAlgorithmicMedia"};
    const auto* sampling = std::get_if<SamplingRecipe>(&*read.recipe);
    if (!sampling || isInverter(sampling->sampler)) // an inverter draws nothing: it looks for a picture's noise
        return {};
    const bool partly = sampling->mask != KeptPicture(); // the rest is of the picture it started from
    return {parametersOf(*sampling, read, picture),
            partly ? "compositeWithTrainedAlgorithmicMedia" : "trainedAlgorithmicMedia"};
}

} // namespace diffuscope
