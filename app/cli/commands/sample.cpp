#include "app/cli/commands/commands.h"
#include "app/cli/fans.h"
#include "app/cli/faults.h"
#include "app/cli/interrupt.h"
#include "app/cli/keeping.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "app/cli/samples.h"
#include "app/cli/starts.h"
#include "app/cli/variations.h"
#include "core/base/error.h"
#include "core/base/printable.h"
#include "core/base/text.h"
#include "core/recipe/recipe.h"
#include "core/session/files/tools.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>

namespace diffuscope::cli {
namespace {

struct SampleOptions {
    WalkOptions walk;
    ParamOptions params;
    StartOptions start;
    SampleFiles files;
    Keeping keeping;
    std::string recipeFile;
    std::vector<std::string> faults;
    CLI::Option *sampler = nullptr, *seed = nullptr, *seedMode = nullptr, *count = nullptr, *scale = nullptr,
                *rescale = nullptr, *nullClass = nullptr, *noise = nullptr, *broken = nullptr;
};

void warn(const std::string& text) { std::fprintf(stderr, "Note: %s\n", printable(text).c_str()); }

CatalogEntry samplerNamed(const std::string& id)
{
    const auto all = samplers();
    const auto found = std::find_if(all.begin(), all.end(), [&id](const auto& entry) { return entry.id == id; });
    if (found == all.end())
        throw Error("The recipe names a sampler that makes no pictures from noise here", id,
                    "Choose one with --sampler.");
    return *found;
}

SamplingRecipe samplingRecipeIn(const std::string& file)
{
    const ReadRecipe read = recipeIn(file);
    const auto* recipe = read.recipe ? std::get_if<SamplingRecipe>(&*read.recipe) : nullptr;
    if (!recipe)
        throw Error("This file keeps no recipe of sampled pictures", file,
                    "Name a picture or film that sample or the window's Reverse has written.");
    for (const RefusedField& refused : read.refused)
        warn("the recipe's " + refused.field + " = " + refused.value + " was left out" +
             (refused.takes.empty() ? "" : "; it takes " + refused.takes));
    if (read.newer)
        warn("the recipe was written by a newer version, " + read.version);
    return *recipe;
}

// What is given beside the recipe wins.
void applyGiven(SampleRequest& base, const SampleOptions& options, SampleFiles& files)
{
    const SampleRequest& given = options.walk.request;
    const auto take = [&](const CLI::Option* option, auto member) {
        if (option->count() > 0)
            base.*member = given.*member;
        return option->count() > 0;
    };
    take(options.walk.model, &SampleRequest::model);
    const bool otherSampler = take(options.sampler, &SampleRequest::sampler);
    const bool otherSteps = take(options.walk.steps, &SampleRequest::steps);
    const bool otherSpacing = take(options.walk.spacing, &SampleRequest::spacing);
    const bool otherSeed = take(options.seed, &SampleRequest::seed);
    const bool otherCount = take(options.count, &SampleRequest::count);
    const bool otherNoise = take(options.noise, &SampleRequest::noiseFile);
    take(options.seedMode, &SampleRequest::seedMode);
    take(options.scale, &SampleRequest::guidanceScale);
    take(options.rescale, &SampleRequest::guidanceRescale);
    take(options.nullClass, &SampleRequest::nullClass);
    if (options.broken->count() > 0)
        base.faults = given.faults;
    base.rawFile = given.rawFile;
    base.fullPaths = given.fullPaths;
    base.metadata = given.metadata;
    if (otherSampler || otherSteps || otherSpacing || options.start.given())
        files.step.reset(); // it may be no stop of these
    if (otherSeed || otherCount || otherNoise || options.start.strengths.size() > 1)
        files.picture.reset(); // these are other pictures
    if (options.walk.classOption->count() > 0)
        files.shownClass.reset(), files.shownClassName.clear();
}

// Settings of the recipe that another sampler does not have go with it.
void keepParamsOf(const CatalogEntry& sampler, ParamValues& params)
{
    std::erase_if(params, [&sampler](const auto& setting) {
        return std::none_of(sampler.params.begin(), sampler.params.end(),
                            [&setting](const ParamSpec& spec) { return spec.key == setting.first; });
    });
}

std::string trained(std::int64_t steps) { return steps > 0 ? withCount(steps, "step") : "unknown steps"; }

void tellDifference(const SamplingRecipe& wanted, const SamplingRecipe& used)
{
    const bool others = !wanted.weightsHash.empty()
                            ? wanted.weightsHash != used.weightsHash
                            : wanted.trainedSteps > 0 && wanted.trainedSteps != used.trainedSteps;
    if (others)
        warn("the weights of " + used.modelName + " are not those of the recipe: trained " +
             trained(used.trainedSteps) + " now, " + trained(wanted.trainedSteps) +
             " then. The pictures will not be the same.");
}

// Of several walks there is a sheet.
void requireSheetAlone(const SampleOptions& options, const SampleRequest& request)
{
    if (!options.files.film.empty() || !request.rawFile.empty())
        throw CLI::ValidationError("--trajectory and --raw take one walk; leave them out, or give one --strength");
}

// A row of pictures for each variation.
SamplingRecipe sampleRows(Session& session, EventQueue& events, const VariationsRequest& request,
                          const SampleOptions& options)
{
    requireSheetAlone(options, request.base);
    const MadeVariations made = makeVariations(session, events, request, options.files.sheet);
    if (!options.walk.json) {
        printWritten(made.files, false);
        return made.recipe;
    }
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (std::size_t row = 0; row < made.rows.size(); ++row)
        rows.push_back(rowJson(made, row));
    printJson({{"files", made.files},
               {"pictures", made.rows.empty() ? 0 : made.rows.size() * made.rows.front().size()},
               {"seconds", made.seconds},
               {"network_calls", made.networkCalls},
               {"rows", rows},
               {"recipe", recipeJson(made.recipe, request.base.fullPaths)}});
    return made.recipe;
}

// The sheet of futures that a recipe tells of.
SamplingRecipe sampleFutures(Session& session, EventQueue& events, const SampleRequest& walk, const KeptFutures& kept,
                             const SampleOptions& options)
{
    requireSheetAlone(options, walk);
    const Fan made = makeFan(session, events, {walk, kept.steps, 0, kept.count, kept.seed}, options.files.sheet);
    if (!options.walk.json)
        printWritten(made.files, false);
    else
        printJson({{"files", made.files},
                   {"pictures", made.points.size() * std::size_t(kept.count)},
                   {"seconds", made.finished.seconds},
                   {"network_calls", made.finished.networkCalls},
                   {"recipe", recipeJson(made.started.recipe, walk.fullPaths)}});
    return made.started.recipe;
}

int sample(SampleOptions& options)
{
    options.walk.request.faults = faultsOf(options.faults);
    SampleRequest request = options.walk.request;
    SampleFiles files = options.files;
    SamplingRecipe wanted;
    if (!options.recipeFile.empty()) {
        wanted = samplingRecipeIn(options.recipeFile);
        request = requestOf(wanted);
        files.picture = wanted.picture;
        files.step = wanted.step;
        files.shownClass = wanted.shownClass;
        files.shownClassName = wanted.shownClassName;
        applyGiven(request, options, files);
        if (request.model.empty() || (!wanted.found && options.walk.model->count() == 0))
            throw Error("The model of this recipe was not found", wanted.modelName, "Name its folder with --model.");
    }
    const CatalogEntry sampler = samplerNamed(request.sampler);
    keepParamsOf(sampler, request.params);
    for (const auto& [key, value] : options.params.values())
        request.params.insert_or_assign(key, value);
    checkParams(sampler, request.params);
    if (files.picture && *files.picture >= request.count)
        files.picture.reset();
    for (const std::string& target : {files.sheet, files.film, request.rawFile})
        refuseOverwriting(target, {request.noiseFile, options.recipeFile, options.start.image, options.start.mask});
    refuseOverwriting(request.rawFile, {request.model});
    const bool fans = wanted.futures && !options.start.given();
    if (fans)
        options.keeping.refuse("a sheet of futures shows no walks that end in a picture of their own; leave it out");
    EventQueue events;
    Session session(options.keeping.listener(events));
    options.keeping.begin(session);
    checkSteps(session, events, request.model, options.walk);
    if (options.walk.classOption->count() > 0)
        request.classes = classNumbers(session, events, request.model, options.walk.classes);
    std::vector<SampleChange> variations = wanted.variations;
    applyStart(options.start, classNumbers(session, events, request.model, options.start.branchClasses), request,
               variations);
    if (!variations.empty()) {
        tellDifference(wanted, sampleRows(session, events, {request, variations}, options));
        options.keeping.end(session);
        return interrupted() ? interruptedCode() : kDone;
    }
    if (fans) {
        tellDifference(wanted, sampleFutures(session, events, request, *wanted.futures, options));
        return interrupted() ? interruptedCode() : kDone;
    }
    const MadeSamples made = makeSamples(session, events, request, files);
    tellDifference(wanted, made.recipe);
    printSamples(made, options.walk.json, request.fullPaths);
    options.keeping.end(session);
    return kDone;
}

void addOptions(CLI::App& parser, SampleOptions& options)
{
    SampleRequest& request = options.walk.request;
    options.keeping.addOption(parser);
    addWalkOptions(parser, options.walk,
                   "Sampler steps, one network call each; heun and edm take 2 N - 1 calls for N (20: 39), pndm 9 more");
    parser.add_option("--recipe", options.recipeFile,
                      "Draw again what made this picture or film; options given beside it override its recipe");
    options.sampler = parser.add_option("--sampler", request.sampler, "How to walk back from noise")
                          ->check(CLI::IsMember(idsOf(samplers())))
                          ->capture_default_str();
    options.seed = parser.add_option("--seed", request.seed, "Picture k starts from seed + k")
                       ->check(seedNumber())
                       ->capture_default_str();
    options.seedMode =
        parser
            .add_option("--seed-mode", request.seedMode,
                        "Who draws the noise: picture (each its own), diffusers (one torch generator, same pictures as "
                        "Python) or diffusers-list (a torch generator for each)")
            ->check(CLI::IsMember({"picture", "diffusers", "diffusers-list"}))
            ->capture_default_str();
    options.count = parser.add_option("--count", request.count, "Number of pictures")
                        ->check(wholeNumberFrom(1))
                        ->capture_default_str();
    options.scale = parser
                        .add_option("--guidance-scale", request.guidanceScale,
                                    "Classifier-free guidance towards the class; 1 is none")
                        ->check(numberBetween(0, 100))
                        ->capture_default_str();
    options.rescale =
        parser.add_option("--guidance-rescale", request.guidanceRescale, "Bring the contrast of guidance back, 0 to 1")
            ->check(numberBetween(0, 1))
            ->capture_default_str();
    options.nullClass =
        parser.add_option("--null-class", request.nullClass, "The model's class for \"none\", where it does not say")
            ->check(wholeNumberFrom(0));
    options.noise =
        parser.add_option("--noise", request.noiseFile, "safetensors file with x_T as \"noise\" [N, C, H, W]");
    options.broken =
        parser
            .add_option("--break", options.faults,
                        "Done wrong on purpose, to show what it is good for; several with commas: " + faultsHelp())
            ->delimiter(',');
    addStartOptions(parser, options.start);
}

} // namespace

Command addSample(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand("sample", "Make pictures from noise, or from a picture");
    const auto options = std::make_shared<SampleOptions>();
    addOptions(*parser, *options);
    SampleRequest& request = options->walk.request;
    auto* out = parser->add_option("--out", options->files.sheet, "Contact sheet, PNG")->check(fileNamed(".png"));
    auto* film =
        parser->add_option("--trajectory", options->files.film, "The way from noise to pictures: " + filmEndings())
            ->check(filmNamed());
    auto* raw = parser->add_option("--raw", request.rawFile, "safetensors file for \"images\" [N, C, H, W] in [-1, 1]");
    parser->add_flag("--caption", options->files.caption, "Write step, sampler, class and seed below the pictures");
    parser
        ->add_option("--equation", options->files.equation,
                     "Write the sum that each step is below the frames of a film, and below a picture alone")
        ->check(CLI::IsMember({"none", "words", "greek"}))
        ->capture_default_str();
    parser->add_flag("--smooth", options->files.smooth, "Enlarge with smooth edges instead of showing every pixel");
    options->params.add(*parser, paramsOf(samplers()));
    return {parser, [options, out, film, raw] {
                if (out->count() + film->count() + raw->count() == 0)
                    throw CLI::RequiredError("--out, --trajectory or --raw");
                if (options->recipeFile.empty() && options->walk.model->count() == 0)
                    throw CLI::RequiredError("--model or --recipe");
                return sample(*options);
            }};
}

} // namespace diffuscope::cli
