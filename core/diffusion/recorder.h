#pragma once
#include "core/base/frame.h"
#include "core/diffusion/samplers.h"

namespace diffuscope {

// Where the stops of a run lie on the timeline, as whole steps 0..T: the first level, then every next one. Levels that
// round to the same step are moved apart, so that each stop can be reached; a run to clean data ends at 0.
std::vector<int> frameSteps(const std::vector<SamplerStep>& grid, int timesteps);

// Turns sampler steps into Frames; `stops` as given by frameSteps().
FramePtr firstFrame(const torch::Tensor& noise, const NoiseLevel& level, const std::vector<int>& stops);
FramePtr frameOf(const StepReport& report, const std::vector<int>& stops);

} // namespace diffuscope
