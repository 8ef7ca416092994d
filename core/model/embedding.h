#pragma once
#include <torch/nn/modules/linear.h>

namespace diffuscope {

// Sinusoidal features of (possibly fractional) timesteps [N] -> [N, dim] (Vaswani et al. 2017; computed in float32 as
// diffusers does): frequencies exp(-ln 10000 * i / (dim/2 - freqShift)), sin|cos, or cos|sin when flipped.
torch::Tensor timestepFeatures(const torch::Tensor& timesteps, int dim, bool flipSinToCos, int freqShift);

// linear_1 - SiLU - linear_2
class TimeEmbeddingImpl : public torch::nn::Module {
public:
    TimeEmbeddingImpl(int features, int channels);
    torch::Tensor forward(const torch::Tensor& features);

private:
    torch::nn::Linear first_{nullptr}, second_{nullptr};
};
TORCH_MODULE(TimeEmbedding);

} // namespace diffuscope
