#pragma once
#include <ATen/core/Generator.h>
#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

namespace diffuscope {

// Dropout (Srivastava et al. 2014) with a generator of its own, so that a training step can be repeated: what is left
// out depends on the seed and the calls since, not on anybody else who draws from torch's global generator.
class SeededDropoutImpl : public torch::nn::Module {
public:
    explicit SeededDropoutImpl(double probability);
    torch::Tensor forward(const torch::Tensor& x); // as it is in eval mode
    void seed(std::uint64_t seed);

private:
    double probability_;
    at::Generator generator_;
};
TORCH_MODULE(SeededDropout);

} // namespace diffuscope
