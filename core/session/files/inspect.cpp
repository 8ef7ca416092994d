#include "core/base/save_file.h"
#include "core/base/worker.h"
#include "core/data/dataset.h"
#include "core/data/image_files/fitted_image.h"
#include "core/data/image_files/image_header.h"
#include "core/export/recipe_reader.h"
#include "core/model/config/tensor_shapes.h"
#include "core/model/model_folder.h"
#include "core/recipe/recipe.h"
#include "core/run/folder/run_folder.h"
#include "core/run/runs.h"
#include "core/sampling/model_sampling.h"
#include "core/session/files/inspect_dataset.h"
#include "core/session/files/path_kind.h"
#include "core/session/files/tools.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

constexpr int kSideToScan = 32; // pictures are opened at this size only to see whether they open

void fact(InspectReport& report, const std::string& label, const std::string& value)
{
    report.facts.emplace_back(label, value);
}

void fact(InspectReport& report, const std::string& label, long long value)
{
    report.numbers[label] = value;
    fact(report, label, std::to_string(value));
}

std::string shortText(double number)
{
    char text[40];
    std::snprintf(text, sizeof text, "%.6g", number);
    return text;
}

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text;
}

void describeModel(InspectReport& report, const fs::path& path)
{
    const auto found = modelProblems(path);
    report.problems.insert(report.problems.end(), found.begin(), found.end());
    if (!found.empty())
        return;
    const SnapshotPtr model = openModel(path);
    const UNetConfig& config = model->config;
    fact(report, "parameters", parameterCountOf(tensorShapes(config)));
    fact(report, "picture channels", config.inChannels);
    if (config.sampleSize)
        fact(report, "picture size", *config.sampleSize);
    std::string widths;
    for (const int width : config.blockOutChannels)
        widths += (widths.empty() ? "" : ", ") + std::to_string(width);
    fact(report, "block channels", widths);
    if (const int classes = classCountOf(*model); classes > 0)
        fact(report, "classes", classes);
    if (const auto none = nullClassOf(*model))
        fact(report, "class for none", *none);
    if (!model->classNames.empty())
        fact(report, "class names", joined(model->classNames));
    fact(report, "predicts", model->scheduler.predictionType);
    fact(report, "noise schedule",
         model->scheduler.trainedBetas.empty() ? model->scheduler.betaSchedule : "trained betas");
    fact(report, "timesteps", model->scheduler.numTrainTimesteps);
    if (model->trainedSteps > 0)
        fact(report, "trained steps", model->trainedSteps);
}

void describeRun(InspectReport& report, const fs::path& path)
{
    const auto error = attempt([&] {
        const TrainConfig config = RunFolder::readConfig(path);
        fact(report, "source", config.source);
        fact(report, "preset", config.preset);
        fact(report, "size", config.size);
        fact(report, "steps", config.steps);
        fact(report, "batch", config.batch);
        fact(report, "seed", std::to_string(config.seed)); // may be beyond what a signed number holds
    });
    if (error)
        report.problems.push_back(error->what());
    const fs::path checkpoint = RunFolder::newestCheckpoint(path);
    fact(report, "newest checkpoint", checkpoint.empty() ? "none yet" : checkpoint.filename().string());
    if (!checkpoint.empty())
        describeModel(report, checkpoint);
    for (const ModelChoices::Weights& weights : weightsOfRun(path.string()))
        fact(report, "weights", fs::path(weights.path).lexically_relative(path).string());
}

std::string momentOf(const SamplingRecipe& recipe)
{
    std::string text = recipe.picture ? "picture " + std::to_string(*recipe.picture + 1) + " of " : std::string("all ");
    text += std::to_string(recipe.count);
    return text + (recipe.step ? " at step " + std::to_string(*recipe.step) : "");
}

void describeRecipe(InspectReport& report, const SamplingRecipe& recipe)
{
    fact(report, "made by", "sampling");
    fact(report, "model", recipe.modelName.empty() ? recipe.model : recipe.modelName);
    if (recipe.trainedSteps > 0)
        fact(report, "trained steps", recipe.trainedSteps);
    if (!recipe.weightsHash.empty())
        fact(report, "weights", recipe.weightsHash);
    fact(report, "sampler", recipe.sampler);
    fact(report, "steps", recipe.steps);
    if (recipe.seed)
        fact(report, "seed", std::to_string(*recipe.seed));
    if (recipe.guidanceScale != 1)
        fact(report, "guidance scale", shortText(recipe.guidanceScale));
    fact(report, "shows", momentOf(recipe));
    if (recipe.shownClass)
        fact(report, "class",
             std::to_string(*recipe.shownClass) + (recipe.shownClassName.empty() ? "" : " " + recipe.shownClassName));
}

