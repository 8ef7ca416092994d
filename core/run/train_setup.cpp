#include "core/run/train_setup.h"

#include "core/base/memory.h"
#include "core/base/user_folders.h"
#include "core/base/worker.h"
#include "core/data/dataset.h"
#include "core/data/dataset_store.h"
#include "core/export/recipe_reader.h"
#include "core/export/sheet_reader.h"
#include "core/kernels/device.h"
#include "core/messages/event_sink.h"
#include "core/model/config/tensor_shapes.h"
#include "core/recipe/recipe.h"
#include "core/run/folder/run_folder.h"
#include "core/run/folder/walk_files.h"
#include "core/run/train_reporter.h"
#include "core/train/trainer_copy.h"
#include "core/train/training_memory.h"

#include <algorithm>
#include <cctype>
#include <ctime>
#include <limits>
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
    const fs::path wanted =
        request.folder.empty() && !request.name.empty() ? namedRunFolder(request.name) : fs::path(request.folder);
    if (RunFolder::isRun(wanted))
        RunFolder(wanted).create(draft); // refuses before anything slow
    PreparedRun run;
    run.set = workshop.datasets.open(datasetOf(draft, 0), job, workshop.sink, stop);
    noteRemarks(*run.set, run.notes);
    const TrainConfig config =
        makeTrainConfig(source, request.preset, request.overrides, run.set->channels, run.set->classCount());
    showConfig(workshop.reporter, config);
    showDataset(datasetOf(draft, 0), run.set, job, workshop);
    const fs::path folder = !request.folder.empty() ? fs::path(request.folder)
                            : !request.name.empty() ? namedRunFolder(request.name)
                                                    : newRunFolder(run.set->name, config.preset);
    workshop.reporter.setState(TrainState::Preparing, "Building the network");
    (void)kernels::chooseDevice(config.device); // refuses before a folder is made
    run.files = std::make_unique<RunFolder>(folder, config.keepCheckpoints);
    const std::string tight = requireRoom(config, RunFolder::bytesFree(folder), folder);
    if (!tight.empty())
        run.notes.push_back(tight);
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

