#include "core/session/jobs/recipe.h"

#include "core/model/model_folder.h"

#include <nlohmann/json.hpp>

namespace diffuscope {

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

} // namespace diffuscope
