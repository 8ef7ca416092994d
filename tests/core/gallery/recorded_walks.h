#pragma once
#include "core/base/random.h"
#include "core/messages/recorded_walk.h"

#include <cmath>

// A recorded walk small enough for a test, of noise.
namespace diffuscope {

inline RecordedWalk recordedWalk(std::uint64_t seed, int steps = 4, int pictures = 2,
                                 const TrajectoryStorage& storage = {})
{
    RecordedWalk walk;
    walk.started.betas.assign(std::size_t(steps) * 10, 0.02);
    walk.started.recipe.sampler = "ddim";
    walk.started.recipe.steps = steps;
    walk.started.recipe.seed = seed;
    walk.started.recipe.count = pictures;
    walk.started.storage = storage;
    walk.started.frameCount = steps + 1;
    walk.model.name = "Starter digits";
    walk.model.path = "/gone/model";
    walk.model.channels = 1;
    walk.model.side = 8;
    walk.model.classNames = {"zero", "one"};
    walk.seconds = 2.5;
    const auto noise = [&](int k, int what) {
        std::vector<Image> all;
        for (int picture = 0; picture < pictures; ++picture)
            all.push_back(noiseImage(1, 8, 8, seed * 1000 + std::uint64_t(k * 100 + what * 10 + picture)));
        return all;
    };
    for (int k = 0; k <= steps; ++k) {
        const auto frame = std::make_shared<Frame>();
        frame->index = k;
        frame->count = steps + 1;
        frame->step = (steps - k) * 10;
        frame->fromStep = k == 0 ? frame->step : frame->step + 10;
        frame->alphaBar = std::pow(0.98, frame->step);
        frame->fromAlphaBar = std::pow(0.98, frame->fromStep);
        walk.started.frameSteps.push_back(frame->step);
        if (k == 0) {
            frame->pictures = FrameImages(noise(k, 0), storage);
        } else {
            frame->pictures = FrameImages(noise(k, 0), noise(k, 1), noise(k, 2), frame->fromAlphaBar,
                                          walk.frames.back()->pictures, storage);
            frame->terms.next = {{StepTerm::Kind::State, 0.5},
                                 {StepTerm::Kind::PredictedData, 1.0 / 3, k > 1 ? 1 : 0, 2}};
            frame->limited.assign(std::size_t(pictures), k % 2 == 0);
        }
        walk.frames.push_back(frame);
    }
    return walk;
}

} // namespace diffuscope
