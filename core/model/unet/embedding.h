#pragma once
#include "core/model/config/unet_config.h"

#include <torch/nn/modules/linear.h>

namespace diffuscope {

// Sinusoidal features of (possibly fractional) timesteps [N] -> [N, dim] (Vaswani et al. 2017; computed in float32 as
// diffusers does): frequencies exp(-ln 10000 * i / (dim/2 - freqShift)), sin|cos, or cos|sin when flipped.
torch::Tensor timestepFeatures(const torch::Tensor& timesteps, int dim, bool flipSinToCos, int freqShift);

// time_embedding_type: what a timestep is before the first linear layer.
// positional: timestepFeatures, without weights. fourier: sin|cos(2 pi w ln t) with fixed random w (Song et al. 2021),
// t above 0. learned: a table, t whole and below num_train_timesteps.
class TimeProjectionImpl : public torch::nn::Module {
public:
    explicit TimeProjectionImpl(const UNetConfig& config);
    torch::Tensor forward(const torch::Tensor& values); // [N] -> [N, C0], fourier [N, 2 C0]

private:
    std::string type_;
    int width_, freqShift_;
    bool flip_;
    torch::Tensor weight_;
};
TORCH_MODULE(TimeProjection);

// linear_1 - SiLU - linear_2
class TimeEmbeddingImpl : public torch::nn::Module {
public:
    TimeEmbeddingImpl(int features, int channels);
    torch::Tensor forward(const torch::Tensor& features); // [N, features] -> [N, channels]

private:
    torch::nn::Linear first_{nullptr}, second_{nullptr};
};
TORCH_MODULE(TimeEmbedding);

} // namespace diffuscope
