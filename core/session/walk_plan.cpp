#include "core/session/walk_plan.h"

#include "core/base/worker.h"
#include "core/sampling/futures.h"
#include "core/sampling/generation_plan.h"
#include "core/sampling/judged.h"

#include <algorithm>
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

int judgingCalls(const ModelOpened& model, std::size_t pictures, int draws)
{
    return judgingCalls(model.classes, model.side, pictures, draws);
}

RecordingPlan recordingOf(const ModelOpened& model, const SampleRequest& request, std::size_t budget)
{
    RecordingPlan recording{std::size_t(request.steps) + 1, std::size_t(std::max(1, request.count)), {}, 0, 0};
    const std::size_t values = std::size_t(model.channels) * std::size_t(model.side) * std::size_t(model.side);
    (void)attempt([&] { // one that would be refused is refused when it is asked
        const GenerationPlan plan = planGeneration(model.sampling, model.channels, Schedule(model.betas), request);
        recording.frames = plan.steps().size() + 1;
        if (plan.inversion)
            recording.wayUp = wayUpStorage(plan.inversion->plan.run.steps.size() + 1,
                                           std::size_t(plan.inversion->pictures), values, budget)
                                  .bytes;
    });
    recording.storage = trajectoryStorage(recording.frames, recording.pictures, values, budget - recording.wayUp);
    recording.bytes =
        recording.wayUp + trajectoryBytes(recording.storage, recording.frames, recording.pictures, values);
    return recording;
}

} // namespace diffuscope
