#include "core/session/files/model_export.h"

#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/base/text.h"
#include "core/base/worker.h"
#include "core/data/dataset.h"
#include "core/export/format.h"
#include "core/export/loss_plot.h"
#include "core/kernels/threads.h"
#include "core/metrics/nearest.h"
#include "core/model/config/tensor_shapes.h"
#include "core/model/ema.h"
#include "core/model/model_folder.h"
#include "core/model/unet/unet.h"
#include "core/recipe/recipe.h"
#include "core/run/folder/run_folder.h"
#include "core/run/train_meter.h"
#include "core/sampling/generate.h"
#include "core/sampling/model_sampling.h"
#include "core/session/files/marks.h"
#include "core/session/files/model_card.h"
#include "core/train/train_config.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

constexpr int kMostOnSheet = 64, kDefaultSide = 32;

void requireRequest(const ModelExportRequest& request)
{
    std::error_code failure;
    const fs::path target = request.target;
    const bool isEmptyFolder = fs::is_directory(target, failure) && fs::is_empty(target, failure);
    if (fs::exists(fs::symlink_status(target, failure)) && !isEmptyFolder)
        throw Error("This already exists", request.target, "Choose a new or an empty folder for the converted model.");
    if (request.pictures < 0 || request.pictures > kMostOnSheet)
        throw Error("That many pictures do not fit the sheet", std::to_string(request.pictures), "Choose 0 to 64.");
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'; };
    if (request.license.empty() || !std::all_of(request.license.begin(), request.license.end(), fits))
        throw Error("This is no name of a licence", request.license, "Write it as the Hub does, such as cc-by-4.0.");
}

ModelCard cardOf(const ModelSnapshot& model, const ModelExportRequest& request)
{
    ModelCard card;
    card.name = lastPart(request.target);
    card.license = request.license;
    card.version = DIFFUSCOPE_VERSION;
    card.side = model.config.sampleSize.value_or(kDefaultSide);
    card.channels = model.config.inChannels;
    card.weights = parameterCountOf(tensorShapes(model.config));
    card.trainedSteps = model.trainedSteps;
    card.prediction = model.scheduler.predictionType;
    card.schedule = model.scheduler.trainedBetas.empty() ? model.scheduler.betaSchedule : "trained betas";
    card.timesteps = model.scheduler.numTrainTimesteps;
    card.classes = classCountOf(model);
    card.classNames = model.classNames;
    card.halfFloats = request.halfFloats;
    card.steps = request.steps;
    card.seed = request.seed;
    return card;
}

// What the run had told by the step that these weights are of: a checkpoint may be an early one.
void noteLosses(ModelCard& card, ModelCard::Run& run, bool averaged, const fs::path& root, const fs::path& folder)
{
    RunFolder files(root);
    TrainMeter meter;
    std::vector<PlotPoint> steps, heldOut;
    const auto isPast = [&card](std::int64_t step) { return card.trainedSteps == 0 || step <= card.trainedSteps; };
    for (const LossPoint& point : files.readMetrics()) {
        if (point.skipped || !isPast(point.step))
            continue;
        steps.push_back({double(point.step), point.loss});
        meter.recall(point.loss);
        run.lossStep = point.step;
    }
    for (const ValidationPoint& point : files.readValidation()) {
        if (!isPast(point.step))
            continue;
        heldOut.push_back({double(point.step), point.loss});
        run.heldOutLoss = averaged ? point.loss : -1; // it is measured of the averaged weights alone
        run.heldOutStep = point.step;
    }
    run.loss = meter.smoothedLoss() > 0 ? meter.smoothedLoss() : -1;
    if (const Image plot = lossPlot(steps, heldOut); !plot.empty()) {
        exportFormat("png").write({{plot}, ""}, folder / "loss.png", {{"scale", 1LL}});
        run.hasPlot = true;
    }
}

bool isAveraged(const ModelExportRequest& request)
{
    return request.model == "training" || weightsKind(request.model) != "raw";
}

void noteRun(ModelCard& card, const std::string& model, bool averaged, const fs::path& folder)
{
    const fs::path root = RunFolder::isRun(model) ? fs::path(model) : RunFolder::runOf(model);
    if (root.empty())
        return;
    (void)attempt([&] { // a run of which only a checkpoint is left has no more to say
        const TrainConfig config = RunFolder::readConfig(root);
        ModelCard::Run run;
        run.set = config.source.starts_with("builtin:") ? config.source : lastPart(config.source);
        run.specs = trainParams();
        run.settings = trainValues(config);
        noteLosses(card, run, averaged, root, folder);
        card.run = std::move(run);
    });
}

