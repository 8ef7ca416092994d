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

inline const std::vector<ParamSpec>* paramsOf(const RecipeSpecs& specs, const std::string& sampler)
{
    const auto known = specs.samplers.find(sampler);
    return known == specs.samplers.end() ? nullptr : &known->second;
}

template <typename Fields> void visitPicture(Fields& fields, const char* key, KeptPicture& picture)
{
    fields.object(key, picture != KeptPicture(), [&picture](auto& inner) {
        inner.text("file", picture.file);
        inner.text("hash", picture.hash);
        inner.text("png", picture.png, ForwardRecipe::kLongestPng);
    });
}

// Of another sampler than the recipe's; without one its settings are the recipe's sampler's.
template <typename Fields>
void visitFields(Fields& fields, SampleChange& change, const RecipeSpecs& specs, const std::string& sampler)
{
    fields.seed("seed", change.seed);
    fields.wholes("classes", change.classes, 0, std::numeric_limits<int>::max(), Empty::LeftOut);
    fields.real("guidance_scale", change.guidanceScale, 0, 100);
    fields.text("sampler", change.sampler);
    fields.settingsIfAny("params", change.params, paramsOf(specs, change.sampler.empty() ? sampler : change.sampler));
    fields.whole("steps", change.steps, 1, kMostTimesteps);
    fields.real("strength", change.strength, 0, 1);
}

template <typename Fields> void visitFields(Fields& fields, KeptInterpolation& between)
{
    std::optional<std::uint64_t> seed = between.seed;
    fields.seed("seed", seed);
    between.seed = seed.value_or(0);
    visitPicture(fields, "a", between.a);
    visitPicture(fields, "b", between.b);
    fields.flag("straight", between.straight);
    fields.optionalObject("found", between.found, [](Fields& inner, NoiseSearch& found) {
        inner.whole("steps", found.steps, 1, kMostTimesteps);
        inner.choice("spacing", found.spacing, {"model", "leading", "trailing", "linspace"});
        inner.wholes("classes", found.classes, 0, std::numeric_limits<int>::max(), Empty::LeftOut);
        inner.real("guidance_scale", found.guidanceScale, 0, 100);
    });
    fields.whole("refinements", between.refinements, 0, Interpolation::kMostRefinements);
}

template <typename Fields> void visitFields(Fields& fields, SecondReading& second)
{
    fields.named("way", second.way, {"half_turn", "quarter_turn", "mirror", "frequencies"});
    fields.whole("class", second.label, 0, std::numeric_limits<int>::max());
    fields.real("blur", second.blur, 0, 1000);
}

// Only the faults there are: a reader who does not know one should say so.
template <typename Fields> void visitFields(Fields& fields, Faults& faults)
{
    fields.wholeUnless(0, "t_offset", faults.timestepOffset, -Faults::kMostOffset, Faults::kMostOffset);
    fields.flagIfOn("no_noise", faults.noNoise);
    fields.flagIfOn("no_input_scaling", faults.noInputScaling);
    fields.flagIfOn("no_clipping", faults.noClipping);
    fields.flagIfOn("large_variance", faults.largeVariance);
    fields.flagIfOn("frozen_time", faults.frozenTime);
    fields.flagIfOn("cut_skips", faults.cutSkips);
    fields.flagIfOn("raw_weights", faults.rawWeights);
}

template <typename Fields> void visitFields(Fields& fields, KeptFutures& futures)
{
    fields.wholes("steps", futures.steps, 0, kMostTimesteps, Empty::Written);
    fields.whole("count", futures.count, 2, kMostTimesteps);
    std::optional<std::uint64_t> seed = futures.seed;
    fields.seed("seed", seed);
    futures.seed = seed.value_or(futures.seed);
}

template <typename Fields> void visitFields(Fields& fields, PaintStroke& stroke)
{
    fields.named("kind", stroke.kind, {"paint", "renew", "erase"});
    fields.whole("brush", stroke.brush, 1, PaintStroke::kMostBrush);
    fields.wholes("colour", stroke.colour, 0, 255, Empty::LeftOut);
    fields.wholes("path", stroke.path, 0, PaintStroke::kFarthest, Empty::Written);
}

