#include "core/run/train_setup.h"

#include "core/base/memory.h"
#include "core/base/user_folders.h"
#include "core/base/worker.h"
#include "core/data/dataset.h"
#include "core/data/dataset_store.h"
#include "core/kernels/device.h"
#include "core/messages/event_sink.h"
#include "core/run/folder/run_folder.h"
#include "core/run/train_reporter.h"
#include "core/train/training_memory.h"

#include <algorithm>
#include <cctype>
#include <ctime>
#include <sstream>

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

std::string startText()
{
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%Y%m%d-%H%M%S", &local)};
}

DatasetRequest datasetOf(const TrainConfig& config, int channels)
{
    return {config.source, config.size, channels, config.datasetLimit, config.background};
}

void showConfig(TrainReporter& reporter, const TrainConfig& config)
{
    const auto settings = std::make_shared<const TrainSettings>(TrainSettings{config.preset, trainValues(config)});
    reporter.update([&](TrainStatus& status) {
        status.settings = settings;
        status.source = config.source;
        status.totalSteps = config.steps;
        status.batch = config.picturesPerStep();
        status.precision = config.precision;
    });
}

// What is trained on becomes the open dataset: what is said and shown of the pictures is what the network sees.
void showDataset(const DatasetRequest& request, const std::shared_ptr<const Dataset>& set, JobId job,
                 const TrainWorkshop& workshop)
{
    if (workshop.datasets.holds(set))
        return;
    DatasetOpened opened = describeDataset(*set);
    opened.job = job;
    workshop.datasets.keep(request, set);
    workshop.sink.send(std::move(opened));
}

// Before the network is built: a batch that cannot fit ends in the offer of one that does, not in a dead machine.
void requireMemory(const TrainConfig& config, const fs::path& folder, TrainReporter& reporter)
{
    const std::uint64_t available = availableMemory();
    const int averages = int(config.emaLimits().size());
    const auto needed = [&](int batch) { return trainingMemory(config.network, config.size, batch, averages); };
    if (config.device != "cpu" && kernels::chooseDevice(config.device) != "cpu")
        return; // its own memory, which tells when it is full
    if (available == 0 || needed(config.batch) <= available)
        return;
    int batch = config.batch, accumulation = config.gradientAccumulation;
    while (batch > 1 && needed(batch) > available * 3 / 4) {
        batch /= 2;
        accumulation *= 2;
    }
    const bool fits = needed(batch) <= available;
    if (fits)
        reporter.update([&](TrainStatus& status) {
            status.folder = folder.string();
            status.next = {NextStep::Kind::ResumeRun,
                           {"Start with batch %1", {std::to_string(batch)}},
                           status.folder,
                           {{"batch", (long long)batch}, {"gradient_accumulation", (long long)accumulation}},
                           -1};
        });
    throw Error({"Training needs about %1 of memory and %2 are free",
                 {memoryText(needed(config.batch)), memoryText(available)}},
                {"batch = %1", {std::to_string(config.batch)}},
                fits ? Message("Use batch %1 and accumulate %2 of them for one step.",
                               {std::to_string(batch), std::to_string(accumulation)})
                     : Message("Use smaller pictures or a smaller preset."));
}

// How the set was read, and where it is so small that the network will only repeat it.
void noteRemarks(const Dataset& set, std::vector<std::string>& notes)
{
    for (const DatasetReport::Remark& remark : set.report.remarks)
        if (remark.count == 0)
            notes.push_back(remark.what + ".");
    constexpr int kFew = 32;
    if (set.size() < kFew && !set.source.starts_with("builtin:"))
        notes.push_back("Only " + std::to_string(set.size()) +
                        " pictures: the network will learn them by heart. A few hundred or more make new ones.");
}

PreparedRun startRun(const TrainRequest& request, JobId job, const TrainWorkshop& workshop, std::stop_token stop)
{
    // The settings decide the size of the pictures, and the pictures decide channels and classes.
    const std::string source = lastingSource(request.source);
    const TrainConfig draft = makeTrainConfig(source, request.preset, request.overrides, 3, 0);
    showConfig(workshop.reporter, draft);
    if (RunFolder::isRun(request.folder))
        RunFolder(request.folder).create(draft); // refuses before anything slow
    PreparedRun run;
    run.set = workshop.datasets.open(datasetOf(draft, 0), job, workshop.sink, stop);
    noteRemarks(*run.set, run.notes);
    const TrainConfig config =
        makeTrainConfig(source, request.preset, request.overrides, run.set->channels, run.set->classCount());
    showConfig(workshop.reporter, config);
    showDataset(datasetOf(draft, 0), run.set, job, workshop);
    const fs::path folder =
        request.folder.empty() ? newRunFolder(run.set->name, config.preset) : fs::path(request.folder);
    workshop.reporter.setState(TrainState::Preparing, "Building the network");
    (void)kernels::chooseDevice(config.device); // refuses before a folder is made
    run.files = std::make_unique<RunFolder>(folder, config.keepCheckpoints);
    run.files->create(config);
    run.files->occupy();
    requireMemory(config, folder, workshop.reporter);
    run.trainer = std::make_shared<Trainer>(config, run.set);
    return run;
}

void requireSameClasses(const TrainConfig& config, const Dataset& set)
{
    const int wanted = config.classCount();
    if (config.classConditional && wanted != set.classCount())
        throw Error(
            "The dataset is not what the run was started with",
            {"%1: %2 classes instead of %3", {config.source, std::to_string(set.classCount()), std::to_string(wanted)}},
            "Restore the folder's sub-folders, or start a new run.");
}

