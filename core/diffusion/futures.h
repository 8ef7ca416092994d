#pragma once
#include "core/diffusion/samplers.h"

namespace diffuscope {

// What may still become of one x_t.
struct Futures {
    torch::Tensor finals;         // [N,C,H,W]
    torch::Tensor mean, variance; // [C,H,W] over them; the variance divides by N - 1
    double spread = 0;            // root of the mean of their squared deviations from the mean: of N, over all values
};

// Walks on from one state [1,C,H,W] `count` times, each time with noise of its own: `fresh` and the run's inpainting
// draw [count,C,H,W]. Multistep methods keep the history of the state. A cancelled walk has no finals.
Futures futuresFrom(const SamplerRun& run, const Denoiser& denoiser, const WalkState& from, int count,
                    const NoiseSource& fresh, std::stop_token stop = {});

Futures futuresOf(torch::Tensor finals); // 2 or more

} // namespace diffuscope
