#include "core/run/folder/run_folder.h"

#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/model/ema.h"
#include "core/model/files/folder_checksums.h"
#include "core/run/folder/run_lock.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <limits>
#include <sstream>

namespace diffuscope {
namespace fs = std::filesystem;

namespace {

constexpr const char* kConfig = "config.toml";

std::string stepName(std::int64_t step)
{
    char text[40];
    std::snprintf(text, sizeof text, "step-%09lld", static_cast<long long>(step));
    return text;
}

bool hasState(const fs::path& checkpoint)
{
    std::error_code ignored;
    return fs::exists(checkpoint / "training" / "state.json", ignored);
}

// A folder that is going has another name first: a kill in the middle leaves no checkpoint with half its files.
void removeWhole(const fs::path& folder)
{
    std::error_code ignored;
    const fs::path aside = folder.parent_path() / ("." + folder.filename().string() + ".old");
    fs::remove_all(aside, ignored);
    fs::rename(folder, aside, ignored);
    fs::remove_all(aside, ignored); // a leftover does no harm
}

std::uint64_t sizeOf(const fs::path& folder)
{
    std::uint64_t sum = 0;
    std::error_code ignored;
    for (fs::recursive_directory_iterator entry(folder, ignored), end; !ignored && entry != end;
         entry.increment(ignored))
        if (std::error_code unknown; entry->is_regular_file(unknown))
            sum += entry->file_size(unknown);
    return sum;
}

// What SaveFile, SaveFolder and removeWhole leave when they are killed. `start` says how the names begin.
void sweep(const fs::path& folder, const std::string& start = ".")
{
    std::error_code ignored;
    std::vector<fs::path> leftovers;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(start) && (name.ends_with(".part") || name.ends_with(".old")))
            leftovers.push_back(entry.path());
    }
    for (const fs::path& leftover : leftovers)
        fs::remove_all(leftover, ignored);
}

} // namespace

RunFolder::RunFolder(fs::path root, int kept) : root_(std::move(root)), kept_(std::max(1, kept)) {}
RunFolder::~RunFolder() = default;

void RunFolder::create(const TrainConfig& config)
{
    std::error_code failure;
    if (fs::exists(root_, failure) && !fs::is_directory(root_, failure))
        throw Error("Cannot start the run here", root_.string(), "This is a file; choose a folder.");
    if (isRun(root_))
        throw Error("This folder already holds a run", root_.string(), "Resume it, or choose another folder.");
    sweep(root_, std::string(".") + kConfig); // of a program that was killed right here
    if (fs::exists(root_, failure) && !fs::is_empty(root_, failure))
        throw Error("This folder is not empty", root_.string(), "Choose a new or an empty folder for the run.");
    saveConfig(config); // first: it makes the folder a run
    makeFolders();
    truncateMetrics(0);
}

void RunFolder::makeFolders() const
{
    std::error_code failure;
    for (const char* name : {"previews", "checkpoints"}) {
        fs::create_directories(root_ / name, failure);
        if (failure)
            throw Error("Cannot create the run's folder", (root_ / name).string(), failure.message() + ".");
    }
}

void RunFolder::saveConfig(const TrainConfig& config)
{
    config_ = trainConfigToToml(config);
    saveText(root_ / kConfig, config_);
}

bool RunFolder::restore()
{
    std::error_code unknown;
    if (!occupied_ || isRun(root_))
        return false;
    const fs::path around = fs::absolute(root_).lexically_normal().parent_path();
    if (!fs::is_directory(around, unknown))
        throw Error("The run's folder has gone", around.string(), "Bring this folder back.");
    lock_.reset(); // of the folder that was
    fs::create_directory(root_, unknown);
    lock_ = std::make_unique<RunLock>(root_); // throws where the folder could not be made
    makeFolders();
    saveText(root_ / kConfig, config_); // last: from now on it is whole
    return true;
}

std::int64_t RunFolder::newestStep() const { return stepOf(newestCheckpoint(root_)); }

std::int64_t RunFolder::stepOf(const fs::path& checkpoint)
{
    std::int64_t step = -1;
    const std::string name = checkpoint.filename().string();
    if (const auto digits = name.find('-'); digits != std::string::npos)
        std::from_chars(name.data() + digits + 1, name.data() + name.size(), step);
    return step;
}

bool RunFolder::makeRoom(std::uint64_t available)
{
    constexpr std::uint64_t kMargin = 1 << 20; // what blocks and folders take besides
    const auto all = checkpoints(root_);
    if (all.size() < 2 || !checkpointProblem(all.back()).empty())
        return false;
    if (const std::uint64_t wanted = sizeOf(all.back()); available > wanted + wanted / 20 + kMargin)
        return false;
    removeWhole(all.front());
    return true;
}

