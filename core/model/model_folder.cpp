#include "core/model/model_folder.h"

#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/base/worker.h"
#include "core/model/ema.h"
#include "core/model/tensor_file.h"
#include "core/model/tensor_shapes.h"
#include "core/model/untrusted_json.h"

#include <algorithm>
#include <array>
#include <functional>

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

bool isThere(const fs::path& path)
{
    std::error_code ignored;
    return fs::exists(path, ignored);
}

// The newest checkpoint of a run of this program, or the path itself. Names are step-<number>; others are temporaries.
fs::path checkpointOf(const fs::path& path)
{
    std::error_code ignored;
    fs::path newest = path;
    std::pair<std::size_t, std::string> best; // digits without leading zeros order by length, then by text
    for (const auto& entry : fs::directory_iterator(path / "checkpoints", ignored)) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with("step-") || name.size() == 5 ||
            name.find_first_not_of("0123456789", 5) != std::string::npos)
            continue;
        const std::string digits = name.substr(std::min(name.find_first_not_of('0', 5), name.size()));
        if (!isThere(entry.path() / "unet" / "config.json"))
            continue;
        if (const std::pair step(digits.size(), digits); newest == path || step > best) {
            best = step;
            newest = entry.path();
        }
    }
    return newest;
}

Layout locate(const fs::path& given)
{
    std::error_code ignored;
    if (!fs::is_directory(given, ignored))
        throw Error("Cannot open the model", given.string(), "Choose a folder that holds a diffusers model or a run.");
    const fs::path whole = fs::canonical(given, ignored); // "unet/" and "." have a parent, too
    Layout layout;
    layout.root = checkpointOf(whole.empty() ? given : whole);
    for (const fs::path& folder : {layout.root / "unet_ema", layout.root / "unet", layout.root})
        if (layout.network.empty() && isThere(folder / "config.json"))
            layout.network = folder;
    if (layout.network.empty())
        throw Error("There is no U-Net in this folder", given.string(),
                    "Choose a folder with unet/config.json or config.json in it.");
    if (layout.network == layout.root && !isThere(layout.root / "scheduler_config.json") &&
        isThere(layout.root.parent_path() / "scheduler" / "scheduler_config.json"))
        layout.root = layout.root.parent_path(); // a pipeline's unet folder was chosen
    for (const char* file : {"scheduler/scheduler_config.json", "scheduler_config.json"})
        if (layout.schedulerConfig.empty() && isThere(layout.root / file))
            layout.schedulerConfig = layout.root / file;
    return layout;
}

fs::path weightsFile(const fs::path& folder)
{
    for (const char* name : {kWeights, "diffusion_pytorch_model.fp16.safetensors"})
        if (isThere(folder / name))
            return folder / name;
    for (const char* name : {"diffusion_pytorch_model.bin", "diffusion_pytorch_model.safetensors.index.json"})
        if (isThere(folder / name))
            throw Error("This kind of weights file cannot be read yet", (folder / name).string(),
                        "Save the model as one safetensors file (save_pretrained with safe_serialization).");
    throw Error("There are no weights in this folder", folder.string(), std::string("It needs ") + kWeights + ".");
}

// Files from before 2023 name the attention's layers differently.
std::string modernName(std::string name)
{
    constexpr std::array<std::pair<const char*, const char*>, 4> kRenamed = {
        {{".query.", ".to_q."}, {".key.", ".to_k."}, {".value.", ".to_v."}, {".proj_attn.", ".to_out.0."}}};
    for (const auto& [old, current] : kRenamed)
        if (const auto at = name.find(old); at != std::string::npos && name.find("attentions.") != std::string::npos)
            name.replace(at, std::string(old).size(), current);
    return name;
}

// Very old files carry each down- and upsampler twice: the name of the tensor that this one repeats, or nothing.
std::string repeatedBy(std::string name)
{
    for (const std::string old : {".op.", ".Conv2d_0."})
        if (const auto at = name.find(old); at != std::string::npos)
            return name.replace(at, old.size(), ".conv.");
    return {};
}

// ... and store an attention's projections as convolutions of size 1.
bool isProjection(const std::string& name) { return name.find(".to_") != std::string::npos; }

bool sameShape(const std::string& name, std::vector<std::int64_t> shape, const std::vector<std::int64_t>& expected)
{
    while (isProjection(name) && shape.size() > expected.size() && shape.back() == 1)
        shape.pop_back();
    return shape == expected;
}

bool isFloatType(const std::string& dtype)
{
    return dtype == "F32" || dtype == "F16" || dtype == "BF16" || dtype == "F64";
}

