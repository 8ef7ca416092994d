#include "core/model/model_folder.h"

#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/base/text.h"
#include "core/base/worker.h"
#include "core/json/untrusted_json.h"
#include "core/model/config/model_index.h"
#include "core/model/config/tensor_shapes.h"
#include "core/model/ema.h"
#include "core/model/files/folder_checksums.h"
#include "core/model/files/tensor_file.h"
#include "core/model/files/weight_names.h"
#include "core/model/files/weights.h"
#include "core/model/starter_models.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <functional>

namespace diffuscope {
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxJson = 16u << 20;

// One pass over the bits: isfinite() of a tensor makes four of its size.
bool allFinite(const torch::Tensor& values) // float32
{
    constexpr std::uint32_t kExponent = 0x7f800000; // all ones: infinite or not a number
    const auto plain = values.contiguous();
    const float* const begin = plain.data_ptr<float>();
    return std::none_of(begin, begin + plain.numel(), [](float value) {
        return (std::bit_cast<std::uint32_t>(value) & kExponent) == kExponent;
    });
}

// What no sum of numbers survives; a trainer that went wrong leaves it, and a disk may.
void requireFinite(const std::string& name, const torch::Tensor& tensor, const fs::path& file)
{
    if (!allFinite(tensor))
        throw Error("These weights hold values that are not finite numbers", {"tensor %1 of %2", {name, file.string()}},
                    "Use an earlier checkpoint.");
}

// Checkpoints of this program know what their files should be.
void requireUndamaged(const ModelLayout& layout)
{
    std::vector<fs::path> parts{layout.network};
    if (!layout.weights.empty())
        parts.push_back(layout.weights.parent_path());
    for (const fs::path& part : parts)
        if (const std::string problem = checksumProblem(layout.root, part.lexically_relative(layout.root));
            !problem.empty())
            throw Error("This model is damaged", {"%1: %2", {layout.root.string(), problem}},
                        "Use an earlier checkpoint.");
}

Weights weightsOf(const ModelLayout& layout)
{
    return layout.weights.empty() ? findWeights(layout.network) : Weights{layout.weights, {layout.weights}, {}};
}

// File by file, so that only one exists twice.
StateDict readState(const Weights& weights, const UNetConfig& config)
{
    const TensorShapes shapes = tensorShapes(config);
    checkWeights(listWeights(weights), shapes, weights.shown.string());
    StateDict state;
    for (const fs::path& file : weights.files)
        for (const auto& [name, tensor] : readTensors(file))
            if (const auto current = currentName(name); current && shapes.count(*current) > 0) {
                const auto values = tensor.to(torch::kFloat32).reshape(shapes.at(*current));
                requireFinite(name, values, file);
                state.emplace(*current, values);
            }
    return state; // a file exchanged meanwhile lacks something: loadState says what
}

// Names are for showing: only as many as the network has classes.
void readNotes(const fs::path& root, const UNetConfig& config, ModelSnapshot& snapshot)
{
    const fs::path file = root / "diffuscope.json";
    std::error_code ignored;
    if (!fs::exists(file, ignored))
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

void readModelIndex(const fs::path& file)
{
    if (!file.empty())
        checkModelIndex(readFile(file, kMaxJson), file.string());
}

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

// A weight beyond the range of half floats would become infinite.
StateDict halved(const StateDict& state)
{
    constexpr double kLargest = 65504;
    StateDict halves;
    for (const auto& [name, tensor] : state) {
        if (tensor.numel() > 0 && (tensor.abs() > kLargest).any().item<bool>())
            throw Error("These weights do not fit into half floats", "tensor " + name + " has values beyond 65504",
                        "Write them as fp32.");
        halves.emplace(name, tensor.to(torch::kFloat16));
    }
    return halves;
}

// The folder that people know a model by: of a file with weights the one it lies in, of a run's checkpoint the run.
std::string titleOf(const fs::path& path)
{
    if (const StarterModel* const starter = starterModelOf(path))
        return starter->title;
    std::error_code unknown;
    fs::path folder = fs::absolute(path, unknown).lexically_normal(); // "." has a name, too
    const bool isFile = fs::is_regular_file(folder, unknown);
    if (isFile || !folder.has_filename())
        folder = folder.parent_path();
    if (isFile && folder.filename() == "unet")
        folder = folder.parent_path();
    if (!weightsKind(folder).empty())
        folder = folder.parent_path();
    if (lastPart(folder).starts_with("step-") && lastPart(folder.parent_path()) == "checkpoints")
        folder = folder.parent_path().parent_path();
    return lastPart(folder);
}

} // namespace

SnapshotPtr openModel(const fs::path& path)
{
    const ModelLayout layout = locateModel(path);
    readModelIndex(layout.index);
    const UNetConfig config = readConfig(layout.network / "config.json");
    requireUndamaged(layout);
    auto snapshot = std::make_shared<ModelSnapshot>();
    snapshot->scheduler = readScheduler(layout.schedulerConfig);
    readNotes(layout.root, config, *snapshot);
    snapshot->network = frozen(config, readState(weightsOf(layout), config));
    snapshot->config = config;
    snapshot->name = titleOf(path);
    return snapshot;
}

std::uint64_t weightsBytes(const fs::path& path)
{
    std::uint64_t sum = 0;
    (void)attempt([&] {
        for (const fs::path& file : weightsOf(locateModel(path)).files)
            sum += fs::file_size(file);
    });
    return sum;
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
                      const std::vector<std::string>& classNames, WeightType type)
{
    const json notes = {{"class_names", classNames}, {"trained_steps", trainedSteps}};
    saveText(folder / "unet" / "config.json", unetConfigToJson(config));
    saveText(folder / "scheduler" / "scheduler_config.json", schedulerConfigToJson(scheduler));
    // Under the plain name also when halved: from_pretrained finds it without being told of a variant.
    writeTensors(folder / "unet" / weightFileNames().front(), type == WeightType::Half ? halved(state) : state);
    saveText(folder / "diffuscope.json", notes.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
    saveText(folder / "model_index.json", modelIndexToJson());
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
    ModelLayout layout;
    if (!works([&] { layout = locateModel(path); }))
        return problems;
    UNetConfig config;
    Weights weights;
    ModelSnapshot notes;
    const bool configured = works([&] { config = readConfig(layout.network / "config.json"); });
    works([&] { readModelIndex(layout.index); });
    works([&] { readScheduler(layout.schedulerConfig); });
    works([&] { readNotes(layout.root, config, notes); });
    works([&] { requireUndamaged(layout); });
    const bool found = works([&] { weights = weightsOf(layout); });
    if (found && configured)
        works([&] { readState(weights, config); });
    else if (found)
        works([&] { listWeights(weights); });
    return problems;
}

} // namespace diffuscope
