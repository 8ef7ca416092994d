#include "core/model/model_folder.h"

#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/model/tensor_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace diffuscope {
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxJson = 16u << 20;
constexpr const char* kWeights = "diffusion_pytorch_model.safetensors";

// Where the parts of a model lie, whatever the layout.
struct Layout {
    fs::path root, network, schedulerConfig; // schedulerConfig may be empty: defaults
};

// The newest checkpoint of a run of this program, or the path itself.
fs::path checkpointOf(const fs::path& path)
{
    std::error_code ignored;
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(path / "checkpoints", ignored))
        if (entry.path().filename().string().rfind("step-", 0) == 0 && entry.path().extension().empty() &&
            fs::exists(entry.path() / "unet" / "config.json", ignored))
            found.push_back(entry.path());
    return found.empty() ? path : *std::max_element(found.begin(), found.end());
}

Layout locate(const fs::path& given)
{
    std::error_code ignored;
    if (!fs::is_directory(given, ignored))
        throw Error("Cannot open the model", given.string(), "Choose a folder that holds a diffusers model or a run.");
    Layout layout;
    layout.root = checkpointOf(given);
    for (const fs::path& folder : {layout.root / "unet_ema", layout.root / "unet", layout.root}) {
        if (fs::exists(folder / "config.json", ignored)) {
            layout.network = folder;
            break;
        }
    }
    if (layout.network.empty())
        throw Error("There is no U-Net in this folder", given.string(),
                    "Choose a folder with unet/config.json or config.json in it.");
    for (const fs::path& file : {layout.root / "scheduler" / "scheduler_config.json", layout.root / "scheduler_config.json",
                                 layout.network.parent_path() / "scheduler" / "scheduler_config.json"}) {
        if (fs::exists(file, ignored)) {
            layout.schedulerConfig = file;
            break;
        }
    }
    return layout;
}

fs::path weightsFile(const fs::path& folder)
{
    std::error_code ignored;
    for (const char* name : {kWeights, "diffusion_pytorch_model.fp16.safetensors"})
        if (fs::exists(folder / name, ignored))
            return folder / name;
    for (const char* name : {"diffusion_pytorch_model.bin", "diffusion_pytorch_model.safetensors.index.json"})
        if (fs::exists(folder / name, ignored))
            throw Error("This kind of weights file cannot be read yet", (folder / name).string(),
                        "Save the model as one safetensors file (save_pretrained with safe_serialization).");
    throw Error("There are no weights in this folder", folder.string(), std::string("It needs ") + kWeights + ".");
}

// Files from before 2023 name the attention's layers differently and store some as 1x1 convolutions.
std::string modernName(std::string name)
{
    constexpr std::array<std::pair<const char*, const char*>, 4> kRenamed = {
        {{".query.", ".to_q."}, {".key.", ".to_k."}, {".value.", ".to_v."}, {".proj_attn.", ".to_out.0."}}};
    for (const auto& [old, current] : kRenamed)
        if (const auto at = name.find(old); at != std::string::npos && name.find("attentions.") != std::string::npos)
            name.replace(at, std::string(old).size(), current);
    return name;
}

StateDict readState(const fs::path& file)
{
    StateDict state;
    for (auto& [name, tensor] : readTensors(file)) {
        // Very old files carry each down/upsampler twice.
        if (name.find(".op.") != std::string::npos || name.find("Conv2d_0") != std::string::npos)
            continue;
        auto value = tensor.to(torch::kFloat32);
        const auto current = modernName(name);
        if (current.find(".to_") != std::string::npos && value.dim() > 2)
            value = value.reshape({value.size(0), -1});
        if (!state.emplace(current, value).second)
            throw Error("The weights name a tensor twice", file.string() + ": " + current);
    }
    return state;
}

void readNotes(const fs::path& root, ModelSnapshot& snapshot)
{
    std::error_code ignored;
    const fs::path file = root / "diffuscope.json";
    if (!fs::exists(file, ignored))
        return;
    const json notes = json::parse(readFile(file, kMaxJson), nullptr, false);
    if (!notes.is_object())
        throw Error("This file is damaged", file.string(), "Delete it; the model opens without class names then.");
    if (const auto names = notes.find("class_names"); names != notes.end() && names->is_array())
        for (const auto& name : *names)
            snapshot.classNames.push_back(name.is_string() ? name.get<std::string>() : name.dump());
    if (const auto steps = notes.find("trained_steps"); steps != notes.end() && steps->is_number_integer())
        snapshot.trainedSteps = steps->get<std::int64_t>();
}

