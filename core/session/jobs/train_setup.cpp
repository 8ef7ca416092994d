#include "core/session/jobs/train_setup.h"

#include "core/base/save_file.h"
#include "core/data/dataset.h"
#include "core/session/jobs/dataset_shelf.h"
#include "core/session/jobs/run_places.h"
#include "core/session/jobs/train_reporter.h"
#include "core/train/run_folder.h"

#include <algorithm>
#include <cctype>
#include <ctime>
#include <fstream>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

std::string fileName(const std::string& text)
{
    std::string name;
    for (const char c : text)
        name += std::isalnum(static_cast<unsigned char>(c)) ? c : '-';
    return name.empty() ? "run" : name.substr(0, 40);
}

std::string timeText(bool forFileName)
{
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    char text[32];
    const std::size_t length = forFileName ? std::strftime(text, sizeof text, "%Y%m%d-%H%M%S", &local)
                                           : std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &local);
    return std::string(text, length);
}

DatasetRequest datasetOf(const TrainConfig& config, int channels)
{
    return {config.source, config.size, channels, config.datasetLimit, config.background};
}

void showConfig(TrainReporter& reporter, const TrainConfig& config)
{
    reporter.update([&config](TrainStatus& status) {
        status.source = config.source;
        status.totalSteps = config.steps;
        status.batch = config.batch;
    });
}

PreparedRun startRun(const TrainRequest& request, JobId job, const TrainWorkshop& workshop, std::stop_token stop)
{
    // The settings decide the size of the pictures, and the pictures decide channels and classes.
    const TrainConfig draft = makeTrainConfig(request.source, request.preset, request.overrides, 3, 0);
    showConfig(workshop.reporter, draft);
    if (RunFolder::isRun(request.folder))
        RunFolder(request.folder).create(draft); // refuses before anything slow
    PreparedRun run;
    run.set = workshop.datasets.open(datasetOf(draft, 0), job, workshop.outbox, stop);
    const TrainConfig config =
        makeTrainConfig(request.source, request.preset, request.overrides, run.set->channels, run.set->classCount());
    run.folder = request.folder.empty() ? newRunFolder(run.set->name, config.preset) : fs::path(request.folder);
    workshop.reporter.setState(TrainState::Preparing, "Building the network");
    run.trainer = std::make_shared<Trainer>(config, run.set);
    RunFolder(run.folder).create(config);
    return run;
}

void requireSameClasses(const TrainConfig& config, const Dataset& set)
{
    const int wanted = config.classCount();
    if (config.classConditional && wanted != set.classCount())
        throw Error("The dataset is not what the run was started with",
                    config.source + ": " + std::to_string(set.classCount()) + " classes instead of " +
                        std::to_string(wanted),
                    "Restore the folder's sub-folders, or start a new run.");
}

PreparedRun continueRun(const TrainRequest& request, JobId job, const TrainWorkshop& workshop, std::stop_token stop)
{
    PreparedRun run;
    run.folder = request.folder;
    TrainConfig config = RunFolder::readConfig(run.folder);
    const auto steps = request.overrides.find("steps");
    if (steps != request.overrides.end())
        config.steps = intParam(trainParams(), request.overrides, "steps");
    validateTrainConfig(config);
    showConfig(workshop.reporter, config);
    run.set = workshop.datasets.open(datasetOf(config, config.channels), job, workshop.outbox, stop);
    requireSameClasses(config, *run.set);
    workshop.reporter.setState(TrainState::Preparing, "Loading the newest checkpoint");
    run.trainer = std::make_shared<Trainer>(config, run.set);
    const fs::path checkpoint = RunFolder::newestCheckpoint(run.folder);
    if (!checkpoint.empty())
        run.trainer->loadState(checkpoint / "training");
    if (!checkpoint.empty())
        run.onDisk = run.trainer->steps();
    RunFolder folder(run.folder);
    folder.truncateMetrics(run.trainer->steps());
    for (const StepResult& result : folder.readMetrics())
        if (!result.skipped)
            run.earlier.push_back({result.step, result.loss, result.gradientNorm, result.learningRate, {}});
    if (steps != request.overrides.end())
        saveText(run.folder / "config.toml", trainConfigToToml(config));
    return run;
}

} // namespace

PreparedRun prepareRun(const TrainRequest& request, JobId job, const TrainWorkshop& workshop, std::stop_token stop)
{
    workshop.reporter.setState(TrainState::Preparing, "Opening the dataset");
    return request.resume ? continueRun(request, job, workshop, stop) : startRun(request, job, workshop, stop);
}

fs::path newRunFolder(const std::string& datasetName, const std::string& preset)
{
    const std::string name = fileName(datasetName) + "-" + preset + "-" + timeText(true);
    const fs::path base = userRunsFolder() / name;
    fs::path folder = base;
    for (int k = 2; fs::exists(folder); ++k)
        folder = base.string() + "-" + std::to_string(k);
    return folder;
}

void appendLog(const fs::path& folder, const std::string& text)
{
    std::ofstream(folder / "log.txt", std::ios::app) << timeText(false) << "  " << text << '\n';
}

} // namespace diffuscope