void RunFolder::occupy()
{
    lock_ = std::make_unique<RunLock>(root_);
    occupied_ = true;
    if (config_.empty())
        config_ = readFile(root_ / kConfig, 1 << 20);
    for (const fs::path& folder : {root_, root_ / "checkpoints", root_ / "previews"})
        sweep(folder);
}

void RunFolder::settle()
{
    if (lock_)
        lock_->settle();
}

void RunFolder::leave()
{
    if (lock_)
        lock_->leave();
}

TrainConfig RunFolder::readConfig(const fs::path& root)
{
    if (!isRun(root))
        throw Error("This is not a run", root.string(), {"A run folder has a %1 in it.", {kConfig}});
    const fs::path file = root / kConfig;
    return trainConfigFromToml(readFile(file, 1 << 20), file.string());
}

fs::path RunFolder::saveCheckpoint(const Trainer& trainer, const std::vector<std::string>& classNames)
{
    if (!isRun(root_)) // somebody removed the folder meanwhile
        saveText(root_ / kConfig, trainConfigToToml(trainer.config()));
    const fs::path target = root_ / "checkpoints" / stepName(trainer.steps());
    if (hasState(target) && checkpointProblem(target).empty())
        return target; // the same step, the same weights
    SaveFolder folder(target);
    const bool conditional = trainer.config().network.numClassEmbeds.has_value();
    const auto write = [&](const fs::path& into, const SnapshotPtr& model) {
        writeModelFolder(into, trainer.config().network, stateOf(model->network), model->scheduler, trainer.steps(),
                         conditional ? classNames : std::vector<std::string>());
    };
    write(folder.temporary(), trainer.snapshot());
    for (const auto& [name, model] : trainer.furtherSnapshots())
        write(folder.temporary() / name, model);
    trainer.saveState(folder.temporary() / "training");
    writeChecksums(folder.temporary());
    folder.commit();
    const auto all = checkpoints(root_);
    for (std::size_t i = 0; i + std::size_t(kept_) < all.size(); ++i)
        removeWhole(all[i]);
    return target;
}

std::string RunFolder::checkpointProblem(const fs::path& checkpoint)
{
    return hasState(checkpoint) ? checksumProblem(checkpoint) : "its training state is missing";
}

fs::path RunFolder::previewPath(std::int64_t step) const { return root_ / "previews" / (stepName(step) + ".png"); }

std::vector<std::int64_t> RunFolder::previewSteps() const
{
    std::vector<std::int64_t> steps;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(root_ / "previews", ignored)) {
        const std::string name = entry.path().filename().string();
        std::int64_t step = 0;
        if (name.starts_with("step-") &&
            std::from_chars(name.data() + 5, name.data() + name.size(), step).ec == std::errc() &&
            entry.path() == previewPath(step))
            steps.push_back(step);
    }
    std::sort(steps.begin(), steps.end());
    return steps;
}

// A SaveFolder's temporary does not carry this name.
std::vector<fs::path> RunFolder::checkpoints(const fs::path& root)
{
    std::vector<fs::path> found;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(root / "checkpoints", ignored)) {
        const std::string name = entry.path().filename().string();
        const bool named = name.starts_with("step-") && name.find_first_not_of("0123456789", 5) == std::string::npos;
        if (named && hasState(entry.path()))
            found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

fs::path RunFolder::newestCheckpoint(const fs::path& root)
{
    const auto all = checkpoints(root);
    return all.empty() ? fs::path() : all.back();
}

fs::path RunFolder::runOf(const fs::path& path)
{
    constexpr int kDeepest = 3; // checkpoints/step-N/training
    std::error_code unknown;
    fs::path folder = fs::absolute(path, unknown).lexically_normal();
    if (!folder.has_filename())
        folder = folder.parent_path();
    for (int level = 0; level <= kDeepest && folder.has_relative_path(); ++level, folder = folder.parent_path())
        if (isRun(folder))
            return folder;
    return {};
}

std::uint64_t RunFolder::bytesFree(fs::path folder)
{
    std::error_code unknown;
    folder = fs::absolute(folder, unknown);
    while (!fs::exists(folder, unknown) && folder.has_relative_path())
        folder = folder.parent_path(); // the nearest one around that is there
    const auto space = fs::space(folder, unknown);
    return unknown ? std::numeric_limits<std::uint64_t>::max() : space.available;
}

bool RunFolder::isRun(const fs::path& root)
{
    std::error_code ignored;
    return fs::exists(root / kConfig, ignored);
}

} // namespace diffuscope
