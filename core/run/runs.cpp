#include "core/run/runs.h"

#include "core/base/save_file.h"
#include "core/base/user_folders.h"
#include "core/base/worker.h"
#include "core/model/config/tensor_shapes.h"
#include "core/model/files/model_layout.h"
#include "core/run/folder/run_folder.h"
#include "core/run/folder/run_lock.h"
#include "core/run/train_meter.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <filesystem>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestValidation = 64 << 20; // bytes

// The number that the run itself showed at its last step.
double smoothedLoss(const std::vector<LossPoint>& rows)
{
    TrainMeter meter;
    for (const LossPoint& row : rows)
        if (!row.skipped)
            meter.recall(row.loss);
    return meter.smoothedLoss() > 0 ? meter.smoothedLoss() : -1;
}

// Second column of the last row; a row that was cut off while it was written does not count.
double lastValidation(const std::string& text)
{
    double last = -1;
    for (std::size_t start = 0, end; (end = text.find('\n', start)) != std::string::npos; start = end + 1) {
        const auto comma = text.find(',', start);
        double loss = -1;
        if (comma < end && std::from_chars(text.data() + comma + 1, text.data() + end, loss).ec == std::errc() &&
            std::isfinite(loss))
            last = loss;
    }
    return last;
}

std::int64_t modifiedAt(const fs::path& root)
{
    std::int64_t newest = 0;
    for (const char* file : {"config.toml", "metrics.csv", "checkpoints"}) {
        std::error_code missing;
        const auto time = fs::last_write_time(root / file, missing);
        if (!missing)
            newest = std::max<std::int64_t>(newest, std::chrono::duration_cast<std::chrono::seconds>(
                                                        std::chrono::file_clock::to_sys(time).time_since_epoch())
                                                        .count());
    }
    return newest;
}

RunSummary::State stateOf(const fs::path& root, const RunSummary& summary)
{
    const RunLock::State lock = RunLock::stateOf(root);
    if (lock == RunLock::State::Held)
        return RunSummary::State::Training;
    if (summary.totalSteps > 0 && summary.step >= summary.totalSteps)
        return RunSummary::State::Finished; // whatever happened after the last checkpoint
    return lock == RunLock::State::Abandoned ? RunSummary::State::Interrupted : RunSummary::State::Stopped;
}

RunSummary summaryOf(const fs::path& root)
{
    RunSummary summary;
    summary.folder = root.string();
    std::error_code ignored;
    const fs::path whole = fs::weakly_canonical(root, ignored);
    summary.name = (whole.has_filename() ? whole : root).filename().string();
    const auto damage = attempt([&] {
        const TrainConfig config = RunFolder::readConfig(root);
        summary.source = config.source;
        summary.preset = config.preset;
        summary.totalSteps = config.steps;
        summary.settings = trainValues(config);
        summary.parameterCount = parameterCountOf(tensorShapes(config.network));
    });
    if (damage)
        summary.problem = damage->what();
    if (!RunFolder::isRun(root))
        return summary;
    summary.step = std::max<std::int64_t>(0, RunFolder(root).newestStep());
    summary.modified = modifiedAt(root);
    (void)attempt([&] { summary.loss = smoothedLoss(RunFolder(root).readMetrics()); }); // else unknown
    (void)attempt(
        [&] { summary.validationLoss = lastValidation(readFile(root / "validation.csv", kLargestValidation)); });
    if (!damage)
        summary.state = stateOf(root, summary);
    return summary;
}

// Of one checkpoint. The folders of further averages are found by their names.
void addWeights(std::vector<ModelChoices::Weights>& all, const fs::path& checkpoint)
{
    const std::int64_t step = RunFolder::stepOf(checkpoint);
    all.push_back({checkpoint.string(), step, weightsKind(checkpoint)});
    std::vector<fs::path> further;
    std::error_code ignored;
    for (fs::directory_iterator entry(checkpoint, ignored), end; !ignored && entry != end; entry.increment(ignored))
        if (!weightsKind(entry->path()).empty() && looksLikeModel(entry->path()))
            further.push_back(entry->path());
    std::sort(further.begin(), further.end()); // "ema-…" before "training"
    for (const fs::path& path : further)
        all.push_back({path.string(), step, weightsKind(path)});
}

} // namespace

std::vector<ModelChoices::Weights> weightsOfRun(const std::string& folder)
{
    std::vector<ModelChoices::Weights> weights;
    auto checkpoints = RunFolder::checkpoints(folder);
    std::reverse(checkpoints.begin(), checkpoints.end());
    for (const fs::path& checkpoint : checkpoints)
        addWeights(weights, checkpoint);
    return weights;
}

std::vector<RunSummary> listRuns(const std::string& folder)
{
    if (RunFolder::isRun(folder))
        return {summaryOf(folder)};
    std::error_code problem;
    std::vector<fs::path> found;
    for (fs::directory_iterator entry(folder, problem), end; !problem && entry != end; entry.increment(problem)) {
        std::error_code unreadable;
        if (entry->is_directory(unreadable) && !entry->path().filename().string().starts_with('.') &&
            RunFolder::isRun(entry->path()))
            found.push_back(entry->path());
    }
    if (problem)
        throw problem == std::errc::no_such_file_or_directory ? Error("This folder does not exist", folder)
        : problem == std::errc::not_a_directory               ? Error("This is not a folder", folder)
                                                : Error("Cannot look for runs", folder, problem.message() + ".");
    std::sort(found.begin(), found.end());
    std::vector<RunSummary> runs;
    for (const fs::path& root : found)
        runs.push_back(summaryOf(root));
    return runs;
}

void repeatRun(const std::string& config, const std::string& folder, const std::string& source,
               const ParamValues& changes)
{
    TrainConfig settings;
    if (std::error_code ignored; fs::is_directory(config, ignored))
        settings = RunFolder::readConfig(config);
    else
        settings = trainConfigFromToml(readFile(config, 1 << 20), config);
    for (const char* key : {"size", "class_conditional", "label_dropout"})
        if (changes.contains(key))
            throw Error("This setting cannot change when a run is repeated", key,
                        "The network was made for it; start a new run with a preset.");
    setTrainValues(settings, changes);
    for (SettingChange& change : settings.changes) // what is said now holds from the first step on
        std::erase_if(change.settings, [&](const auto& entry) { return changes.contains(entry.first); });
    std::erase_if(settings.changes, [](const SettingChange& change) { return change.settings.empty(); });
    if (!source.empty())
        settings.source = lastingSource(source);
    resolvePrecision(settings);
    validateTrainConfig(settings);
    RunFolder(folder).create(settings);
}

const char* runStateName(RunSummary::State state)
{
    switch (state) {
    case RunSummary::State::Unknown:
        return "unknown";
    case RunSummary::State::Training:
        return "training";
    case RunSummary::State::Interrupted:
        return "interrupted";
    case RunSummary::State::Stopped:
        return "stopped";
    case RunSummary::State::Finished:
        return "finished";
    }
    return "unknown";
}

} // namespace diffuscope
