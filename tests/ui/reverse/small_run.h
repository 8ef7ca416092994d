#pragma once
#include "core/base/image/frame.h"
#include "core/messages/requests.h"
#include "core/messages/sample_events.h"
#include "core/schedule/schedule.h"

#include <memory>
#include <vector>

// A run of a sampler as the session tells it, made by hand: a few frames of small pictures whose values say which
// frame and which picture they are.
struct SmallRun {
    static constexpr int kSide = 4;
    std::vector<int> stops; // noise level of every frame, falling
    int pictures = 2;
    float offset = 0; // of all values: another run

    diffuscope::SampleStarted started(const diffuscope::SamplingRecipe& recipe = {}) const
    {
        diffuscope::SampleStarted event;
        event.frameCount = int(stops.size());
        event.frameSteps = stops;
        event.betas = diffuscope::makeSchedule({}).betas();
        event.recipe = recipe;
        return event;
    }

    diffuscope::SampleRequest request(const std::string& sampler = "ddim", std::uint64_t seed = 7) const
    {
        diffuscope::SampleRequest wanted;
        wanted.sampler = sampler;
        wanted.steps = int(stops.size()) - 1;
        wanted.seed = seed;
        wanted.count = pictures;
        return wanted;
    }

    float state(int index, int picture) const { return offset + 0.1f * float(picture) - 0.05f * float(index); }
    float data(int index, int picture) const { return offset + 0.2f * float(picture) + 0.02f * float(index * index); }

    std::vector<diffuscope::Image> all(float (SmallRun::*value)(int, int) const, int index) const
    {
        std::vector<diffuscope::Image> images;
        for (int k = 0; k < pictures; ++k)
            images.emplace_back(1, kSide, kSide, (this->*value)(index, k));
        return images;
    }

    // `from`: the first one to make; `before`: the frame that leads to it.
    std::vector<diffuscope::FramePtr> frames(int from = 0, diffuscope::FramePtr before = nullptr) const
    {
        const diffuscope::Schedule schedule = diffuscope::makeSchedule({});
        const auto alphaBar = [&schedule](int step) { return step > 0 ? schedule.alphaBar(step - 1) : 1.0; };
        std::vector<diffuscope::FramePtr> made;
        for (int k = from; k < int(stops.size()); ++k) {
            auto frame = std::make_shared<diffuscope::Frame>();
            frame->index = k;
            frame->count = int(stops.size());
            frame->step = stops[std::size_t(k)];
            frame->fromStep = stops[std::size_t(k > 0 ? k - 1 : 0)];
            frame->alphaBar = alphaBar(frame->step);
            frame->fromAlphaBar = alphaBar(frame->fromStep);
            const auto states = all(&SmallRun::state, k), data = all(&SmallRun::data, k);
            frame->pictures = k == 0 ? diffuscope::FrameImages(states, {})
                                     : diffuscope::FrameImages(states, all(&SmallRun::state, k - 1), data,
                                                               frame->fromAlphaBar, before->pictures, {});
            before = frame;
            made.push_back(std::move(frame));
        }
        return made;
    }
};
