#pragma once
#include "core/base/image/frame.h"
#include "core/diffusion/samplers.h"

namespace diffuscope {

// Where the stops of a run lie on the timeline, as whole steps 0..T: the first level, then every next one. Levels that
// round to the same step are moved apart, so that each stop can be reached; a run to clean data ends at 0.
std::vector<int> frameSteps(const std::vector<SamplerStep>& grid, int timesteps);

// Turns the steps of one run into Frames; `stops` as given by frameSteps().
class Recorder {
public:
    Recorder(std::vector<int> stops, const TrajectoryStorage& storage);
    FramePtr first(const torch::Tensor& noise, const NoiseLevel& level);
    // The same in the middle: what the network said on the way to it is not known.
    FramePtr resume(int index, const torch::Tensor& state, const NoiseLevel& level);
    FramePtr next(const StepReport& report);

private:
    std::vector<int> stops_;
    TrajectoryStorage storage_;
    FramePtr newest_;
};

} // namespace diffuscope
