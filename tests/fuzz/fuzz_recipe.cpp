// Any text as a recipe. Nothing is thrown, what was not taken is named in a bounded list, and what is accepted is
// written and read again without a change.
#include "core/recipe/recipe.h"
#include "tests/fuzz/only_errors.h"

#include <cstddef>
#include <cstdint>

using namespace diffuscope;

namespace {

RecipeSpecs someSettings()
{
    ParamSpec eta;
    eta.key = "eta";
    eta.maximum = 1;
    ParamSpec order;
    order.key = "order";
    order.kind = ParamSpec::Kind::Choice;
    order.choices = {"1", "2"};
    return {{{"ddim", {eta}}, {"dpm", {eta, order}}}, {eta, order}};
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const RecipeSpecs specs = someSettings();
    const ReadRecipe read = readRecipe(std::string(reinterpret_cast<const char*>(data), size), specs);
    fuzz::claim(read.refused.size() <= 12, "the list is short");
    if (!read.recipe)
        return 0;
    const std::string written = toJson(*read.recipe);
    const ReadRecipe again = readRecipe(written, specs);
    fuzz::claim(again.recipe && again.refused.empty(), "what is written is known");
    fuzz::claim(toJson(*again.recipe) == written, "a recipe survives");
    return 0;
}
