#include "core/session/catalog.h"

#include "core/base/error.h"
#include "core/base/worker.h"
#include "core/data/dataset.h"
#include "core/diffusion/samplers.h"
#include "core/export/format.h"
#include "core/kernels/threads.h"
#include "core/metrics/inception.h"
#include "core/model/config/tensor_shapes.h"
#include "core/model/starter_models.h"
#include "core/train/train_config.h"

#include <algorithm>

namespace diffuscope {
namespace {

CatalogEntry entry(std::string id, std::string name, std::string about)
{
    CatalogEntry made;
    made.id = std::move(id);
    made.name = std::move(name);
    made.about = std::move(about);
    return made;
}

std::vector<CatalogEntry> sourcesWhere(bool builtin)
{
    std::vector<CatalogEntry> entries;
    for (const DatasetSource& source : datasetSources())
        if (source.id.starts_with("builtin:") == builtin) {
            entries.push_back(entry(source.id, source.name, source.about));
            entries.back().endings = source.endings;
        }
    return entries;
}

std::vector<CatalogEntry> samplersWhere(bool inverts)
{
    std::vector<CatalogEntry> entries;
    for (const SamplerInfo& info : samplerCatalog()) {
        if (info.inverts != inverts)
            continue;
        entries.push_back(entry(info.id, info.name, info.about));
        entries.back().params = info.params;
        entries.back().defaultSteps = info.defaultSteps;
    }
    return entries;
}

} // namespace

std::vector<CatalogEntry> builtinModels()
{
    std::vector<CatalogEntry> entries;
    for (const StarterModel& model : starterModels())
        if (!attempt([&model] { (void)modelPlace(model.id()); }))
            entries.push_back(entry(model.id(), model.title, model.about));
    return entries;
}

PixelBuffer firstPictureOf(const std::string& builtin)
{
    DatasetOptions options;
    options.builtinCount = 2; // the fewest that make a set; each depends on its own number only
    for (const DatasetSource& source : datasetSources())
        if (source.id == builtin) {
            const auto set = source.open(builtin, options, {}, {});
            PixelBuffer first{set->width, set->height, set->channels, {}};
            const std::size_t plane = std::size_t(set->width) * std::size_t(set->height);
            for (std::size_t pixel = 0; pixel < plane; ++pixel)
                for (int channel = 0; channel < set->channels; ++channel)
                    first.bytes.push_back(set->pixels(0)[std::size_t(channel) * plane + pixel]);
            return first;
        }
    throw Error("There is no such built-in set", builtin);
}

std::vector<CatalogEntry> schedules()
{
    std::vector<CatalogEntry> entries;
    for (const ScheduleInfo& info : scheduleCatalog()) {
        entries.push_back(entry(info.id, info.name, info.about));
        entries.back().params = info.params;
    }
    return entries;
}

std::vector<CatalogEntry> samplers() { return samplersWhere(false); }
bool scalesInput(const std::string& sampler) { return samplerInfo(sampler).grid == GridKind::Sigmas; }

std::vector<CatalogEntry> inverters() { return samplersWhere(true); }

std::vector<CatalogEntry> sources() { return sourcesWhere(false); }
std::vector<CatalogEntry> builtinSources() { return sourcesWhere(true); }

std::vector<CatalogEntry> formats()
{
    std::vector<CatalogEntry> entries;
    for (const ExportFormat& format : exportFormats()) {
        entries.push_back(entry(format.id, format.name, format.about));
        entries.back().params = format.params;
        entries.back().extension = format.extension;
        entries.back().animated = format.animated;
    }
    return entries;
}

std::vector<CatalogEntry> presets()
{
    std::vector<CatalogEntry> entries;
    for (const TrainPreset& preset : trainPresets())
        entries.push_back(entry(preset.id, preset.name, preset.about));
    return entries;
}

std::vector<ParamSpec> trainingParams() { return trainParams(); }

std::vector<std::string> resumableTrainingParams() { return resumableParams(); }

std::vector<std::string> liveTrainingParams() { return liveParams(); }

std::vector<std::string> imageFileExtensions() { return imageExtensions(); }

std::vector<std::string> datasetFileExtensions()
{
    std::vector<std::string> all;
    for (const CatalogEntry& source : sources())
        for (const std::string& ending : source.endings)
            if (std::find(all.begin(), all.end(), ending) == all.end())
                all.push_back(ending);
    return all;
}

// See keptIn().
std::vector<std::string> recipeFileExtensions() { return {".png", ".apng", ".gif", ".webp", ".mp4", ".svg", ".pdf"}; }

std::vector<std::string> inceptionFileExtensions() { return torchScriptExtensions(); }

PresetSummary presetSummary(const std::string& preset, const ParamValues& overrides, int channels, int classes)
{
    const TrainConfig config = makeTrainConfig("", preset, overrides, channels, classes);
    PresetSummary summary;
    summary.parameterCount = parameterCountOf(tensorShapes(config.network));
    const ParamValues values = trainValues(config);
    for (const ParamSpec& spec : trainParams())
        if (const auto found = values.find(spec.key); found != values.end())
            summary.values.insert(*found);
    return summary;
}

ComputeSummary computeSummary()
{
    const kernels::ComputeInfo info = kernels::computeInfo();
    return {"CPU", info.threads, info.blas, info.optimised};
}

} // namespace diffuscope
