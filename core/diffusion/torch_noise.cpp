#include "core/diffusion/torch_noise.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Functions.h>
#include <torch/types.h>

#include <utility>

namespace diffuscope {

struct TorchNoise::State {
    std::vector<std::int64_t> shape; // of one draw
    std::vector<at::Generator> generators;

    torch::Tensor draw()
    {
        std::vector<torch::Tensor> parts;
        for (const auto& generator : generators)
            parts.push_back(at::randn(shape, generator, at::TensorOptions().dtype(at::kFloat)));
        return parts.size() == 1 ? parts.front() : at::cat(parts);
    }
};

TorchNoise::TorchNoise(std::vector<std::int64_t> shape, std::uint64_t seed, bool onePerPicture)
    : state_(std::make_shared<State>())
{
    const std::int64_t count = onePerPicture ? shape.front() : 1;
    for (std::int64_t k = 0; k < count; ++k)
        state_->generators.push_back(at::detail::createCPUGenerator(seed + std::uint64_t(k)));
    if (onePerPicture)
        shape.front() = 1;
    state_->shape = std::move(shape);
}

torch::Tensor TorchNoise::draw() { return state_->draw(); }

NoiseSource TorchNoise::source()
{
    return [state = state_](int) { return state->draw(); };
}

} // namespace diffuscope