std::string textOf(const ParamValue& value)
{
    std::ostringstream text;
    std::visit([&text](const auto& inner) { text << std::boolalpha << inner; }, value);
    return text.str();
}

// Throws for a setting that makes another run of it; notes what changes.
void applyOverrides(TrainConfig& config, const ParamValues& overrides, std::vector<std::string>& notes)
{
    const auto& allowed = resumableParams();
    std::string list;
    for (const std::string& key : allowed)
        list += (list.empty() ? "" : ", ") + key;
    const ParamValues before = trainValues(config);
    validateParams(trainParams(), overrides);
    for (const auto& [key, value] : overrides) // the run's own values say nothing new
        if (std::find(allowed.begin(), allowed.end(), key) == allowed.end() && before.at(key) != value)
            throw Error("This setting cannot change when a run goes on",
                        {"%1 = %2, before %3", {key, textOf(value), textOf(before.at(key))}},
                        {"These can: %1.", {list}});
    setTrainValues(config, overrides);
    resolvePrecision(config);
    validateTrainConfig(config);
    for (const auto& [key, value] : trainValues(config))
        if (before.at(key) != value)
            notes.push_back("Changed setting: " + key + " = " + textOf(value) + ", before " + textOf(before.at(key)) +
                            ".");
}

// The pictures of a run may have moved.
void applySource(TrainConfig& config, const std::string& source, std::vector<std::string>& notes)
{
    const std::string place = lastingSource(source);
    if (place.empty() || place == config.source)
        return;
    notes.push_back("The pictures are in " + place + " now, before in " + config.source + ".");
    config.source = place;
}

std::shared_ptr<const Dataset> openAgain(const TrainConfig& config, JobId job, const TrainWorkshop& workshop,
                                         std::stop_token stop)
{
    std::error_code unknown;
    if (!config.source.starts_with("builtin:") && !fs::exists(config.source, unknown))
        throw Error("The pictures of this run are not there any more", config.source,
                    "Put them back, or resume with --data and their new place.");
    return workshop.datasets.open(datasetOf(config, config.channels), job, workshop.sink, stop);
}

// From the newest checkpoint that is whole. Damaged ones are set aside, not removed.
void restore(PreparedRun& run)
{
    auto all = RunFolder::checkpoints(run.files->root());
    const bool any = !all.empty();
    for (; !all.empty(); all.pop_back()) {
        const fs::path& checkpoint = all.back();
        std::string problem = RunFolder::checkpointProblem(checkpoint);
        std::string note;
        if (problem.empty())
            if (const auto error = attempt([&] { note = run.trainer->loadState(checkpoint / "training"); }))
                problem = error->what();
        if (problem.empty()) {
            run.onDisk = run.trainer->steps();
            if (!note.empty())
                run.notes.push_back(note);
            return;
        }
        const std::string name = checkpoint.filename().string();
        run.notes.push_back("The checkpoint " + name + " cannot be used: " + problem);
        std::error_code ignored;
        fs::rename(checkpoint, checkpoint.parent_path() / ("damaged-" + name), ignored);
    }
    if (any)
        throw Error("No checkpoint of this run can be read", run.files->root().string(), run.notes.back());
}

PreparedRun continueRun(const TrainRequest& request, JobId job, const TrainWorkshop& workshop, std::stop_token stop)
{
    PreparedRun run;
    TrainConfig config = RunFolder::readConfig(request.folder);
    applySource(config, request.source, run.notes);
    applyOverrides(config, request.overrides, run.notes);
    showConfig(workshop.reporter, config);
    run.files = std::make_unique<RunFolder>(request.folder, config.keepCheckpoints);
    run.files->occupy();
    run.set = openAgain(config, job, workshop, stop);
    requireSameClasses(config, *run.set);
    showDataset(datasetOf(config, config.channels), run.set, job, workshop);
    requireMemory(config, request.folder, workshop.reporter);
    workshop.reporter.setState(TrainState::Preparing, "Loading the newest checkpoint");
    run.trainer = std::make_shared<Trainer>(config, run.set);
    restore(run);
    run.files->truncateMetrics(run.trainer->steps());
    run.earlier = run.files->readMetrics();
    std::erase_if(run.earlier, [](const LossPoint& point) { return point.skipped; });
    run.earlierMeasured = run.files->readValidation();
    if (!request.overrides.empty() || !request.source.empty())
        run.files->saveConfig(config);
    return run;
}

} // namespace

PreparedRun::PreparedRun() = default;
PreparedRun::PreparedRun(PreparedRun&&) noexcept = default;
PreparedRun::~PreparedRun() = default;

PreparedRun prepareRun(const TrainRequest& request, JobId job, const TrainWorkshop& workshop, std::stop_token stop)
{
    workshop.reporter.setState(TrainState::Preparing, "Opening the dataset");
    return request.resume ? continueRun(request, job, workshop, stop) : startRun(request, job, workshop, stop);
}

fs::path newRunFolder(const std::string& datasetName, const std::string& preset)
{
    const std::string name = fileName(datasetName) + "-" + preset + "-" + startText();
    const fs::path base = userRunsFolder() / name;
    fs::path folder = base;
    for (int k = 2; fs::exists(folder); ++k)
        folder = base.string() + "-" + std::to_string(k);
    return folder;
}

} // namespace diffuscope
