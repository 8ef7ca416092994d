#include "core/diffusion/recorder.h"

#include "core/interop/torch_image.h"

#include <torch/types.h>

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

FramePtr firstFrame(const torch::Tensor& noise, const SamplerStep& step, int stepCount)
{
    auto frame = std::make_shared<Frame>();
    frame->count = stepCount + 1;
    frame->step = frame->fromStep = step.timestep + 1;
    frame->state = pack(noise);
    return frame;
}

FramePtr frameOf(const StepReport& report, int stepCount)
{
    auto frame = std::make_shared<Frame>();
    frame->index = report.index + 1;
    frame->count = stepCount + 1;
    frame->step = report.step.previous + 1;
    frame->fromStep = report.step.timestep + 1;
    frame->state = pack(report.state);
    frame->predictedNoise = pack(report.prediction.noise);
    frame->predictedData = pack(report.prediction.data);
    frame->addedNoiseScale = report.addedNoiseScale;
    return frame;
}

} // namespace diffuscope
