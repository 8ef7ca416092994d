#include "core/model/embedding.h"

#include <cmath>

namespace diffuscope {

torch::Tensor timestepFeatures(const torch::Tensor& timesteps, int dim, bool flipSinToCos, int freqShift)
{
    const int half = dim / 2;
    const auto indices = torch::arange(0, half, torch::kFloat32);
    const auto frequencies = torch::exp(indices * -std::log(10000.0) / double(half - freqShift));
    const auto angles = timesteps.to(torch::kFloat32).unsqueeze(1) * frequencies.unsqueeze(0).to(timesteps.device());
    const auto sine = torch::sin(angles), cosine = torch::cos(angles);
    auto features = flipSinToCos ? torch::cat({cosine, sine}, 1) : torch::cat({sine, cosine}, 1);
    if (dim % 2 == 1)
        features = torch::constant_pad_nd(features, {0, 1});
    return features;
}

TimeEmbeddingImpl::TimeEmbeddingImpl(int features, int channels)
{
    first_ = register_module("linear_1", torch::nn::Linear(features, channels));
    second_ = register_module("linear_2", torch::nn::Linear(channels, channels));
}

torch::Tensor TimeEmbeddingImpl::forward(const torch::Tensor& features)
{
    return second_->forward(torch::silu(first_->forward(features)));
}

} // namespace diffuscope