bool contains(const std::vector<std::string>& keys, const std::string& key)
{
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

std::string listOf(const std::vector<std::string>& words)
{
    std::string list;
    for (const std::string& word : words)
        list += (list.empty() ? "" : ", ") + word;
    return list;
}

// What of them says something new, typed as the settings are. Throws for all that would make another run of it.
ParamValues newValues(const TrainConfig& config, const TrainRequest& request)
{
    validateParams(trainParams(), request.overrides);
    TrainConfig asked = config;
    setTrainValues(asked, request.overrides);
    resolvePrecision(asked);
    const ParamValues wanted = trainValues(asked), now = trainValues(config), first = trainValues(configAt(config, 0));
    ParamValues fresh;
    std::vector<std::string> refused;
    for (const auto& entry : request.overrides) {
        const std::string& key = entry.first;
        const ParamValue& value = wanted.at(key);
        if (value == now.at(key) || (request.sameCommand && value == first.at(key)))
            continue;
        fresh[key] = value;
        if (!contains(resumableParams(), key))
            refused.push_back(key + " = " + valueText(value) + ", before " + valueText(now.at(key)));
    }
    if (request.sameCommand && !request.preset.empty() && request.preset != config.preset)
        refused.push_back("preset = " + request.preset + ", before " + config.preset);
    if (!refused.empty())
        throw Error(refused.size() == 1 ? "This setting cannot change when a run goes on"
                                        : "These settings cannot change when a run goes on",
                    listOf(refused), {"These can: %1.", {listOf(resumableParams())}});
    return fresh;
}

// Those that do not decide how it learns hold from now on; the others are changes at the step where it goes on, and
// come back: that is known once the checkpoint is read.
ParamValues applyOverrides(TrainConfig& config, const TrainRequest& request, std::vector<std::string>& notes)
{
    ParamValues fresh = newValues(config, request);
    const ParamValues before = trainValues(config);
    for (const auto& [key, value] : fresh)
        notes.push_back("Changed setting: " + key + " = " + valueText(value) + ", before " + valueText(before.at(key)) +
                        ".");
    TrainConfig tried = config;
    setTrainValues(tried, fresh);
    validateTrainConfig(tried);
    ParamValues later;
    for (auto entry = fresh.begin(); entry != fresh.end();)
        if (contains(liveParams(), entry->first))
            later.insert(fresh.extract(entry++));
        else
            ++entry;
    setTrainValues(config, fresh);
    return later;
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

// How many there are is said in the file; the run's setting may have changed.
std::vector<Image> previewPictures(const fs::path& file, const TrainConfig& config)
{
    int count = config.previewCount;
    const ReadRecipe read = readRecipe(keptIn(file).recipe);
    if (const auto* recipe = read.recipe ? std::get_if<TrainingRecipe>(&*read.recipe) : nullptr)
        if (const auto found = recipe->settings.find("preview_count"); found != recipe->settings.end())
            if (const auto* number = std::get_if<long long>(&found->second))
                count = int(*number);
    return sheetPictures(file, count, config.size, config.channels);
}

std::size_t bytesOf(const TrainPreview& preview)
{
    std::size_t sum = 0;
    for (const Image& image : preview.images)
        sum += image.values.size() * sizeof(float);
    return sum;
}

// Evenly thinned where there are very many; the newest stays.
std::vector<std::int64_t> thinned(std::vector<std::int64_t> steps)
{
    constexpr std::size_t kMostPreviews = 200;
    const std::size_t stride = 1 + steps.size() / kMostPreviews;
    std::vector<std::int64_t> kept;
    for (std::size_t k = 0; k < steps.size(); ++k)
        if (k % stride == 0 || k + 1 == steps.size())
            kept.push_back(steps[k]);
    return kept;
}

PreparedRun continueRun(const TrainRequest& request, JobId job, const TrainWorkshop& workshop, std::stop_token stop)
{
    PreparedRun run;
    TrainConfig config = RunFolder::readConfig(request.folder);
    applySource(config, request.source, run.notes);
    const ParamValues later = applyOverrides(config, request, run.notes);
    showConfig(workshop.reporter, config);
    run.files = std::make_unique<RunFolder>(request.folder, config.keepCheckpoints);
    run.files->occupy();
    run.set = openAgain(config, job, workshop, stop);
    requireSameClasses(config, *run.set);
    showDataset(datasetOf(config, config.channels), run.set, job, workshop);
    TrainConfig wanted = config;
    setTrainValues(wanted, later);
    requireMemory(wanted, request.folder, workshop.reporter);
    workshop.reporter.setState(TrainState::Preparing, "Loading the newest checkpoint");
    run.trainer = std::make_shared<Trainer>(config, run.set);
    restore(run);
    const std::int64_t done = run.trainer->steps();
    if (wanted.steps < done)
        throw Error("The run has been trained for more steps than that already",
                    {"steps = %1, trained %2", {std::to_string(wanted.steps), std::to_string(done)}},
                    "Give more steps, or start a new run.");
    run.trainer->change(later);
    config = run.trainer->config();
    showConfig(workshop.reporter, config, done);
    run.files->truncateMetrics(done);
    dropPreviewWalksAfter(run.files->root(), done);
    run.earlier = run.files->readRecords();
    run.drawn = earlierPreviews(*run.files, config, done, kRecalledPixels);
    if (!request.overrides.empty() || !request.source.empty())
        run.files->saveConfig(run.trainer->wholeConfig());
    return run;
}

} // namespace

std::string valueText(const ParamValue& value)
{
    std::ostringstream text;
    std::visit([&text](const auto& inner) { text << std::boolalpha << inner; }, value);
    return text.str();
}

void showConfig(TrainReporter& reporter, const TrainConfig& config, std::int64_t step)
{
    const auto settings = std::make_shared<const TrainSettings>(TrainSettings{config.preset, trainValues(config)});
    auto changes = std::make_shared<std::vector<SettingChange>>(config.changes);
    std::erase_if(*changes, [step](const SettingChange& change) { return change.step > step; });
    reporter.update([&](TrainStatus& status) {
        status.settings = settings;
        status.changes = std::move(changes);
        status.source = config.source;
        status.totalSteps = config.steps;
        status.batch = config.picturesPerStep();
        status.precision = config.precision;
    });
}

std::shared_ptr<const TrainerCopy> restingCopy(const std::string& folder, const TrainRequest& request,
                                               DatasetStore& datasets, std::stop_token stop)
{
    if (folder.empty()) {
        const auto set = datasets.current();
        TrainConfig config =
            makeTrainConfig(request.source, request.preset, request.overrides, set->channels, set->classCount());
        if (set->width != config.size)
            throw Error("The pictures that are open are not of the size that would be trained",
                        {"%1 and %2 pixels", {std::to_string(set->width), std::to_string(config.size)}},
                        "Open the dataset again.");
        resolvePrecision(config);
        return Trainer(config, set, Trainer::Loader::WhenAsked).copy();
    }
    const TrainConfig config = RunFolder::readConfig(folder);
    const auto all = RunFolder::checkpoints(folder);
    const auto whole = std::find_if(all.rbegin(), all.rend(), [](const fs::path& checkpoint) {
        return RunFolder::checkpointProblem(checkpoint).empty();
    });
    if (whole == all.rend())
        throw Error("The run has no checkpoint to look at", folder, "Resume it, or start a new run.");
    std::error_code unknown;
    if (!config.source.starts_with("builtin:") && !fs::exists(config.source, unknown))
        throw Error("The pictures of this run are not there any more", config.source,
                    "Put them back, or open another run.");
    EventSink nobody{nullptr}; // the set that is open stays the one that is shown
    const auto set = datasets.open(datasetOf(config, config.channels), 0, nobody, stop);
    requireSameClasses(config, *set);
    Trainer trainer(config, set, Trainer::Loader::WhenAsked);
    (void)trainer.loadState(*whole / "training");
    return trainer.copy();
}

std::vector<TrainPreview> earlierPreviews(const RunFolder& files, const TrainConfig& config, std::int64_t last,
                                          std::size_t budget)
{
    std::vector<std::int64_t> steps = files.previewSteps();
    std::erase_if(steps, [last](std::int64_t step) { return step > last; });
    steps = thinned(std::move(steps));
    std::vector<TrainPreview> previews;
    std::size_t bytes = 0;
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        TrainPreview preview{*step, {}, true};
        (void)attempt([&] { preview.images = previewPictures(files.previewPath(*step), config); }); // one less to see
        if (preview.images.empty())
            continue;
        bytes += bytesOf(preview);
        if (bytes > budget && !previews.empty())
            break;
        previews.push_back(std::move(preview));
    }
    std::reverse(previews.begin(), previews.end());
    return previews;
}

