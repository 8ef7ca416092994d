#pragma once
#include "core/recipe/recipe.h"

#include <QString>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// Recipes in which every field says something, and the settings that they know.
namespace recipes {

using namespace diffuscope;

inline constexpr std::uint64_t kMostSeed = std::numeric_limits<std::uint64_t>::max();

inline ParamSpec spec(const char* key, ParamSpec::Kind kind, double least, double most)
{
    ParamSpec made;
    made.key = key;
    made.kind = kind;
    made.minimum = least;
    made.maximum = most;
    if (kind == ParamSpec::Kind::Choice)
        made.choices = {"a", "b"};
    return made;
}

inline std::vector<ParamSpec> specsOfAllKinds()
{
    using Kind = ParamSpec::Kind;
    return {spec("on", Kind::Toggle, 0, 0), spec("whole", Kind::Integer, -9e18, 9e18), spec("real", Kind::Real, 0, 1),
            spec("one", Kind::Choice, 0, 0), spec("text", Kind::Text, 0, 0)};
}

inline RecipeSpecs known() { return {{{"every", specsOfAllKinds()}}, specsOfAllKinds()}; }

inline ParamValues valuesOfAllKinds()
{
    return {{"on", true},
            {"whole", -9007199254740993LL},
            {"real", 0.1},
            {"one", std::string("b")},
            {"text", std::string("Größe \"1\"")}};
}

inline SamplingRecipe fullSampling()
{
    SamplingRecipe recipe;
    recipe.model = "/models/shapes";
    recipe.modelName = "shapes";
    recipe.trainedSteps = 4'000'000'000;
    recipe.sampler = "every";
    recipe.steps = 17;
    recipe.spacing = "trailing";
    recipe.params = valuesOfAllKinds();
    recipe.seed = kMostSeed;
    recipe.seedMode = "diffusers-list";
    recipe.count = 4;
    recipe.classes = {0, 7};
    recipe.guidanceScale = 2.5;
    recipe.guidanceRescale = 0.7;
    recipe.nullClass = 10;
    recipe.imageFiles = {"a.png", "b ü.png"};
    recipe.noiseFile = "noise.safetensors";
    recipe.weightsHash = "0123456789abcdef";
    recipe.from = {"/pictures/lake.png", "00112233445566ff", "iVBORw0KGgo="};
    recipe.strength = 0.5;
    recipe.mask = {"mask.png", "8899aabbccddeeff", ""};
    recipe.redos = 10;
    recipe.branches = {Branch{400, {kMostSeed, {3}, 1.5, "every", valuesOfAllKinds(), 30, {}}}};
    recipe.variations = {{{}, {}, {}, "", {}, {}, 0.25}, {{}, {}, 4.0, "of tomorrow", {}, 5, {}}, {}};
    recipe.between = KeptInterpolation{kMostSeed,
                                       {"a.png", "0123456789abcdef", ""},
                                       {"", "", "iVBORw0KGgo="},
                                       true,
                                       NoiseSearch{40, "trailing", {6}, 1.5}};
    recipe.second = SecondReading{SecondReading::Way::Frequencies, 9, 1.5};
    recipe.futures = KeptFutures{{900, 300}, 8, kMostSeed};
    recipe.picture = 3;
    recipe.step = 400;
    recipe.shownClass = 7;
    recipe.shownClassName = "cat";
    return recipe;
}

inline ForwardRecipe fullForward()
{
    ForwardRecipe recipe;
    recipe.form = ForwardRecipe::Form::Walk;
    recipe.picture = "ramp & disc <1>.png";
    recipe.source = ForwardRecipe::Source::File;
    recipe.path = "/pictures/ramp & disc <1>.png";
    recipe.png = "iVBORw0KGgo=";
    recipe.side = 96;
    recipe.channels = 3;
    recipe.whole = true;
    recipe.schedule = ScheduleSpec{"linear", 500, {{"beta_start", 2e-4}, {"rescale", false}}};
    recipe.seed = kMostSeed;
    recipe.step = 240;
    recipe.steps = {0, 240, 500};
    return recipe;
}

inline TrainingRecipe fullTraining() { return {"builtin:digits", "quick", valuesOfAllKinds(), 300}; }

inline std::vector<Recipe> fullRecipes() { return {fullSampling(), fullForward(), fullTraining()}; }

inline QString said(const ReadRecipe& read)
{
    QString words;
    for (const RefusedField& refused : read.refused)
        words += QString::fromStdString(refused.field + " = " + refused.value + ": " + refused.takes + "\n");
    return words;
}

template <typename Kind> Kind readAs(const std::string& text)
{
    const ReadRecipe read = readRecipe(text, known());
    if (!read.recipe || !std::holds_alternative<Kind>(*read.recipe))
        qFatal("not what it should be: %s", text.c_str());
    return std::get<Kind>(*read.recipe);
}

inline std::optional<std::uint64_t> seedIn(const ReadRecipe& read)
{
    const auto* forward = std::get_if<ForwardRecipe>(&*read.recipe);
    return forward ? forward->seed : std::get<SamplingRecipe>(*read.recipe).seed;
}

} // namespace recipes
