#include "core/sampling/generation_plan.h"

#include "core/base/error.h"
#include "core/diffusion/walk_start.h"
#include "core/model/model_folder.h"
#include "core/sampling/faulty_walk.h"
#include "core/sampling/given_picture.h"
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
    const bool starts = isTold(request.from), masked = isTold(request.mask);
    if (sampler.inverts && (starts || masked || !request.branches.empty()))
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

SamplingPlan rightPlan(const SamplingDefaults& model, const Schedule& schedule, const SampleRequest& request)
{
    return planSampling(
        schedule, model,
        {request.sampler, request.steps, request.spacing, request.params, request.seedMode != "picture"});
}

SamplingPlan planOf(const SamplingDefaults& model, const Schedule& schedule, const SampleRequest& request)
{
    SamplingPlan plan = rightPlan(model, schedule, request);
    if (!request.faults.any())
        return plan;
    requireFaults(request, plan);
    return rightPlan(model, schedule, faultySettings(request));
}

void requireStrokes(const Branch& branch, int count, int channels)
{
    if (branch.picture && (*branch.picture < 0 || *branch.picture >= count))
        throw Error("There is no such picture to paint on", std::to_string(*branch.picture),
                    {"Choose 0 to %1.", {std::to_string(count - 1)}});
    for (const PaintStroke& stroke : branch.strokes) {
        if (stroke.brush < 1 || stroke.brush > PaintStroke::kMostBrush)
            throw Error("The brush is out of range", std::to_string(stroke.brush),
                        {"Choose 1 to %1 pixels.", {std::to_string(PaintStroke::kMostBrush)}});
        if (stroke.path.empty() || stroke.path.size() % 2 != 0 || stroke.path.size() > PaintStroke::kLongestPath)
            throw Error(
                "A stroke needs its pixels", std::to_string(stroke.path.size()) + " numbers",
                {"Give a column and a row for each, up to %1 numbers.", {std::to_string(PaintStroke::kLongestPath)}});
        for (const int place : stroke.path)
            if (place < 0 || place > PaintStroke::kFarthest)
                throw Error("A stroke lies beyond any picture", std::to_string(place),
                            {"Choose 0 to %1.", {std::to_string(PaintStroke::kFarthest)}});
        const auto colours = int(stroke.colour.size());
        if (stroke.kind == PaintStroke::Kind::Paint && colours != 1 && colours != channels)
            throw Error("The paint does not fit the model", std::to_string(colours) + " values",
                        {"Give 1 or %1, from 0 to 255.", {std::to_string(channels)}});
    }
}

std::optional<NoiseInversion> inversionOf(const SamplingDefaults& model, const Schedule& schedule,
                                          const SampleRequest& request)
{
    const int pictures = request.between ? int(isTold(request.between->a)) + int(isTold(request.between->b)) : 0;
    if (pictures == 0)
        return std::nullopt;
    NoiseInversion way{request, {}, pictures, 0};
    way.request.faults = {}; // they are the walk's: the way there is right
    way.request.sampler = "ddim_inversion";
    way.request.params = {{"clip", std::string("off")}, // what a limit takes away does not come back
                          {"refinements", static_cast<long long>(request.between->refinements)}};
    if (const auto& found = request.between->found) {
        way.request.steps = found->steps;
        way.request.spacing = found->spacing;
        way.request.classes = found->classes;
        way.request.guidanceScale = found->guidanceScale;
    }
    way.plan = rightPlan(model, schedule, way.request);
    way.networkCalls = callsOfStep(way.request) *
                       networkCalls(samplerInfo(way.request.sampler), way.request.steps, way.request.params);
    return way;
}