// `sampler`: of the walk that it leaves.
template <typename Fields>
void visitFields(Fields& fields, Branch& branch, const RecipeSpecs& specs, const std::string& sampler)
{
    fields.whole("step", branch.step, 0, kMostTimesteps);
    visitFields(fields, branch.change, specs, sampler);
    fields.whole("picture", branch.picture, 0, kMostTimesteps - 1);
    fields.objects("strokes", branch.strokes, [](Fields& inner, PaintStroke& stroke) { visitFields(inner, stroke); });
}

// One stands by itself, as it did before there could be several: older programs read it.
template <typename Fields> void visitBranches(Fields& fields, SamplingRecipe& recipe, const RecipeSpecs& specs)
{
    std::string sampler = recipe.sampler;
    const auto visit = [&](Fields& inner, Branch& branch) {
        visitFields(inner, branch, specs, sampler);
        if (!branch.change.sampler.empty())
            sampler = branch.change.sampler;
    };
    std::optional<Branch> one;
    std::vector<Branch> several;
    if (recipe.branches.size() == 1)
        one = recipe.branches.front();
    else
        several = recipe.branches;
    fields.optionalObject("branch", one, visit);
    fields.objects("branches", several, visit);
    if (one)
        several.insert(several.begin(), *one);
    recipe.branches = several;
}

// What is left out where it says nothing, since older programs would name it as unknown.
template <typename Fields> void visitStart(Fields& fields, SamplingRecipe& recipe, const RecipeSpecs& specs)
{
    visitPicture(fields, "from", recipe.from);
    fields.realUnless(1, "strength", recipe.strength, 0, 1);
    visitPicture(fields, "mask", recipe.mask);
    fields.wholeUnless(1, "redos", recipe.redos, 1, 100);
    visitBranches(fields, recipe, specs);
    fields.optionalObject("between", recipe.between,
                          [](Fields& inner, KeptInterpolation& between) { visitFields(inner, between); });
    fields.optionalObject("second", recipe.second,
                          [](Fields& inner, SecondReading& second) { visitFields(inner, second); });
    fields.object("faults", recipe.faults.any(), [&recipe](auto& inner) { visitFields(inner, recipe.faults); });
    fields.optionalObject("futures", recipe.futures,
                          [](Fields& inner, KeptFutures& futures) { visitFields(inner, futures); });
    fields.objects("variations", recipe.variations,
                   [&](Fields& inner, SampleChange& change) { visitFields(inner, change, specs, recipe.sampler); });
}

template <typename Fields> void visitFields(Fields& fields, SamplingRecipe& recipe, const RecipeSpecs& specs)
{
    constexpr auto kMost = std::numeric_limits<int>::max();
    fields.text("model", recipe.model);
    fields.text("model_name", recipe.modelName);
    fields.whole("trained_steps", recipe.trainedSteps, 0, std::numeric_limits<std::int64_t>::max());
    fields.text("weights_hash", recipe.weightsHash);
    fields.text("instructions", recipe.instructions);
    fields.text("sampler", recipe.sampler);
    fields.whole("steps", recipe.steps, 1, kMostTimesteps);
    fields.choice("spacing", recipe.spacing, {"model", "leading", "trailing", "linspace"});
    fields.settings("params", recipe.params, paramsOf(specs, recipe.sampler));
    fields.seed("seed", recipe.seed);
    fields.choice("seed_mode", recipe.seedMode, {"picture", "diffusers", "diffusers-list"});
    fields.whole("count", recipe.count, 1, kMostTimesteps);
    fields.wholes("classes", recipe.classes, 0, kMost, Empty::Written);
    fields.real("guidance_scale", recipe.guidanceScale, 0, 100);
    fields.real("guidance_rescale", recipe.guidanceRescale, 0, 1);
    fields.whole("null_class", recipe.nullClass, 0, kMost);
    fields.texts("image_files", recipe.imageFiles);
    fields.text("noise_file", recipe.noiseFile);
    visitStart(fields, recipe, specs);
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
