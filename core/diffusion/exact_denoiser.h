#pragma once
#include "core/diffusion/denoiser.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

namespace diffuscope {

// A training set as it is kept: 8 bits a value, planar. `at` may be called from any thread.
struct BytePictures {
    int count = 0, channels = 0, height = 0, width = 0;
    std::function<const std::uint8_t*(int index)> at;
};

// What a network would answer that had learnt its loss to the end: the posterior mean over the training set,
//     E[x0 | x_t] = sum_i w_i x_i,  w = softmax(-||x_t - sqrt(alphaBar) x_i||^2 / (2 (1 - alphaBar))),
// the minimiser of the loss on this very set (Karras et al. 2022, appendix B.3). A network that agreed with it
// everywhere could only give the training pictures back; what it makes of new ones is its difference from this
// (Kamb & Ganguli 2024).
// It stands beside Denoiser, in the layer that knows noise levels and no set, so that it can be walked with as any
// network and tested against closed forms. The set stays in bytes and is read in blocks; all sums are of doubles.
class ExactDenoiser {
public:
    // `mirrored`: every picture counts twice, as it is and left to right, as training with mirroring shows them.
    ExactDenoiser(BytePictures set, bool mirrored);

    struct Answer {
        torch::Tensor data;           // [N,C,H,W], float
        std::vector<double> heaviest; // of each: the largest weight, 0 .. 1
    };
    // Of states [N,C,H,W] at a level each, alphaBar below 1; one pass over the set for all of them. `progress` is told
    // the share that is done, 0 .. 1. Throws Error("Cancelled"), and for states of another shape.
    Answer operator()(const torch::Tensor& states, const std::vector<double>& alphaBars, std::stop_token stop = {},
                      const std::function<void(double)>& progress = {}) const;

    Network network(const Schedule& schedule) const; // the same as a network that predicts noise

    static std::size_t bytesFor(std::size_t states, std::size_t values); // of memory, beside the set

private:
    torch::Tensor block(int from, int to) const; // [to - from, values], double

    BytePictures set_;
    bool mirrored_;
};

} // namespace diffuscope
