#pragma once
#include "core/diffusion/samplers.h"

#include <ATen/core/Generator.h>

#include <memory>
#include <vector>

namespace diffuscope {

// Noise drawn as diffusers' pipelines draw it: from torch generators on the CPU, first x_T, then the noise of each step
// in turn. One generator for the whole batch (torch.Generator().manual_seed(seed)), or one for each picture
// (a list, seeded seed + k), whose pictures do not depend on the batch. Not thread-safe.
class TorchNoise {
public:
    TorchNoise(std::vector<std::int64_t> shape, std::uint64_t seed, bool onePerPicture); // shape [N,C,H,W]
    torch::Tensor draw();
    NoiseSource source(); // draws on each call; outlives this object

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace diffuscope