PreparedRun::PreparedRun() = default;
PreparedRun::PreparedRun(PreparedRun&&) noexcept = default;
PreparedRun::~PreparedRun() = default;

PreparedRun prepareRun(const TrainRequest& request, JobId job, const TrainWorkshop& workshop, std::stop_token stop)
{
    workshop.reporter.setState(TrainState::Preparing, "Opening the dataset");
    PreparedRun run =
        request.resume ? continueRun(request, job, workshop, stop) : startRun(request, job, workshop, stop);
    run.retrySeconds = request.retrySeconds;
    return run;
}

fs::path namedRunFolder(const std::string& name)
{
    const fs::path folder = userRunsFolder() / name;
    const bool plain = name.find_first_of("/\\") == std::string::npos && name.front() != '.' && name.size() <= 200;
    if (!plain)
        throw Error("A run cannot have this name", name, "Use a name without slashes that does not begin with a dot.");
    std::error_code unknown;
    if (fs::exists(folder, unknown) && !(fs::is_directory(folder, unknown) && fs::is_empty(folder, unknown)))
        throw Error("There is a run of this name already", folder.string(), "Choose another name.");
    return folder;
}

// The model's averages, and beside them weights, average and two moments to go on from.
std::uint64_t checkpointBytes(const TrainConfig& config)
{
    const auto averages = std::uint64_t(1 + config.emaLimits().size());
    return std::uint64_t(parameterCountOf(tensorShapes(config.network))) * 4 * (2 * averages + 3);
}

std::string requireRoom(const TrainConfig& config, std::uint64_t available, const fs::path& folder)
{
    const std::uint64_t one = checkpointBytes(config);
    if (available < 2 * one) // the new one is whole before the old one goes
        throw Error({"There is no room for this run's checkpoints: each takes about %1, and %2 are free",
                     {memoryText(one), memoryText(available)}},
                    folder.string(), "Free some space, or choose a run folder on another disk.");
    if (available / one > std::uint64_t(config.keepCheckpoints))
        return {};
    return "The disk is nearly full: a checkpoint takes about " + memoryText(one) + ", " + memoryText(available) +
           " are free, and the run is to keep " + std::to_string(config.keepCheckpoints) +
           ". Older ones make room where it is needed.";
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
