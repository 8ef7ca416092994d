#include "core/sampling/generation_plan.h"

#include "core/base/error.h"
#include "core/diffusion/walk_start.h"
#include "core/model/model_folder.h"
#include "core/sampling/model_sampling.h"
#include "core/sampling/told_network.h"

#include <algorithm>

namespace diffuscope {
namespace {

constexpr int kMostRedos = 100;

void requireParts(const SamplerInfo& sampler, const SampleRequest& request)
{
    if (sampler.inverts && request.imageFiles.empty())
        throw Error("Inversion needs a picture", request.sampler, "Name the picture files to invert.");
    if (!sampler.inverts && !request.imageFiles.empty())
        throw Error("This sampler starts from noise, not from a picture", request.sampler, "Choose an inversion.");
    const bool starts = request.from.given() || !request.from.hash.empty();
    const bool masked = request.mask.given() || !request.mask.hash.empty();
    if (sampler.inverts && (starts || masked || request.branch))
        throw Error("An inversion has no start, no mask and no branch", request.sampler, "Choose a sampler.");
    if (masked && !starts)
        throw Error("A mask needs the picture that it keeps a part of", "", "Give the picture, too.");
    if (!(request.strength > 0 && request.strength <= 1))
        throw Error("The strength is out of range", std::to_string(request.strength), "Choose above 0, up to 1.");
    if (!starts && request.strength != 1)
        throw Error("A strength needs a picture to start from", std::to_string(request.strength),
                    "Give the picture, too.");
    if (request.between && (starts || masked || sampler.inverts || !request.noiseFile.empty()))
        throw Error("Between two noises there is no other start", request.sampler, "Leave one of them out.");
    if (request.redos < 1 || request.redos > kMostRedos)
        throw Error("A step cannot be taken that often", std::to_string(request.redos),
                    {"Choose 1 to %1.", {std::to_string(kMostRedos)}});
}

bool isSame(const NoiseLevel& a, const NoiseLevel& b) { return a.timestep == b.timestep && a.alphaBar == b.alphaBar; }

// The steps of a plan that lead on from a level; a first one to the next cleaner stop where the level is none of its
// own. Returns the index to begin at.
std::size_t goOnFrom(const NoiseLevel& level, std::vector<SamplerStep>& steps)
{
    const auto same =
        std::find_if(steps.begin(), steps.end(), [&](const SamplerStep& step) { return isSame(step.now, level); });
    if (same != steps.end())
        return std::size_t(same - steps.begin());
    const auto cleaner = std::find_if(steps.begin(), steps.end(),
                                      [&](const SamplerStep& step) { return step.now.alphaBar > level.alphaBar; });
    NoiseLevel end = steps.back().next;
    if (end.alphaBar <= level.alphaBar)
        end = {};
    std::vector<SamplerStep> rest = {{level, cleaner == steps.end() ? end : cleaner->now}};
    rest.insert(rest.end(), cleaner, steps.end());
    steps = std::move(rest);
    return 0;
}

SamplingPlan planOf(const ModelSnapshot& model, const Schedule& schedule, const SampleRequest& request)
{
    return planSampling(
        schedule, samplingDefaultsOf(model.scheduler),
        {request.sampler, request.steps, request.spacing, request.params, request.seedMode != "picture"});
}

WalkLeg branchLeg(const ModelSnapshot& model, const Schedule& schedule, const SampleRequest& request,
                  const WalkLeg& trunk, std::size_t at)
{
    const SampleChange& change = request.branch->change;
    if (change.strength)
        throw Error("A branch has no strength", std::to_string(*change.strength), "Choose where it leaves the walk.");
    WalkLeg leg;
    leg.request = changedRequest(request, change);
    const bool sameGrid = leg.request.sampler == request.sampler && leg.request.steps == request.steps &&
                          leg.request.params == request.params;
    leg.keepsHistory =
        sameGrid && leg.request.classes == request.classes && leg.request.guidanceScale == request.guidanceScale;
    leg.plan = sameGrid ? trunk.plan : planOf(model, schedule, leg.request);
    leg.from = sameGrid ? at : goOnFrom(trunk.plan.run.steps[at].now, leg.plan.run.steps);
    leg.to = leg.plan.run.steps.size();
    leg.noiseOffset = std::max(0, int(at) - int(leg.from));
    return leg;
}

int callsOf(const WalkLeg& leg, std::size_t from)
{
    const SamplerRun& run = leg.plan.run;
    const int redos = leg.request.mask.given() ? leg.request.redos : 1;
    return callsOfStep(leg.request) *
           networkCalls(samplerInfo(run.sampler), int(leg.to - from), run.params, leg.to == run.steps.size(), redos);
}

} // namespace

std::vector<SamplerStep> GenerationPlan::steps() const
{
    std::vector<SamplerStep> all;
    for (const WalkLeg& leg : legs) {
        const auto first = leg.plan.run.steps.begin();
        all.insert(all.end(), first + std::ptrdiff_t(leg.from), first + std::ptrdiff_t(leg.to));
    }
    return all;
}

int GenerationPlan::networkCalls() const
{
    if (legs.back().keepsHistory) // one walk, to whoever counts
        return inversionCalls + callsOf(legs.back(), legs.front().from);
    int calls = inversionCalls;
    for (const WalkLeg& leg : legs)
        calls += callsOf(leg, leg.from);
    return calls;
}

GenerationPlan planGeneration(const ModelSnapshot& model, const Schedule& schedule, const SampleRequest& request)
{
    requireParts(samplerInfo(request.sampler), request);
    WalkLeg trunk;
    trunk.request = request;
    trunk.plan = planOf(model, schedule, request);
    const auto& steps = trunk.plan.run.steps;
    if (request.strength < 1)
        trunk.from = nearestStop(steps, request.strength * schedule.timesteps());
    trunk.to = steps.size();
    const bool inverts = request.between && request.between->a.given();
    const int inversionCalls = inverts ? request.steps * callsOfStep(request) : 0;
    if (!request.branch)
        return {{trunk}, inversionCalls};
    if (request.branch->step < 1 || request.branch->step > schedule.timesteps())
        throw Error("The walk has no such step", std::to_string(request.branch->step),
                    {"Choose 1 to %1.", {std::to_string(schedule.timesteps())}});
    trunk.to = nearestStop(steps, request.branch->step, trunk.from);
    return {{trunk, branchLeg(model, schedule, request, trunk, trunk.to)}, inversionCalls};
}

SampleRequest changedRequest(SampleRequest request, const SampleChange& change)
{
    request.seed = change.seed.value_or(request.seed);
    if (!change.classes.empty())
        request.classes = change.classes;
    request.guidanceScale = change.guidanceScale.value_or(request.guidanceScale);
    request.steps = change.steps.value_or(request.steps);
    request.strength = change.strength.value_or(request.strength);
    if (!change.sampler.empty() && change.sampler != request.sampler) {
        request.sampler = change.sampler;
        const auto& specs = samplerInfo(request.sampler).params;
        std::erase_if(request.params, [&specs](const auto& setting) {
            return std::none_of(specs.begin(), specs.end(),
                                [&](const ParamSpec& spec) { return spec.key == setting.first; });
        });
    }
    for (const auto& [key, value] : change.params)
        request.params.insert_or_assign(key, value);
    return request;
}

} // namespace diffuscope