void describeRecipe(InspectReport& report, const ForwardRecipe& recipe)
{
    fact(report, "made by",
         recipe.form == ForwardRecipe::Form::Jump ? "forward process, at once" : "forward process, step by step");
    if (!recipe.picture.empty())
        fact(report, "picture", recipe.picture);
    if (recipe.schedule)
        fact(report, "noise schedule", recipe.schedule->id);
    if (recipe.schedule)
        fact(report, "timesteps", recipe.schedule->timesteps);
    if (recipe.seed)
        fact(report, "seed", std::to_string(*recipe.seed));
    if (recipe.step)
        fact(report, "step", *recipe.step);
}

void describeRecipe(InspectReport& report, const TrainingRecipe& recipe)
{
    fact(report, "made by", "training");
    fact(report, "dataset", recipe.source.empty() ? recipe.sourceName : recipe.source);
    fact(report, "preset", recipe.preset);
    if (recipe.step)
        fact(report, "step", *recipe.step);
}

// What made an exported picture; the JSON has all of it.
void describeRecipe(InspectReport& report, const fs::path& path, nlohmann::ordered_json& more)
{
    const KeptRecipe kept = keptIn(path);
    const ReadRecipe read = readRecipe(kept.recipe);
    if (kept.unreadable)
        report.problems.push_back(kept.unreadable->what());
    if (read.unreadable)
        report.problems.push_back(read.unreadable->what());
    if (!read.recipe)
        return;
    std::visit([&report](const auto& recipe) { describeRecipe(report, recipe); }, *read.recipe);
    more["recipe"] = nlohmann::ordered_json::parse(kept.recipe);
}

void describeImage(InspectReport& report, const fs::path& path)
{
    const ImageHeader header = peekImageHeader(readFile(path));
    if (!header.format.empty())
        fact(report, "format", header.format);
    if (header.width > 0)
        fact(report, "size", std::to_string(header.width) + " x " + std::to_string(header.height));
    fact(report, "channels", loadFittedImage(path.string(), kSideToScan, 0).channels == 1 ? "grey" : "colour");
}

// What only the JSON says goes to `more`.
void describe(InspectReport& report, const std::string& path, const InspectOptions& options,
              nlohmann::ordered_json& more)
{
    if (!options.sheet.empty() && report.kind != "dataset")
        throw Error("Only a dataset has a contact sheet", path, "Leave the sheet away, or name a dataset.");
    if (report.kind == "run")
        return describeRun(report, path);
    if (report.kind == "model")
        return describeModel(report, path);
    if (report.kind == "image") {
        describeImage(report, path);
        return describeRecipe(report, path, more);
    }
    if (report.kind == "dataset") {
        more["dataset"] = inspectDataset(report, path, options);
        return;
    }
    report.problems.push_back(path + ": neither a picture, a dataset, a model folder nor a run folder");
}

bool repeated(const InspectReport& report, const std::string& label)
{
    return std::count_if(report.facts.begin(), report.facts.end(),
                         [&label](const auto& fact) { return fact.first == label; }) > 1;
}

// A label that stands several times has a list of its values.
std::string jsonOf(const InspectReport& report, const std::string& path, const nlohmann::ordered_json& more)
{
    nlohmann::ordered_json facts = nlohmann::ordered_json::object();
    for (const auto& [label, value] : report.facts) {
        const auto number = report.numbers.find(label);
        nlohmann::ordered_json said = value;
        if (number != report.numbers.end())
            said = number->second;
        nlohmann::ordered_json& place = facts[label.substr(label.find_first_not_of(' '))];
        if (repeated(report, label))
            place.push_back(said);
        else
            place = said;
    }
    nlohmann::ordered_json all = {
        {"path", path}, {"kind", report.kind}, {"facts", facts}, {"problems", report.problems}};
    all.update(more);
    return all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace

InspectReport inspect(const std::string& path, const InspectOptions& options)
{
    nlohmann::ordered_json more = nlohmann::ordered_json::object();
    InspectReport report;
    const PathKind kind = pathKindOf(path);
    if (kind == PathKind::Missing)
        throw Error("This does not exist", path, "Name a picture, a dataset, a model folder or a run folder.");
    report.kind = pathKindName(kind);
    const auto error = attempt([&] { describe(report, path, options, more); });
    if (error)
        report.problems.push_back(error->what());
    report.json = jsonOf(report, path, more);
    return report;
}

} // namespace diffuscope