std::vector<Image> drawn(const std::shared_ptr<const ModelSnapshot>& model, const ModelExportRequest& request,
                         const fs::path& folder, const std::function<void(int, int)>& progress,
                         const std::stop_token& stop)
{
    SampleRequest sample;
    sample.model = request.model; // named by what the recipe says below
    sample.sampler = "ddim";
    sample.steps = std::min(request.steps, model->scheduler.numTrainTimesteps);
    sample.seed = request.seed;
    sample.count = request.pictures;
    SamplingRecipe recipe;
    GenerationObserver observer;
    observer.started = [&recipe](const SampleStarted& started) { recipe = started.recipe; };
    observer.frame = [&progress](const FramePtr& frame) {
        if (progress)
            progress(frame->index, frame->count - 1);
    };
    const SampleFinished finished = generate(model, sample, observer, stop);
    if (finished.cancelled)
        return {};
    recipe.model.clear(); // where it lay here is nobody's business, and it lies beside the picture now
    recipe.modelName = lastPart(request.target);
    recipe.step = 0;
    ExportContent sheet{finished.images, toJson(recipe)};
    sheet.marksOf = marksOf;
    exportFormat("contact_sheet").write(sheet, folder / "samples.png", {});
    return finished.images;
}

void findCopies(ModelCard& card, const std::vector<Image>& images, const std::string& source, const fs::path& folder,
                const std::stop_token& stop)
{
    DatasetOptions options;
    options.image.size = images.front().width;
    options.channels = images.front().channels;
    const auto set = openDataset(source, options, {}, stop);
    const Pictures pictures{set->size(), [&set](int index) { return set->image(index); }};
    const NearestImages found = nearestImages(images, pictures, stop);
    ModelCard::Copies copies;
    copies.set = set->name;
    copies.references = set->size();
    copies.usual = found.medianNeighbourDistance;
    copies.nearest = found.nearest.front().distance;
    std::vector<Image> pairs = images;
    for (const QualityMeasured::Neighbour& near : found.nearest) {
        copies.nearest = std::min(copies.nearest, near.distance);
        pairs.push_back(near.picture);
    }
    exportFormat("contact_sheet")
        .write({pairs, ""}, folder / "nearest.png", {{"columns", static_cast<long long>(images.size())}});
    copies.hasSheet = true;
    card.copies = copies;
}

} // namespace

std::vector<std::string>
exportModelFolder(const ModelExportRequest& request, const std::string& run,
                  const std::function<std::shared_ptr<const ModelSnapshot>(const std::string& path)>& open,
                  const std::function<void(int done, int total)>& progress, const std::stop_token& stop)
{
    requireRequest(request);
    const std::shared_ptr<const ModelSnapshot> model = open(request.model);
    SaveFolder folder(request.target);
    writeModelFolder(folder.temporary(), model->config, stateOf(model->network), model->scheduler, model->trainedSteps,
                     model->classNames, request.halfFloats ? WeightType::Half : WeightType::Float);
    ModelCard card = cardOf(*model, request);
    noteRun(card, run.empty() ? request.model : run, isAveraged(request), folder.temporary());
    if (stop.stop_requested())
        return {};
    std::vector<Image> images;
    if (request.pictures > 0) {
        const auto error = attempt([&] { images = drawn(model, request, folder.temporary(), progress, stop); });
        card.pictures = int(images.size());
        if (error)
            card.noPictures = error->happened() + ".";
    }
    if (!stop.stop_requested() && !request.source.empty()) {
        if (images.empty())
            throw Error("Without pictures there is nothing to compare", request.source, "Have some drawn.");
        findCopies(card, images, request.source, folder.temporary(), stop);
    }
    if (stop.stop_requested())
        return {};
    saveText(folder.temporary() / "README.md", cardText(card));
    folder.commit();
    std::vector<std::string> files = {request.target};
    for (const auto& entry : fs::recursive_directory_iterator(request.target))
        if (entry.is_regular_file())
            files.push_back(entry.path().string());
    std::sort(files.begin() + 1, files.end());
    return files;
}

} // namespace diffuscope
