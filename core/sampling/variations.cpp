#include "core/sampling/variations.h"

#include "core/base/error.h"
#include "core/model/model_folder.h"
#include "core/recipe/recipe.h"
#include "core/sampling/generation_plan.h"
#include "core/sampling/model_sampling.h"

#include <algorithm>
#include <cmath>

namespace diffuscope {
namespace {

constexpr std::size_t kMostVariations = 1000;

std::vector<SampleRequest> requestsOf(const VariationsRequest& request)
{
    if (request.changes.empty() || request.changes.size() > kMostVariations)
        throw Error("That many variations cannot be made", std::to_string(request.changes.size()),
                    {"Choose 1 to %1.", {std::to_string(kMostVariations)}});
    std::vector<SampleRequest> all;
    for (const SampleChange& change : request.changes)
        all.push_back(changedRequest(request.base, change));
    return all;
}

VariationsStarted startedOf(const ModelSnapshot& model, const std::vector<SampleRequest>& requests)
{
    const Schedule schedule = scheduleOf(model.scheduler);
    VariationsStarted started;
    for (const SampleRequest& request : requests) {
        const GenerationPlan plan = planGeneration(model, schedule, request);
        started.variations.push_back({0, request.sampler, int(plan.steps().size()), request.guidanceScale,
                                      request.strength, plan.networkCalls()});
    }
    return started;
}

// Of all rows: that of the first without its change.
SamplingRecipe sheetRecipe(const SamplingRecipe& first, const VariationsRequest& request)
{
    SamplingRecipe recipe = recipeOf(request.base);
    recipe.modelName = first.modelName;
    recipe.trainedSteps = first.trainedSteps;
    recipe.weightsHash = first.weightsHash;
    recipe.count = first.count;
    recipe.from = first.from;
    recipe.mask = first.mask;
    recipe.between = first.between;
    recipe.variations = request.changes;
    return recipe;
}

double distanceBetween(const std::vector<Image>& a, const std::vector<Image>& b)
{
    double sum = 0;
    std::size_t values = 0;
    for (std::size_t k = 0; k < std::min(a.size(), b.size()); ++k) {
        values += a[k].values.size();
        for (std::size_t v = 0; v < a[k].values.size(); ++v)
            sum += std::pow(double(a[k].values[v]) - double(b[k].values[v]), 2);
    }
    return values == 0 ? 0 : std::sqrt(sum / double(values));
}

// Over all pairs: twice the variance of a value is the mean square of the difference of two.
double varietyOf(const std::vector<Image>& pictures)
{
    const auto count = double(pictures.size());
    if (pictures.size() < 2)
        return 0;
    double squares = 0;
    for (std::size_t v = 0; v < pictures.front().values.size(); ++v) {
        double mean = 0, apart = 0;
        for (const Image& picture : pictures)
            mean += double(picture.values[v]) / count;
        for (const Image& picture : pictures)
            apart += std::pow(double(picture.values[v]) - mean, 2);
        squares += 2 * apart / (count - 1);
    }
    return std::sqrt(squares / double(std::max<std::size_t>(1, pictures.front().values.size())));
}

// Of the first `count`; the first of several.
int longestOf(const std::vector<VariationsStarted::Variation>& all, std::size_t count)
{
    const auto end = all.begin() + std::ptrdiff_t(count);
    const auto longest = std::max_element(all.begin(), end,
                                          [](const auto& a, const auto& b) { return a.networkCalls < b.networkCalls; });
    return longest == end ? 0 : int(longest - all.begin());
}

} // namespace

VariationsFinished generateVariations(const std::shared_ptr<const ModelSnapshot>& model,
                                      const VariationsRequest& request, const VariationsObserver& observer,
                                      std::stop_token stop)
{
    const std::vector<SampleRequest> requests = requestsOf(request);
    const VariationsStarted started = startedOf(*model, requests);
    VariationsFinished all;
    std::vector<std::vector<Image>> pictures;
    for (std::size_t k = 0; k < requests.size() && !all.cancelled; ++k) {
        GenerationObserver one = observer.of(k);
        if (k == 0) // the first recipe knows the model and the pictures that were given
            one.started = [&, tell = one.started](const SampleStarted& first) {
                VariationsStarted whole = started;
                whole.recipe = sheetRecipe(first.recipe, request);
                observer.started(std::move(whole));
                if (tell)
                    tell(first);
            };
        SampleFinished finished = generate(model, requests[k], one, stop);
        all.cancelled = finished.cancelled;
        if (!all.cancelled) {
            pictures.push_back(finished.images);
            all.results.push_back({finished.networkCalls, finished.seconds, 0, varietyOf(finished.images)});
        }
        observer.finished(k, std::move(finished));
    }
    all.reference = longestOf(started.variations, pictures.size());
    for (std::size_t k = 0; k < pictures.size(); ++k)
        all.results[k].distance = distanceBetween(pictures[k], pictures[std::size_t(all.reference)]);
    return all;
}

} // namespace diffuscope
