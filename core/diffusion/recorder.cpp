#include "core/diffusion/recorder.h"

#include "core/interop/torch_image.h"

#include <torch/types.h>

#include <algorithm>
#include <cmath>

namespace diffuscope {

namespace {

std::vector<PackedImage> pack(const torch::Tensor& batch)
{
    std::vector<PackedImage> packed;
    for (const auto& image : imagesOf(batch))
        packed.emplace_back(image);
    return packed;
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

FramePtr firstFrame(const torch::Tensor& noise, const NoiseLevel& level, const std::vector<int>& stops)
{
    auto frame = std::make_shared<Frame>();
    frame->count = int(stops.size());
    frame->step = frame->fromStep = stops.front();
    frame->alphaBar = frame->fromAlphaBar = level.alphaBar;
    frame->state = pack(noise);
    return frame;
}

FramePtr frameOf(const StepReport& report, const std::vector<int>& stops)
{
    auto frame = std::make_shared<Frame>();
    frame->index = report.index + 1;
    frame->count = int(stops.size());
    frame->step = stops[std::size_t(report.index) + 1];
    frame->fromStep = stops[std::size_t(report.index)];
    frame->alphaBar = report.step.next.alphaBar;
    frame->fromAlphaBar = report.step.now.alphaBar;
    frame->state = pack(report.state);
    frame->predictedNoise = pack(report.prediction.noise);
    frame->predictedData = pack(report.prediction.data);
    frame->addedNoiseScale = report.addedNoiseScale;
    return frame;
}

} // namespace diffuscope
