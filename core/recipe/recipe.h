#pragma once
#include "core/messages/recipes.h"
#include "core/messages/requests.h"

#include <map>
#include <string>
#include <vector>

// The one place that writes, reads and checks recipes. In a file a recipe is a JSON object:
//   "program"   "diffuscope"
//   "version"   of the program
//   "format"    kRecipeFormat; files without it are older
//   "process"   "forward", "training" or "sampling"; older samplings have a text "sampler" instead
// and the fields that recipe_fields.h lists for its kind. In PNG files it is the text "diffuscope"; beside it
// "diffuscope-picture" holds x_0 itself as a PNG file in base64 (of at most 512 x 512), so that a pasted or drawn
// picture, and one whose file is gone, can be had again. GIF keeps both as comments, SVG the recipe in <desc>, PDF as
// the attachment recipe.json.
namespace diffuscope {

inline constexpr int kRecipeFormat = 1; // grows when a field changes its meaning

// Files are given away: paths that lead through the user's home folder, or have the user's name in them, are left out.
enum class RecipePaths { Public, All };
std::string toJson(const Recipe& recipe, RecipePaths paths = RecipePaths::Public); // UTF-8, one line

// The settings that there are, by the sampler's id. Those of schedules are known here.
struct RecipeSpecs {
    std::map<std::string, std::vector<ParamSpec>> samplers = {}; // of one that is not listed: taken as they are
    std::vector<ParamSpec> training = {};                        // empty: the same
};

// Throws nothing for what the text says; an empty text has no recipe. 64-bit seeds are exact, as numbers and as text
// of digits.
ReadRecipe readRecipe(const std::string& text, const RecipeSpecs& specs = {});

// Everything that decides the pictures of a request, but for what only its model knows.
SamplingRecipe recipeOf(const SampleRequest& request);

// The other way, but for `variations` and `futures`: the request that draws the same pictures, from the model that was
// found, or else the one that is named.
SampleRequest requestOf(const SamplingRecipe& recipe);

} // namespace diffuscope
