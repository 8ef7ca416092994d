#include "core/session/tools.h"

#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/data/dataset.h"
#include "core/data/image_files/fitted_image.h"
#include "core/export/format.h"
#include "core/kernels/threads.h"
#include "core/model/ema.h"
#include "core/model/files/tensor_file.h"
#include "core/model/model_folder.h"
#include "core/model/unet/unet.h"
#include "core/schedule/forward.h"

#include <nlohmann/json.hpp>
#include <torch/types.h>

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

Image stripPicture(const ForwardStripRequest& request)
{
    if (!request.imageFile.starts_with("builtin:"))
        return loadFittedImage(request.imageFile, request.side, request.channels);
    DatasetOptions options = plainOptions(request.side);
    options.channels = request.channels;
    return openDataset(request.imageFile, options)->image(0);
}

std::string stripRecipe(const ForwardStripRequest& request)
{
    const nlohmann::ordered_json recipe = {{"program", "diffuscope"},
                                           {"version", DIFFUSCOPE_VERSION},
                                           {"image", request.imageFile},
                                           {"schedule", request.schedule.id},
                                           {"schedule_timesteps", request.schedule.timesteps},
                                           {"timesteps", request.timesteps},
                                           {"seed", request.seed},
                                           {"size", request.side}};
    return recipe.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace

void predictFile(const std::string& model, const std::string& input, const std::string& output)
{
    configureThreads();
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

void convertModel(const std::string& model, const std::string& target, bool halfFloats)
{
    namespace fs = std::filesystem;
    configureThreads();
    std::error_code failure;
    const bool isEmptyFolder = fs::is_directory(target, failure) && fs::is_empty(target, failure);
    if (fs::exists(fs::symlink_status(target, failure)) && !isEmptyFolder)
        throw Error("Here is something already", target, "Choose a new or an empty folder for the converted model.");
    const SnapshotPtr snapshot = openModel(model);
    SaveFolder folder(target);
    writeModelFolder(folder.temporary(), snapshot->config, stateOf(snapshot->network), snapshot->scheduler,
                     snapshot->trainedSteps, snapshot->classNames, halfFloats ? WeightType::Half : WeightType::Float);
    folder.commit();
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
    const Image data = stripPicture(request);
    const Image noise = noiseImage(data.channels, data.height, data.width, request.seed);
    std::vector<Image> pictures;
    for (const int timestep : request.timesteps)
        pictures.push_back(forwardJump(data, noise, schedule, timestep));
    const ParamValues params = {{"columns", static_cast<long long>(pictures.size())}, {"scale", 1LL}};
    exportFormat("contact_sheet").write({pictures, stripRecipe(request)}, request.target, params);
}

void writeDatasetImage(const std::string& source, int index, int side, const std::string& target)
{
    const auto set = openDataset(source, plainOptions(side));
    exportFormat("png").write({{set->image(index)}, ""}, target, {{"scale", 1LL}});
}

} // namespace diffuscope
