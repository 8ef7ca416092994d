#pragma once
#include "core/base/image/frame.h"
#include "core/diffusion/inpainting.h"
#include "core/messages/recipes.h"
#include "core/sampling/generation_plan.h"
#include "core/sampling/given_picture.h"
#include "core/sampling/walk_noise.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace diffuscope {

struct ModelSnapshot;

// A request with everything that it needs to set out.
struct PreparedWalk {
    SampleRequest request;
    Schedule schedule;
    GenerationPlan plan;
    WalkNoise noise;
    torch::Tensor start;                     // x at the first level [N,C,H,W]
    std::optional<Inpainting> inpainting;    // what a mask keeps
    std::optional<LoadedPicture> from, mask; // that were given
    std::optional<LoadedPicture> endA, endB; // of an interpolation
    std::vector<FramePtr> up = {};           // how their noise was found: see SampleStarted
    int count() const;
};

// Reads files; where noise is to be found for pictures, the network is asked and its calls are counted in `calls`.
// Throws Error for all that is wrong with the request.
PreparedWalk prepareWalk(const std::shared_ptr<const ModelSnapshot>& model, const SampleRequest& request,
                         std::stop_token stop, int& calls);

// What the leg is to be walked with, from this noise on.
SamplerRun runOf(const PreparedWalk& walk, const WalkLeg& leg, const WalkNoise& noise);
NoiseSource freshFor(const WalkLeg& leg, const WalkNoise& noise);

// Everything that decides its pictures. Reads all weights the first time that a model is asked.
SamplingRecipe recipeOf(const PreparedWalk& walk, const ModelSnapshot& model);

} // namespace diffuscope
