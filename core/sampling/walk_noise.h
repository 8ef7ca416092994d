#pragma once
#include "core/diffusion/inpainting.h"

#include <cstdint>
#include <vector>

namespace diffuscope {

struct SampleRequest;
struct UNetConfig;

// Where x_T and the noise of the steps come from.
struct WalkNoise {
    torch::Tensor initial; // [N,C,H,W], N(0, 1); of an inversion the pictures
    NoiseSource fresh;     // of the samplers' steps
    NoiseSource kept;      // see Inpainting::noise
};

// Throws Error for pictures or noise that do not fit the model, and for too many of them.
WalkNoise walkNoise(const UNetConfig& config, const SampleRequest& request);

// Between two noises [1,C,H,W], as many as the request's count; all take their steps with the noise of one picture.
WalkNoise noiseBetween(const torch::Tensor& a, const torch::Tensor& b, const SampleRequest& request);

// The noise of the steps alone, from another seed.
WalkNoise stepNoise(const std::vector<std::int64_t>& shape, const std::string& seedMode, std::uint64_t seed);

} // namespace diffuscope
