#include "app/cli/commands/gallery_verify.h"

#include "app/cli/event_queue.h"
#include "app/cli/output.h"
#include "app/cli/samples.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/base/worker.h"
#include "core/gallery/picture_files.h"
#include "core/recipe/recipe.h"
#include "core/session/tools.h"

#include <nlohmann/json.hpp>

#include <cstdlib>

namespace diffuscope::cli {
namespace {

struct Verdict {
    int largest = 0; // of 255; 0: the same
    int column = 0, row = 0;
    bool otherWeights = false;
};

SamplingRecipe recipeFor(const std::string& file)
{
    const ReadRecipe read = recipeIn(file);
    const auto* recipe = read.recipe ? std::get_if<SamplingRecipe>(&*read.recipe) : nullptr;
    if (!recipe)
        throw Error("This picture keeps no recipe that can be repeated", file);
    if (!recipe->found)
        throw Error("The model of this picture was not found", recipe->modelName,
                    "Put it where it was, or into the folder of your runs.");
    return *recipe;
}

Verdict compared(const Image& kept, const Image& drawn)
{
    if (!kept.sameShape(drawn))
        throw Error("The model draws pictures of another size now",
                    std::to_string(drawn.width) + " x " + std::to_string(drawn.height));
    Verdict verdict;
    for (int channel = 0; channel < kept.channels; ++channel)
        for (int row = 0; row < kept.height; ++row)
            for (int column = 0; column < kept.width; ++column) {
                const int difference =
                    std::abs(int(toByte(kept.at(channel, row, column))) - int(toByte(drawn.at(channel, row, column))));
                if (difference > verdict.largest)
                    verdict = {difference, column, row, false};
            }
    return verdict;
}

Verdict verified(Session& session, EventQueue& events, const std::string& file)
{
    const SamplingRecipe recipe = recipeFor(file);
    const MadeSamples made = makeSamples(session, events, requestOf(recipe), {});
    Verdict verdict = compared(pictureIn(file), made.images.at(std::size_t(recipe.picture.value_or(0))));
    verdict.otherWeights = recipe.found->weights == FoundModel::Weights::Other;
    return verdict;
}

std::string wordsOf(const Verdict& verdict)
{
    if (verdict.largest == 0)
        return "the same, bit for bit";
    std::string words = "largest difference " + std::to_string(verdict.largest) + " of 255, at column " +
                        std::to_string(verdict.column) + ", row " + std::to_string(verdict.row);
    if (verdict.otherWeights)
        words += "; the weights that were found are not those of the recipe";
    else if (verdict.largest <= 2)
        words += "; another processor or version rounds otherwise";
    return words;
}

} // namespace

bool verifyPictures(const std::vector<std::pair<GalleryId, std::string>>& files, bool json)
{
    EventQueue events;
    Session session(events.listener());
    bool allSame = true;
    nlohmann::ordered_json results = nlohmann::ordered_json::array();
    for (const auto& [id, file] : files) {
        Verdict verdict;
        const auto problem = attempt([&, name = file] { verdict = verified(session, events, name); });
        allSame = allSame && !problem && verdict.largest == 0;
        const std::string words = problem ? problem->what() : wordsOf(verdict);
        if (!json)
            printLine("Picture " + std::to_string(id) + ": " + words);
        results.push_back({{"id", id}, {"same", !problem && verdict.largest == 0}, {"verdict", words}});
        if (!problem)
            results.back()["largest_difference"] = verdict.largest;
    }
    if (json)
        printJson(results);
    return allSame;
}

} // namespace diffuscope::cli
