#pragma once
#include "core/schedule/step_grid.h"

#include <torch/types.h>

#include <functional>

namespace diffuscope {

// Fresh Gaussian noise shaped like the state, that of step `stepIndex` of a run; asked for at most once an index. With
// inpainting, step k taken again for the r-th time asks for index k + r x the number of steps.
using NoiseSource = std::function<torch::Tensor(int stepIndex)>;

// Draws a part of a picture anew and keeps the rest (RePaint: Lugmayr et al. 2022, algorithm 1): after each step of any
// sampler what is kept is the picture, noised to the step's next level; `redos` times a step is taken, and in between
// its noise is put back, so that the new part has time to agree with the old. A walk to its end keeps the picture
// exactly there. UniPC starts anew in each step, since what it corrects from has not been mixed.
struct Inpainting {
    torch::Tensor picture; // x_0, [1,C,H,W] or [N,C,H,W]
    torch::Tensor redraw;  // bool [1,1,H,W]: what is drawn anew
    int redos = 1;
    NoiseSource noise; // of what is kept: asked for at 2 k for step k, and at 2 k + 1 to put noise back

    // Eq. 8: the step's result where it is drawn anew, else the picture at the step's next level; at `last` without any
    // noise.
    torch::Tensor mixed(const torch::Tensor& result, const NoiseLevel& next, int noiseIndex, bool last) const;
    // q(x_now | x_next) (algorithm 1, line 9): as noisy again as before the step.
    torch::Tensor noisedAgain(const torch::Tensor& result, const SamplerStep& step, int noiseIndex) const;
};

} // namespace diffuscope
