#pragma once
#include "core/schedule/step_grid.h"

#include <torch/types.h>

#include <cstddef>
#include <vector>

namespace diffuscope {

// x at a level, from a picture and noise (Ho et al. 2020, eq. 4): where SDEdit starts (Meng et al. 2022, algorithm 1).
torch::Tensor noisedTo(const NoiseLevel& level, const torch::Tensor& picture, const torch::Tensor& noise);

// The step of a grid, at or after `first`, that begins nearest to so many noise steps, 0 .. T; of two equally near ones
// the noisier.
std::size_t nearestStop(const std::vector<SamplerStep>& steps, double noiseSteps, std::size_t first = 0);

// Between two noises [C,H,W] at 0 .. 1: on the great circle (slerp: Shoemake 1985, "Animating rotation with quaternion
// curves"), whose points are as long as noise is, or on the straight line. Noises of one direction have only the line.
torch::Tensor slerp(const torch::Tensor& a, const torch::Tensor& b, double at);
torch::Tensor onTheLine(const torch::Tensor& a, const torch::Tensor& b, double at);

} // namespace diffuscope
