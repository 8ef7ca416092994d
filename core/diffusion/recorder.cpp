#include "core/diffusion/recorder.h"

#include "core/interop/torch_image.h"

#include <torch/types.h>

#include <algorithm>
#include <cmath>

namespace diffuscope {

namespace {

std::vector<bool> flagsOf(const torch::Tensor& flags) // [N] bool, or undefined
{
    std::vector<bool> result;
    for (std::int64_t k = 0; flags.defined() && k < flags.size(0); ++k)
        result.push_back(flags[k].item<bool>());
    return result;
}

} // namespace

std::vector<int> frameSteps(const std::vector<SamplerStep>& grid, int timesteps)
{
    const bool inverts = grid.front().next.alphaBar < grid.front().now.alphaBar;
    const int count = int(grid.size());
    const auto wholeStep = [&](int i) {
        const NoiseLevel& level = i == 0 ? grid.front().now : grid[std::size_t(i - 1)].next;
        return int(std::lround(level.timestep)) + 1;
    };
    std::vector<int> stops(std::size_t(count) + 1);
    for (int k = 0; k <= count; ++k) { // from the clean end
        const int i = inverts ? k : count - k, lowest = k == 0 ? 0 : stops[std::size_t(inverts ? i - 1 : i + 1)] + 1;
        stops[std::size_t(i)] = k == 0 ? 0 : std::clamp(wholeStep(i), lowest, timesteps - (count - k));
    }
    return stops;
}

Recorder::Recorder(std::vector<int> stops, const TrajectoryStorage& storage)
    : stops_(std::move(stops)), storage_(storage)
{
}

FramePtr Recorder::first(const torch::Tensor& noise, const NoiseLevel& level) { return resume(0, noise, level); }

FramePtr Recorder::resume(int index, const torch::Tensor& state, const NoiseLevel& level)
{
    auto frame = std::make_shared<Frame>();
    frame->index = index;
    frame->count = int(stops_.size());
    frame->step = frame->fromStep = stops_[std::size_t(index)];
    frame->alphaBar = frame->fromAlphaBar = level.alphaBar;
    frame->pictures = FrameImages(imagesOf(state), storage_);
    return newest_ = frame;
}

FramePtr Recorder::next(const StepReport& report)
{
    auto frame = std::make_shared<Frame>();
    frame->index = report.index + 1;
    frame->count = int(stops_.size());
    frame->step = stops_[std::size_t(report.index) + 1];
    frame->fromStep = stops_[std::size_t(report.index)];
    frame->alphaBar = report.step.next.alphaBar;
    frame->fromAlphaBar = report.step.now.alphaBar;
    TrajectoryStorage storage = storage_;
    if (frame->index + 1 == frame->count)
        storage.stateBits = 16; // the result is what people keep
    frame->pictures = FrameImages(imagesOf(report.state), imagesOf(report.prediction.noise),
                                  imagesOf(report.prediction.data), frame->fromAlphaBar, newest_->pictures, storage);
    frame->addedNoiseScale = report.addedNoiseScale;
    frame->terms = report.terms;
    frame->stirredAlphaBar = report.stirredAlphaBar;
    frame->limited = flagsOf(report.prediction.limited);
    return newest_ = frame;
}

} // namespace diffuscope
