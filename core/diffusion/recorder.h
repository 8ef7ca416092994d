#pragma once
#include "core/base/frame.h"
#include "core/diffusion/samplers.h"

namespace diffuscope {

// Turns sampler steps into Frames (noise levels as steps 0..T, see Frame).
FramePtr firstFrame(const torch::Tensor& noise, const SamplerStep& step, int stepCount);
FramePtr frameOf(const StepReport& report, int stepCount);

} // namespace diffuscope