UNet frozen(const UNetConfig& config, const StateDict& state)
{
    UNet network = makeUNet(config, 0);
    loadState(network, state);
    network->eval();
    for (auto& parameter : network->parameters())
        parameter.set_requires_grad(false);
    return network;
}

std::string titleOf(const fs::path& path)
{
    auto name = path.filename().empty() ? path.parent_path().filename() : path.filename();
    return name.string();
}

} // namespace

SnapshotPtr openModel(const fs::path& path)
{
    const Layout layout = locate(path);
    const fs::path configFile = layout.network / "config.json";
    const UNetConfig config = unetConfigFromJson(readFile(configFile, kMaxJson), configFile.string());
    auto snapshot = std::make_shared<ModelSnapshot>();
    if (!layout.schedulerConfig.empty())
        snapshot->scheduler =
            schedulerConfigFromJson(readFile(layout.schedulerConfig, kMaxJson), layout.schedulerConfig.string());
    const StateDict state = readState(weightsFile(layout.network)); // sizes are checked before a network is built
    snapshot->network = frozen(config, state);
    snapshot->name = titleOf(path);
    readNotes(layout.root, *snapshot);
    return snapshot;
}

SnapshotPtr makeSnapshot(const UNetConfig& config, const StateDict& state, const SchedulerConfig& scheduler,
                         std::string name, std::int64_t trainedSteps, std::vector<std::string> classNames)
{
    auto snapshot = std::make_shared<ModelSnapshot>();
    snapshot->network = frozen(config, state);
    snapshot->scheduler = scheduler;
    snapshot->name = std::move(name);
    snapshot->trainedSteps = trainedSteps;
    snapshot->classNames = std::move(classNames);
    return snapshot;
}

void writeModelFolder(const fs::path& folder, const UNetConfig& config, const StateDict& state,
                      const SchedulerConfig& scheduler, std::int64_t trainedSteps,
                      const std::vector<std::string>& classNames)
{
    const json index = {{"_class_name", "DDPMPipeline"},
                        {"_diffusers_version", "0.27.2"},
                        {"scheduler", {"diffusers", "DDPMScheduler"}},
                        {"unet", {"diffusers", "UNet2DModel"}}};
    const json notes = {{"class_names", classNames}, {"trained_steps", trainedSteps}};
    saveText(folder / "unet" / "config.json", unetConfigToJson(config));
    saveText(folder / "scheduler" / "scheduler_config.json", schedulerConfigToJson(scheduler));
    writeTensors(folder / "unet" / kWeights, state);
    saveText(folder / "diffuscope.json", notes.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
    saveText(folder / "model_index.json", index.dump(2) + "\n");
}

std::vector<std::string> modelProblems(const fs::path& path)
{
    std::vector<std::string> problems;
    const auto attempt = [&](auto&& work) {
        try {
            work();
            return true;
        } catch (const std::exception& problem) { // a report, not a failure: collected, never swallowed
            problems.emplace_back(problem.what());
            return false;
        }
    };
    Layout layout;
    if (!attempt([&] { layout = locate(path); }))
        return problems;
    UNetConfig config;
    const fs::path file = layout.network / "config.json";
    const bool configured = attempt([&] { config = unetConfigFromJson(readFile(file, kMaxJson), file.string()); });
    if (!layout.schedulerConfig.empty())
        attempt([&] { schedulerConfigFromJson(readFile(layout.schedulerConfig, kMaxJson), layout.schedulerConfig.string()); });
    StateDict state;
    if (attempt([&] { state = readState(weightsFile(layout.network)); }) && configured)
        attempt([&] { frozen(config, state); });
    return problems;
}

bool looksLikeModel(const fs::path& path)
{
    std::error_code ignored;
    for (const char* name : {"model_index.json", "unet/config.json", "unet_ema/config.json"})
        if (fs::exists(path / name, ignored))
            return true;
    if (fs::exists(path / "config.json", ignored))
        for (const char* name : {kWeights, "diffusion_pytorch_model.fp16.safetensors", "diffusion_pytorch_model.bin"})
            if (fs::exists(path / name, ignored))
                return true;
    return checkpointOf(path) != path;
}

} // namespace diffuscope
