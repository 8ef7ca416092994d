#include "core/model/files/model_layout.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/model/files/weights.h"
#include "core/model/starter_models.h"

#include <algorithm>
#include <string>
#include <utility>

namespace diffuscope {
namespace fs = std::filesystem;

namespace {

bool present(const fs::path& path)
{
    std::error_code ignored;
    return fs::exists(path, ignored);
}

// The folder of the network inside a pipeline; averaged weights make the better pictures.
fs::path networkIn(const fs::path& folder)
{
    for (const char* name : {"unet_ema", "unet"})
        if (present(folder / name / "config.json"))
            return folder / name;
    return {};
}

// Of the folders called <prefix><number> the one with the highest number that holds a network; others are temporaries.
fs::path newestOf(const fs::path& parent, const std::string& prefix)
{
    std::error_code ignored;
    fs::path newest;
    std::pair<std::size_t, std::string> best; // digits without leading zeros order by length, then by text
    for (fs::directory_iterator it(parent, ignored), end; !ignored && it != end; it.increment(ignored)) {
        const std::string name = it->path().filename().string();
        if (!name.starts_with(prefix) || name.size() == prefix.size() ||
            name.find_first_not_of("0123456789", prefix.size()) != std::string::npos || networkIn(it->path()).empty())
            continue;
        const std::string digits = name.substr(std::min(name.find_first_not_of('0', prefix.size()), name.size()));
        if (const std::pair step(digits.size(), digits); newest.empty() || step > best) {
            best = step;
            newest = it->path();
        }
    }
    return newest;
}

// The newest checkpoint of a run of this program; of a diffusers trainer's output, unless it has finished.
fs::path checkpointOf(const fs::path& path)
{
    if (fs::path own = newestOf(path / "checkpoints", "step-"); !own.empty())
        return own;
    const bool finished = !networkIn(path).empty() || present(path / "config.json");
    return finished ? fs::path() : newestOf(path, "checkpoint-");
}

// The weights that a run goes on from lie beside the averaged ones: not averaged, in a file of their own.
fs::path rawWeightsIn(const fs::path& training)
{
    const fs::path file = training / "weights.safetensors";
    return present(file) && present(training / "state.json") && !networkIn(training.parent_path()).empty() ? file
                                                                                                           : fs::path();
}

fs::path schedulerIn(const fs::path& folder)
{
    for (const char* file : {"scheduler/scheduler_config.json", "scheduler_config.json"})
        if (present(folder / file))
            return folder / file;
    return {};
}

// The parts around a network folder or a trainer's checkpoint that was chosen alone lie in the folders above it.
fs::path pipelineOf(const fs::path& chosen)
{
    fs::path folder = chosen;
    for (int level = 0; level < 2 && schedulerIn(folder).empty(); ++level) {
        const std::string name = folder.filename().string();
        if (name != "unet" && name != "unet_ema" && !name.starts_with("checkpoint-"))
            break;
        folder = folder.parent_path();
    }
    return schedulerIn(folder).empty() ? chosen : folder;
}

// Of a folder of the hub's cache, models--owner--name, the newest download; the given path where it is no such folder.
fs::path downloadIn(const fs::path& given)
{
    std::error_code ignored;
    fs::path newest;
    fs::file_time_type latest;
    for (fs::directory_iterator it(given / "snapshots", ignored), end; !ignored && it != end; it.increment(ignored)) {
        std::error_code unknown;
        const auto time = fs::last_write_time(it->path(), unknown);
        if (!unknown && fs::is_directory(it->path(), unknown) && (newest.empty() || time > latest)) {
            newest = it->path();
            latest = time;
        }
    }
    return newest.empty() ? given : newest;
}

bool isWeightsName(const fs::path& path)
{
    const auto& names = weightFileNames();
    return path.extension() == ".safetensors" ||
           std::find(names.begin(), names.end(), path.filename().string()) != names.end();
}

bool isWeightsFile(const fs::path& path)
{
    std::error_code ignored;
    return isWeightsName(path) && fs::is_regular_file(path, ignored);
}

// The folder of weights that were chosen alone: a file says nothing about the network it belongs to.
fs::path folderOfWeights(const fs::path& file)
{
    const auto& names = weightFileNames();
    const bool named = std::find(names.begin(), names.end(), file.filename().string()) != names.end();
    if (!present(file.parent_path() / "config.json"))
        throw Error("These are weights alone, without their network", file.string(),
                    "Put the config.json of the U-Net beside them and choose the folder.");
    if (!named)
        throw Error("Weights of this name are not read", file.string(),
                    "Call the file " + names.front() + " and choose its folder.");
    return file.parent_path();
}

} // namespace

ModelLayout locateModel(const fs::path& named)
{
    const fs::path chosen = modelPlace(named);
    std::error_code ignored;
    const fs::path given = isWeightsFile(chosen) ? folderOfWeights(fs::absolute(chosen, ignored)) : downloadIn(chosen);
    if (!fs::is_directory(given, ignored))
        throw Error("Cannot open the model", given.string(), "Choose a folder that holds a diffusers model or a run.");
    const fs::path whole = fs::canonical(given, ignored); // "unet/" and "." have a parent, too
    ModelLayout layout;
    layout.root = whole.empty() ? given : whole;
    layout.weights = rawWeightsIn(layout.root);
    if (!layout.weights.empty())
        layout.root = layout.root.parent_path();
    else if (const fs::path newest = checkpointOf(layout.root); !newest.empty())
        layout.root = newest;
    layout.network = networkIn(layout.root);
    if (layout.network.empty() && present(layout.root / "config.json"))
        layout.network = layout.root;
    if (layout.network.empty())
        throw Error("There is no U-Net in this folder", given.string(),
                    "Choose a folder with unet/config.json or config.json in it.");
    const fs::path pipeline = pipelineOf(layout.root);
    layout.schedulerConfig = schedulerIn(pipeline);
    if (layout.network == layout.root)
        layout.root = pipeline; // a pipeline's unet folder was chosen: its notes are above
    if (present(pipeline / "model_index.json"))
        layout.index = pipeline / "model_index.json";
    return layout;
}

std::string weightsKind(const fs::path& path)
{
    std::error_code unknown;
    const fs::path whole = fs::absolute(path, unknown).lexically_normal();
    if (!lastPart(whole.parent_path()).starts_with("step-")) // any folder may be called so
        return {};
    const std::string name = lastPart(whole);
    return name == "training" ? "raw" : name.starts_with("ema-") ? name : "";
}

bool looksLikeModel(const fs::path& chosen)
{
    if (starterModelOf(chosen))
        return true;
    if (isWeightsFile(chosen))
        return true;
    const fs::path path = downloadIn(chosen);
    if (present(path / "model_index.json") || !rawWeightsIn(path).empty() || !networkIn(path).empty())
        return true;
    if (present(path / "config.json"))
        for (const std::string& name : weightFileNames())
            if (present(path / name))
                return true;
    return !checkpointOf(path).empty();
}

} // namespace diffuscope
