#pragma once
#include "core/recipe/recipe.h"

#include <algorithm>
#include <limits>

// Every field of every kind of recipe, said once: FieldsWriter puts them into JSON, FieldsReader takes them out again
// and checks them. Texts and optionals that are empty are not written. Internal to core/recipe.
namespace diffuscope {

enum class Empty { Written, LeftOut };

// beta_0 and beta_{T-1} of its schedule; none where that cannot be made.
std::vector<double> betaEnds(const ForwardRecipe& recipe);

inline constexpr int kMostTimesteps = 10'000;

template <typename Fields> void visitFields(Fields& fields, SamplingRecipe& recipe, const RecipeSpecs& specs)
{
    constexpr auto kMost = std::numeric_limits<int>::max();
    fields.text("model", recipe.model);
    fields.text("model_name", recipe.modelName);
    fields.whole("trained_steps", recipe.trainedSteps, 0, std::numeric_limits<std::int64_t>::max());
    fields.text("weights_hash", recipe.weightsHash);
    fields.text("sampler", recipe.sampler);
    fields.whole("steps", recipe.steps, 1, kMostTimesteps);
    fields.choice("spacing", recipe.spacing, {"model", "leading", "trailing", "linspace"});
    const auto known = specs.samplers.find(recipe.sampler);
    fields.settings("params", recipe.params, known == specs.samplers.end() ? nullptr : &known->second);
    fields.seed("seed", recipe.seed);
    fields.choice("seed_mode", recipe.seedMode, {"picture", "diffusers", "diffusers-list"});
    fields.whole("count", recipe.count, 1, kMostTimesteps);
    fields.wholes("classes", recipe.classes, 0, kMost, Empty::Written);
    fields.real("guidance_scale", recipe.guidanceScale, 0, 100);
    fields.real("guidance_rescale", recipe.guidanceRescale, 0, 1);
    fields.whole("null_class", recipe.nullClass, 0, kMost);
    fields.texts("image_files", recipe.imageFiles);
    fields.text("noise_file", recipe.noiseFile);
    fields.whole("picture", recipe.picture, 0, kMostTimesteps - 1);
    fields.whole("step", recipe.step, 0, kMostTimesteps);
    fields.whole("class", recipe.shownClass, 0, kMost);
    fields.text("class_name", recipe.shownClassName);
}

// 0: not said.
template <typename Fields> void visitTimesteps(Fields& fields, ScheduleSpec& spec)
{
    int timesteps = spec.timesteps;
    fields.count("timesteps", timesteps, kMostTimesteps);
    if (spec.timesteps == 0)
        spec.timesteps = timesteps;
}

template <typename Fields> void visitFields(Fields& fields, ScheduleSpec& spec)
{
    fields.text("id", spec.id);
    visitTimesteps(fields, spec);
    const auto& catalog = scheduleCatalog();
    const auto known =
        std::find_if(catalog.begin(), catalog.end(), [&spec](const ScheduleInfo& info) { return info.id == spec.id; });
    fields.settings("params", spec.params, known == catalog.end() ? nullptr : &known->params);
}

template <typename Fields> void visitSource(Fields& fields, ForwardRecipe& recipe)
{
    fields.named("kind", recipe.source, {"", "file", "dataset", "embedded"});
    fields.text("path", recipe.path);
    fields.text("dataset", recipe.dataset);
    fields.whole("index", recipe.index, 0, std::numeric_limits<int>::max());
}

// The path and the number of steps stand in two places: older programs look for them there.
template <typename Fields> void visitFields(Fields& fields, ForwardRecipe& recipe, const RecipeSpecs&)
{
    fields.named("form", recipe.form, {"jump", "walk"});
    fields.text("picture", recipe.picture);
    fields.object("source", recipe.source != ForwardRecipe::Source::None,
                  [&recipe](Fields& source) { visitSource(source, recipe); });
    fields.text("path", recipe.path);
    fields.whole("side", recipe.side, 1, 1 << 16);
    fields.whole("channels", recipe.channels, 0, 3); // 0: as the picture has them
    fields.flag("whole", recipe.whole);
    fields.optionalObject("schedule", recipe.schedule,
                          [](Fields& inner, ScheduleSpec& spec) { visitFields(inner, spec); });
    if (recipe.schedule) // without one their number says nothing, and is named
        visitTimesteps(fields, *recipe.schedule);
    const int last = recipe.schedule && recipe.schedule->timesteps > 0 ? recipe.schedule->timesteps : kMostTimesteps;
    fields.seedDigits("seed", recipe.seed);
    fields.whole("step", recipe.step, 0, last);
    fields.wholes("steps", recipe.steps, 0, last, Empty::LeftOut);
    fields.text("png", recipe.png, ForwardRecipe::kLongestPng);
    fields.forPeople({"beta_start", "beta_end"}, [&recipe] { return betaEnds(recipe); });
}

template <typename Fields> void visitFields(Fields& fields, TrainingRecipe& recipe, const RecipeSpecs& specs)
{
    fields.text("source", recipe.source);
    fields.text("source_name", recipe.sourceName);
    fields.text("preset", recipe.preset);
    fields.settings("settings", recipe.settings, specs.training.empty() ? nullptr : &specs.training);
    fields.whole("step", recipe.step, 0, std::numeric_limits<std::int64_t>::max());
}

} // namespace diffuscope
