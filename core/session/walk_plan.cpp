#include "core/session/walk_plan.h"

#include "core/base/worker.h"
#include "core/sampling/futures.h"
#include "core/sampling/generation_plan.h"

#include <functional>
#include <utility>

namespace diffuscope {
namespace {

std::optional<int> counted(const ModelOpened& model, const SampleRequest& request,
                           const std::function<int(const GenerationPlan& plan)>& calls)
{
    std::optional<int> count;
    (void)attempt(
        [&] { count = calls(planGeneration(model.sampling, model.channels, Schedule(model.betas), request)); });
    return count;
}

} // namespace

SampleRequest withChange(SampleRequest request, const SampleChange& change)
{
    return changedRequest(std::move(request), change);
}

std::optional<int> networkCalls(const ModelOpened& model, const SampleRequest& request)
{
    return counted(model, request, [](const GenerationPlan& plan) { return plan.networkCalls(); });
}

std::optional<int> networkCallsOfBranch(const ModelOpened& model, const SampleRequest& request)
{
    return counted(model, request, [](const GenerationPlan& plan) { return plan.callsOfBranch(); });
}

std::optional<int> networkCalls(const ModelOpened& model, const VariationsRequest& request)
{
    int sum = 0;
    for (const SampleChange& change : request.changes) {
        const std::optional<int> calls = networkCalls(model, withChange(request.base, change));
        if (!calls)
            return std::nullopt;
        sum += *calls;
    }
    return sum;
}

std::optional<int> networkCalls(const ModelOpened& model, const FuturesRequest& request)
{
    return counted(model, request.walk, [&](const GenerationPlan& plan) { return networkCalls(plan, request); });
}

} // namespace diffuscope
