#include "core/recipe/recipe.h"

#include "core/base/user_folders.h"
#include "core/base/worker.h"
#include "core/json/untrusted_json.h"
#include "core/recipe/fields_reader.h"
#include "core/recipe/fields_writer.h"
#include "core/recipe/recipe_fields.h"
#include "core/recipe/recipe_paths.h"
#include "core/schedule/schedule_check.h"

namespace diffuscope {
using nlohmann::json;

namespace {

const char* processOf(const Recipe& recipe)
{
    constexpr const char* kNames[] = {"sampling", "forward", "training"}; // as the variant has them
    return kNames[recipe.index()];
}

// Whether it is a recipe, and of what.
std::optional<Recipe> emptyRecipe(const json& object)
{
    const auto process = object.find("process"), sampler = object.find("sampler");
    if (process != object.end() && *process == "forward")
        return ForwardRecipe();
    if (process != object.end() && *process == "training")
        return TrainingRecipe();
    const bool sampling = (process != object.end() && *process == "sampling") ||
                          (sampler != object.end() && sampler->is_string()); // older ones named no process
    return sampling ? std::optional<Recipe>(SamplingRecipe()) : std::nullopt;
}

void readHead(FieldsReader& fields, ReadRecipe& read)
{
    std::string process;
    std::int64_t format = 0;
    fields.known("program");
    fields.text("version", read.version);
    fields.whole("format", format, 0, std::numeric_limits<std::int64_t>::max());
    fields.choice("process", process, {"sampling", "forward", "training"});
    read.version = shortened(read.version);
    read.newer = format > kRecipeFormat;
}

} // namespace

std::vector<double> betaEnds(const ForwardRecipe& recipe)
{
    if (!recipe.schedule)
        return {};
    const ScheduleCheck check = checkSchedule(*recipe.schedule);
    if (!check.schedule)
        return {};
    return {check.schedule->betas().front(), check.schedule->betas().back()};
}

std::string toJson(const Recipe& recipe, RecipePaths paths)
{
    nlohmann::ordered_json object = {{"program", "diffuscope"},
                                     {"version", DIFFUSCOPE_VERSION},
                                     {"format", kRecipeFormat},
                                     {"process", processOf(recipe)}};
    FieldsWriter fields(object);
    std::visit([&fields](auto kind) { visitFields(fields, kind, RecipeSpecs()); },
               paths == RecipePaths::All ? recipe : withoutPrivatePaths(recipe));
    return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

ReadRecipe readRecipe(const std::string& text, const RecipeSpecs& specs)
{
    ReadRecipe read;
    json object = json::object();
    if (!text.empty())
        read.unreadable = attempt([&] { object = parseUntrusted(text, "recipe", "Cannot read the recipe"); });
    FieldsReader fields(object, read);
    readHead(fields, read);
    read.recipe = emptyRecipe(object);
    if (!read.recipe) {
        read.refused.clear(); // somebody else's, or a newer one of ours
        read.newer = read.newer && object.value("program", json()) == "diffuscope";
        return read;
    }
    std::visit([&](auto& kind) { visitFields(fields, kind, specs); }, *read.recipe);
    if (auto* forward = std::get_if<ForwardRecipe>(&*read.recipe);
        forward && !forward->path.empty() && forward->source == ForwardRecipe::Source::None)
        forward->source = ForwardRecipe::Source::File;
    fields.finish();
    return read;
}

namespace {

// Its pixels are kept by whoever has loaded it.
KeptPicture keptOf(const GivenPicture& given) { return {lastingSource(given.file), given.hash, given.png}; }

GivenPicture givenOf(const KeptPicture& kept) { return {{}, kept.png, kept.file, kept.hash}; }

} // namespace

SamplingRecipe recipeOf(const SampleRequest& request)
{
    SamplingRecipe recipe;
    recipe.model = request.model == "training" ? request.model : lastingSource(request.model);
    recipe.sampler = request.sampler;
    recipe.steps = request.steps;
    recipe.spacing = request.spacing;
    recipe.params = request.params;
    recipe.seed = request.seed;
    recipe.seedMode = request.seedMode;
    recipe.count = request.count;
    recipe.classes = request.classes;
    recipe.guidanceScale = request.guidanceScale;
    recipe.guidanceRescale = request.guidanceRescale;
    if (request.nullClass >= 0)
        recipe.nullClass = request.nullClass;
    for (const std::string& file : request.imageFiles)
        recipe.imageFiles.push_back(lastingSource(file));
    recipe.noiseFile = lastingSource(request.noiseFile);
    recipe.from = keptOf(request.from);
    recipe.strength = request.strength;
    recipe.mask = keptOf(request.mask);
    recipe.redos = request.redos;
    recipe.branches = request.branches;
    if (request.between)
        recipe.between =
            KeptInterpolation{request.between->seed,     keptOf(request.between->a), keptOf(request.between->b),
                              request.between->straight, request.between->found,     request.between->refinements};
    recipe.second = request.second;
    recipe.faults = request.faults;
    return recipe;
}

SampleRequest requestOf(const SamplingRecipe& recipe)
{
    SampleRequest request;
    request.model = recipe.found ? recipe.found->path : recipe.model;
    request.sampler = recipe.sampler;
    request.steps = recipe.steps;
    request.spacing = recipe.spacing;
    request.params = recipe.params;
    if (recipe.sampler == "ddim_inversion") // from before there were any
        request.params.try_emplace("refinements", 0LL);
    request.seed = recipe.seed.value_or(0);
    request.seedMode = recipe.seedMode;
    request.count = recipe.count;
    request.classes = recipe.classes;
    request.guidanceScale = recipe.guidanceScale;
    request.guidanceRescale = recipe.guidanceRescale;
    request.nullClass = recipe.nullClass.value_or(request.nullClass);
    request.imageFiles = recipe.imageFiles;
    request.noiseFile = recipe.noiseFile;
    request.from = givenOf(recipe.from);
    request.strength = recipe.strength;
    request.mask = givenOf(recipe.mask);
    request.redos = recipe.redos;
    request.branches = recipe.branches;
    if (recipe.between)
        request.between =
            Interpolation{recipe.between->seed,     givenOf(recipe.between->a), givenOf(recipe.between->b),
                          recipe.between->straight, recipe.between->found,      recipe.between->refinements};
    request.second = recipe.second;
    request.faults = recipe.faults;
    return request;
}

} // namespace diffuscope