WalkLeg branchLeg(const SamplingDefaults& model, int channels, const Schedule& schedule, const Branch& branch,
                  const WalkLeg& trunk)
{
    const SampleChange& change = branch.change;
    const SampleRequest& request = trunk.request;
    const std::size_t at = trunk.to;
    if (change.strength)
        throw Error("A branch has no strength", std::to_string(*change.strength), "Choose where it leaves the walk.");
    requireStrokes(branch, request.count, channels);
    WalkLeg leg;
    leg.request = changedRequest(request, change);
    leg.strokes = branch.strokes;
    leg.picture = branch.picture;
    const bool sameGrid = leg.request.sampler == request.sampler && leg.request.steps == request.steps &&
                          leg.request.params == request.params;
    leg.keepsHistory = sameGrid && leg.strokes.empty() && leg.request.classes == request.classes &&
                       leg.request.guidanceScale == request.guidanceScale;
    leg.plan = sameGrid ? trunk.plan : planOf(model, schedule, leg.request);
    leg.from = sameGrid ? at : goOnFrom(trunk.plan.run.steps[at].now, leg.plan.run.steps);
    leg.to = leg.plan.run.steps.size();
    leg.noiseOffset = std::max(0, trunk.noiseOffset + int(at) - int(leg.from));
    return leg;
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

int GenerationPlan::networkCalls() const { return networkCalls(0, legs.front().from); }

int GenerationPlan::networkCalls(std::size_t leg, std::size_t step) const
{
    int calls = inversion ? inversion->networkCalls : 0;
    for (std::size_t k = leg; k < legs.size(); ++k) {
        if (k > leg && !legs[k].strokes.empty()) // what was painted on is asked about first
            calls += callsOfStep(legs[k - 1].request);
        calls += networkCalls(k, k == leg ? step : legs[k].from, legs[k].to);
    }
    return calls;
}

// Legs that keep the history are one walk, to whoever counts: it is counted from the first of them.
int GenerationPlan::networkCalls(std::size_t leg, std::size_t from, std::size_t to) const
{
    std::size_t first = leg;
    while (first > 0 && legs[first].keepsHistory)
        --first;
    const std::size_t begin = legs[first].from;
    const WalkLeg& own = legs[leg];
    const SamplerRun& run = own.plan.run;
    const SamplerInfo& sampler = samplerInfo(run.sampler);
    const int redos = isTold(own.request.mask) ? own.request.redos : 1;
    const auto upTo = [&](std::size_t stop) {
        return diffuscope::networkCalls(sampler, int(stop - begin), run.params, stop == run.steps.size(), redos);
    };
    return callsOfStep(own.request) * (upTo(to) - upTo(from));
}

std::size_t GenerationPlan::sharedFrame(std::size_t branch) const
{
    const std::size_t at = frameAt(branch);
    for (std::size_t leg = branch; leg < legs.size() && frameAt(leg) == at; ++leg)
        if (!legs[leg].strokes.empty())
            return std::max<std::size_t>(1, at) - 1;
    return at;
}

std::size_t GenerationPlan::legBefore(std::size_t branch, std::size_t frame) const
{
    std::size_t leg = branch - 1;
    while (frameAt(leg) > frame)
        --leg;
    return leg;
}

int GenerationPlan::callsOfBranch() const
{
    const std::size_t branch = legs.size() - 1, frame = branch > 0 ? sharedFrame(branch) : 0;
    if (frame == 0) // a walk's first state is drawn, not remembered
        return networkCalls();
    const std::size_t leg = legBefore(branch, frame);
    return networkCalls(leg, legs[leg].from + frame - frameAt(leg));
}

std::size_t GenerationPlan::frameAt(std::size_t leg) const
{
    std::size_t frame = 0;
    for (std::size_t k = 0; k < leg; ++k)
        frame += legs[k].to - legs[k].from;
    return frame;
}

GenerationPlan planGeneration(const ModelSnapshot& model, const Schedule& schedule, const SampleRequest& request)
{
    return planGeneration(samplingDefaultsOf(model.scheduler), model.config.inChannels, schedule, request);
}

GenerationPlan planGeneration(const SamplingDefaults& model, int channels, const Schedule& schedule,
                              const SampleRequest& request)
{
    requireParts(samplerInfo(request.sampler), request);
    WalkLeg trunk;
    trunk.request = request;
    trunk.plan = planOf(model, schedule, request);
    const auto& steps = trunk.plan.run.steps;
    if (request.strength < 1)
        trunk.from = nearestStop(steps, request.strength * schedule.timesteps());
    trunk.to = steps.size();
    GenerationPlan plan{{trunk}, inversionOf(model, schedule, request)};
    for (const Branch& branch : request.branches) {
        if (branch.step < 1 || branch.step > schedule.timesteps())
            throw Error("The walk has no such step", std::to_string(branch.step),
                        {"Choose 1 to %1.", {std::to_string(schedule.timesteps())}});
        WalkLeg& left = plan.legs.back();
        left.to = nearestStop(left.plan.run.steps, branch.step, left.from);
        plan.legs.push_back(branchLeg(model, channels, schedule, branch, left));
    }
    return plan;
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
