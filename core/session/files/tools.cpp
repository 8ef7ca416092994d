#include "core/session/files/tools.h"

#include "core/base/error.h"
#include "core/data/dataset.h"
#include "core/data/image_files/fitted_image.h"
#include "core/export/format.h"
#include "core/export/notes.h"
#include "core/kernels/threads.h"
#include "core/model/files/tensor_file.h"
#include "core/model/model_folder.h"
#include "core/model/unet/unet.h"
#include "core/recipe/recipe.h"
#include "core/schedule/forward.h"
#include "core/session/files/recipe_file.h"

#include <torch/types.h>

#include <algorithm>
#include <filesystem>

namespace diffuscope {
namespace {

torch::Tensor entryOf(const StateDict& tensors, const std::string& name, const std::string& file)
{
    const auto found = tensors.find(name);
    if (found == tensors.end())
        throw Error(
            "The input file lacks a tensor", file + ": " + name,
            "It takes sample [N, C, H, W], timestep [N] or scalar, and class_labels [N] for models with classes.");
    return found->second;
}

// [count]: one value for all is repeated.
torch::Tensor perPicture(torch::Tensor values, std::int64_t count, const std::string& name, const std::string& file)
{
    if (values.numel() == 1)
        return values.reshape({1}).expand({count}).contiguous();
    if (values.dim() != 1 || values.size(0) != count)
        throw Error("A tensor has the wrong shape", {"%1: %2 %3", {file, name, c10::str(values.sizes())}},
                    {"It takes one value, or one for each of the %1 pictures.", {std::to_string(count)}});
    return values;
}

DatasetOptions plainOptions(int side)
{
    DatasetOptions options;
    options.image.size = side;
    return options;
}

// The picture of a strip, noted in its recipe as the window notes one: it is inside, and where it lies is not told.
Image stripImage(const ForwardStripRequest& request, ForwardRecipe& recipe)
{
    if (!request.imageFile.starts_with("builtin:")) {
        recipe.source = ForwardRecipe::Source::Embedded;
        recipe.picture = std::filesystem::path(request.imageFile).filename().string();
        return loadFittedImage(request.imageFile, request.side, request.channels);
    }
    DatasetOptions options = plainOptions(request.side);
    options.channels = request.channels;
    const auto set = openDataset(request.imageFile, options);
    recipe.source = ForwardRecipe::Source::Dataset;
    recipe.dataset = request.imageFile;
    recipe.index = 0;
    recipe.picture = set->name + " 0";
    return set->image(0);
}

void noteSettings(ForwardRecipe& recipe, const ForwardStripRequest& request, const Image& picture)
{
    recipe.side = picture.width;
    recipe.channels = picture.channels;
    recipe.schedule = request.schedule;
    recipe.seed = request.seed;
    for (const int timestep : request.timesteps)
        recipe.steps.push_back(timestep + 1);
    recipe.step = recipe.steps.back();
    if (std::max(picture.width, picture.height) <= ForwardRecipe::kInlineSide)
        recipe.png = originalText(picture);
}

} // namespace

void predictFile(const std::string& model, const std::string& input, const std::string& output)
{
    kernels::configureThreads();
    const at::NoGradGuard noGradients;
    const StateDict tensors = readTensors(input);
    const torch::Tensor sample = entryOf(tensors, "sample", input).to(torch::kFloat);
    if (sample.dim() != 4 || sample.size(0) < 1)
        throw Error("A tensor has the wrong shape", {"%1: sample %2", {input, c10::str(sample.sizes())}},
                    "It takes [N, C, H, W].");
    const torch::Tensor timesteps = perPicture(entryOf(tensors, "timestep", input), sample.size(0), "timestep", input);
    const SnapshotPtr snapshot = openModel(model);
    torch::Tensor labels;
    if (snapshot->config.numClassEmbeds)
        labels =
            perPicture(entryOf(tensors, "class_labels", input).to(torch::kLong), sample.size(0), "class_labels", input);
    writeTensors(output, {{"output", snapshot->network->forward(sample, timesteps, labels).contiguous()}});
}

void writeForwardStrip(const ForwardStripRequest& request)
{
    if (request.timesteps.empty())
        throw Error("The strip needs at least one timestep", "", "Name some, such as 0,500,999.");
    const Schedule schedule = makeSchedule(request.schedule);
    for (const int timestep : request.timesteps)
        if (timestep < 0 || timestep >= schedule.timesteps())
            throw Error("The schedule has no such timestep", std::to_string(timestep),
                        {"Choose 0 to %1.", {std::to_string(schedule.timesteps() - 1)}});
    ForwardRecipe recipe;
    const Image data = stripImage(request, recipe);
    noteSettings(recipe, request, data);
    const Image noise = noiseImage(data.channels, data.height, data.width, request.seed);
    std::vector<Image> pictures;
    for (const int timestep : request.timesteps)
        pictures.push_back(forwardJump(data, noise, schedule, timestep));
    const ParamValues params = {{"columns", static_cast<long long>(pictures.size())}, {"scale", 1LL}};
    ExportContent strip{pictures, ""};
    if (request.metadata) {
        strip.recipe = toJson(recipe);
        strip.original = data;
    }
    exportFormat("contact_sheet").write(strip, request.target, params);
}

std::string keptOriginal(const Image& original) { return originalText(original); }

std::string recipePacket(const std::string& recipe, const std::string& original)
{
    return xmpPacket({{}, recipe, original});
}

ReadRecipe recipeIn(const std::string& file, const std::vector<std::string>& places)
{
    kernels::configureThreads();
    return recipeInFile(file, places, [](const std::string& model) { return openModel(model); });
}

} // namespace diffuscope
