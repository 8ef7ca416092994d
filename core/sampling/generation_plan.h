#pragma once
#include "core/diffusion/sampling_plan.h"
#include "core/messages/requests.h"

#include <optional>
#include <vector>

namespace diffuscope {

struct ModelSnapshot;

// A stretch of a walk with one sampler and one network.
struct WalkLeg {
    SampleRequest request; // as it is meant here
    SamplingPlan plan;
    std::size_t from = 0, to = 0;          // of the plan's steps: from .. to - 1
    bool keepsHistory = false;             // goes on from the leg before as if there were no border
    int noiseOffset = 0;                   // added to a step's index when noise is asked for, so that none comes twice
    std::vector<PaintStroke> strokes = {}; // on the state that it starts from
    std::optional<int> picture = {};       // that they are on; empty: on all
};

// How the noise of pictures is found.
struct NoiseInversion {
    SampleRequest request; // told as the way up is
    SamplingPlan plan;
    int pictures = 0; // whose noise is found
    int networkCalls = 0;
};

// The noise levels that a request walks along, with nothing left open.
struct GenerationPlan {
    std::vector<WalkLeg> legs;                    // one, and one more for each branch
    std::optional<NoiseInversion> inversion = {}; // before the walk, where it lies between the noises of pictures
    std::vector<SamplerStep> steps() const;
    int networkCalls() const;                                  // of the model
    int networkCalls(std::size_t leg, std::size_t step) const; // from there on, with the history that it has there
    int networkCalls(std::size_t leg, std::size_t from, std::size_t to) const; // of these steps of one leg
    int callsOfBranch() const;                  // of the last one, where the walk that it leaves is remembered whole
    std::size_t frameAt(std::size_t leg) const; // that a leg starts from, counted from the walk's start
    // The last frame that a branch has in common with the walk it leaves and can go on from. What is painted on is a
    // frame of its own, so that the step which leads there is taken again.
    std::size_t sharedFrame(std::size_t branch) const;
    std::size_t legBefore(std::size_t branch, std::size_t frame) const; // that a frame before a branch lies on
};

// Throws Error for what contradicts itself or is out of range. `channels`: of the model's pictures.
GenerationPlan planGeneration(const SamplingDefaults& model, int channels, const Schedule& schedule,
                              const SampleRequest& request);
GenerationPlan planGeneration(const ModelSnapshot& model, const Schedule& schedule, const SampleRequest& request);

// The request with a change. Settings that another sampler does not have are left out.
SampleRequest changedRequest(SampleRequest request, const SampleChange& change);

} // namespace diffuscope
