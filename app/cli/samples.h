#pragma once
#include "app/cli/event_queue.h"
#include "core/messages/requests.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace diffuscope::cli {

// What every walk along a model's steps is told.
struct WalkOptions {
    SampleRequest request;
    std::vector<std::string> classes; // numbers, or names that the model has for them
    bool json = false;
    CLI::Option *model = nullptr, *steps = nullptr, *spacing = nullptr, *classOption = nullptr;
};
void addWalkOptions(CLI::App& parser, WalkOptions& options, const std::string& stepsHelp);

// Wrong usage where more steps are given than the model has. Opens it.
void checkSteps(Session& session, EventQueue& events, const std::string& model, const WalkOptions& options);

// The numbers of the classes. Opens the model; what it does not have is wrong usage.
std::vector<int> classNumbers(Session& session, EventQueue& events, const std::string& model,
                              const std::vector<std::string>& words);

// Wrong usage where the sampler has no such setting, or takes no such value.
void checkParams(const CatalogEntry& sampler, const ParamValues& params);

struct SampleFiles {
    std::string sheet, film;            // empty: not wanted
    std::optional<int> picture = {};    // on the sheet, alone, as a plain picture
    std::optional<int> step = {};       // at which the sheet shows them; empty: at the end
    std::optional<int> shownClass = {}; // of that picture
    std::string shownClassName = {};
    bool caption = false, smooth = false; // step and recipe below; smooth edges where pictures are enlarged
    std::string equation = "none";        // below the frames of a film and a picture alone: as of core/export/finish.h
};

// What came of a request. `files`: everything written, also the request's own.
struct MadeSamples {
    std::vector<Image> images;
    SamplingRecipe recipe;
    double seconds = 0;
    int networkCalls = 0;
    std::vector<std::string> files;
};
MadeSamples makeSamples(Session& session, EventQueue& events, const SampleRequest& request, const SampleFiles& files);

// What files keep of it: nothing where the request says so.
std::string keptRecipe(const SamplingRecipe& recipe, const SampleRequest& request);
void addMetadata(CLI::App& parser, bool& metadata);

nlohmann::ordered_json recipeJson(const SamplingRecipe& recipe, bool fullPaths);
void printSamples(const MadeSamples& made, bool json, bool fullPaths); // the files; as JSON all but the pictures

} // namespace diffuscope::cli