// Compares what the file holds with what the configuration describes, before any weight is read.
void checkWeights(const fs::path& file, const UNetConfig& config)
{
    const auto fail = [&](const std::string& what) {
        throw Error("The weights do not fit their configuration", file.string() + ": " + what,
                    "The file is incomplete, or config.json belongs to another model.");
    };
    const TensorShapes shapes = tensorShapes(config);
    TensorShapes missing = shapes;
    for (const auto& [name, info] : listSafetensors(file)) {
        if (const auto twin = shapes.find(repeatedBy(name)); twin != shapes.end() && twin->second == info.shape)
            continue;
        const auto expected = missing.find(modernName(name));
        if (expected == missing.end())
            fail("unexpected tensor " + shortened(name));
        if (!sameShape(expected->first, info.shape, expected->second))
            fail("tensor " + name + " has another shape");
        if (!isFloatType(info.dtype))
            fail("tensor " + name + " is of type " + info.dtype);
        missing.erase(expected);
    }
    if (!missing.empty())
        fail("missing tensor " + missing.begin()->first);
}

StateDict readState(const fs::path& file, const UNetConfig& config)
{
    checkWeights(file, config);
    const TensorShapes shapes = tensorShapes(config);
    StateDict state;
    for (const auto& [name, tensor] : readTensors(file)) {
        if (!repeatedBy(name).empty())
            continue;
        const std::string current = modernName(name);
        state.emplace(current, tensor.to(torch::kFloat32).reshape(shapes.at(current)));
    }
    return state;
}

// Names are for showing: only as many as the network has classes.
void readNotes(const fs::path& root, const UNetConfig& config, ModelSnapshot& snapshot)
{
    const fs::path file = root / "diffuscope.json";
    if (!isThere(file))
        return;
    const json notes = parseUntrusted(readFile(file, kMaxJson), file.string(), "The model's notes cannot be read");
    if (const auto names = notes.find("class_names"); names != notes.end() && names->is_array())
        for (const auto& name : *names)
            if (int(snapshot.classNames.size()) < config.numClassEmbeds.value_or(0))
                snapshot.classNames.push_back(name.is_string() ? name.get<std::string>() : name.dump());
    if (const auto steps = notes.find("trained_steps"); steps != notes.end() && steps->is_number_unsigned())
        snapshot.trainedSteps = std::int64_t(std::min<std::uint64_t>(steps->get<std::uint64_t>(), 1ull << 62));
}

UNetConfig readConfig(const fs::path& file) { return unetConfigFromJson(readFile(file, kMaxJson), file.string()); }

SchedulerConfig readScheduler(const fs::path& file)
{
    return file.empty() ? SchedulerConfig{} : schedulerConfigFromJson(readFile(file, kMaxJson), file.string());
}

std::shared_ptr<UNetImpl> frozen(const UNetConfig& config, const StateDict& state)
{
    UNet network = makeUNet(config, 0);
    loadState(network, state);
    network->eval();
    for (auto& parameter : network->parameters())
        parameter.set_requires_grad(false);
    return network.ptr();
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
    const UNetConfig config = readConfig(layout.network / "config.json");
    auto snapshot = std::make_shared<ModelSnapshot>();
    snapshot->scheduler = readScheduler(layout.schedulerConfig);
    readNotes(layout.root, config, *snapshot);
    snapshot->network = frozen(config, readState(weightsFile(layout.network), config));
    snapshot->config = config;
    snapshot->name = titleOf(path);
    return snapshot;
}

SnapshotPtr makeSnapshot(const UNetConfig& config, const StateDict& state, const SchedulerConfig& scheduler,
                         std::string name, std::int64_t trainedSteps, std::vector<std::string> classNames)
{
    auto snapshot = std::make_shared<ModelSnapshot>();
    snapshot->network = frozen(config, state);
    snapshot->config = config;
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
    const auto works = [&](const std::function<void()>& work) {
        if (const auto error = attempt(work))
            problems.emplace_back(error->what());
        else
            return true;
        return false;
    };
    Layout layout;
    if (!works([&] { layout = locate(path); }))
        return problems;
    UNetConfig config;
    fs::path weights;
    ModelSnapshot notes;
    const bool configured = works([&] { config = readConfig(layout.network / "config.json"); });
    works([&] { readScheduler(layout.schedulerConfig); });
    works([&] { readNotes(layout.root, config, notes); });
    const bool found = works([&] { weights = weightsFile(layout.network); });
    if (found && configured)
        works([&] { checkWeights(weights, config); });
    else if (found)
        works([&] { listSafetensors(weights); });
    return problems;
}

bool looksLikeModel(const fs::path& path)
{
    for (const char* name : {"model_index.json", "unet/config.json", "unet_ema/config.json"})
        if (isThere(path / name))
            return true;
    if (isThere(path / "config.json"))
        for (const char* name : {kWeights, "diffusion_pytorch_model.fp16.safetensors", "diffusion_pytorch_model.bin"})
            if (isThere(path / name))
                return true;
    return checkpointOf(path) != path;
}

} // namespace diffuscope
