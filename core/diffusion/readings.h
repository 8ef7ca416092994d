#pragma once
#include "core/diffusion/denoiser.h"

#include <functional>

namespace diffuscope {

// Two networks that agree on one picture. What they answer may be noise, data or velocity: each of these is linear in
// the predicted noise, so blending answers blends noises. Variance channels are the first network's.

// How the second one sees the picture, and the way back.
struct Turn {
    std::function<torch::Tensor(const torch::Tensor&)> there, back; // [N,C,H,W]
};
Turn halfTurn();
Turn quarterTurn(); // clockwise
Turn mirror();      // left and right

// (upright(x) + back(turned(there(x)))) / 2: Geng et al. 2024, "Visual Anagrams", eq. 2.
Network bothReadings(Network upright, Network turned, const Turn& turn);

// Low frequencies of one network's answer and high ones of the other's: Geng et al. 2024, "Factorized Diffusion",
// eq. 4. `blur`: the Gaussian that parts them, standard deviation in pixels; its kernel reaches to three of them and
// repeats the border. 0: all of `low`.
Network byFrequencies(Network low, Network high, double blur);
torch::Tensor blurred(const torch::Tensor& pictures, double deviation); // [N,C,H,W]

} // namespace diffuscope
