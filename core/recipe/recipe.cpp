#include "core/recipe/recipe.h"

#include "core/base/worker.h"
#include "core/json/untrusted_json.h"
#include "core/model/model_folder.h"

#include <cstdint>
#include <limits>

namespace diffuscope {
namespace {

// Not deep: parseUntrusted() has seen to that.
void wholeNumbersAsText(nlohmann::json& value)
{
    if (value.is_structured())
        for (nlohmann::json& part : value)
            wholeNumbersAsText(part);
    else if (value.is_number_unsigned() &&
             value.get<std::uint64_t>() > std::uint64_t(std::numeric_limits<std::int64_t>::max()))
        value = std::to_string(value.get<std::uint64_t>());
}

} // namespace

std::string recipeOf(const ModelSnapshot& model, const SampleRequest& request, int count)
{
    nlohmann::ordered_json params = nlohmann::ordered_json::object();
    for (const auto& [key, value] : request.params)
        std::visit([&params, &key = key](const auto& held) { params[key] = held; }, value);
    nlohmann::ordered_json recipe = {
        {"program", "diffuscope"},   {"version", DIFFUSCOPE_VERSION},       {"model", request.model},
        {"model_name", model.name},  {"trained_steps", model.trainedSteps}, {"sampler", request.sampler},
        {"steps", request.steps},    {"spacing", request.spacing},          {"params", params},
        {"seed", request.seed},      {"seed_mode", request.seedMode},       {"count", count},
        {"classes", request.classes}};
    if (request.guidanceScale != 1 || request.guidanceRescale != 0) {
        recipe["guidance_scale"] = request.guidanceScale;
        recipe["guidance_rescale"] = request.guidanceRescale;
    }
    if (!request.imageFiles.empty())
        recipe["image_files"] = request.imageFiles;
    if (!request.noiseFile.empty())
        recipe["noise_file"] = request.noiseFile;
    return recipe.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string checkedRecipe(const std::string& recipe)
{
    std::string checked;
    if (!recipe.empty())
        attempt([&] {
            auto json = parseUntrusted(recipe, "recipe", "Cannot read the recipe");
            wholeNumbersAsText(json);
            checked = json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        });
    return checked;
}

} // namespace diffuscope
