#include "core/model/unet/embedding.h"

#include <cmath>

namespace diffuscope {

torch::Tensor timestepFeatures(const torch::Tensor& timesteps, int dim, bool flipSinToCos, int freqShift)
{
    const int half = dim / 2;
    const auto indices = torch::arange(0, half, torch::kFloat32);                                 // [dim/2]
    const auto frequencies = torch::exp(indices * -std::log(10000.0) / double(half - freqShift)); // [dim/2]
    const auto angles = timesteps.to(torch::kFloat32).unsqueeze(1) * frequencies.unsqueeze(0).to(timesteps.device());
    const auto sine = torch::sin(angles), cosine = torch::cos(angles); // [N, dim/2], as the angles
    auto features = flipSinToCos ? torch::cat({cosine, sine}, 1) : torch::cat({sine, cosine}, 1); // [N, dim or dim - 1]
    if (dim % 2 == 1)
        features = torch::constant_pad_nd(features, {0, 1}); // [N, dim]
    return features;
}

TimeProjectionImpl::TimeProjectionImpl(const UNetConfig& config)
    : type_(config.timeEmbeddingType), width_(config.blockOutChannels.front()), freqShift_(config.freqShift),
      flip_(config.flipSinToCos)
{
    if (type_ == "fourier") {
        torch::randn({width_}); // the reference draws twice and keeps the second
        weight_ = register_parameter("weight", torch::randn({width_}) * 16, false);
    } else if (type_ == "learned") {
        weight_ = register_parameter("weight", torch::randn({config.numTrainTimesteps.value(), width_}));
    }
}

torch::Tensor TimeProjectionImpl::forward(const torch::Tensor& values)
{
    if (type_ == "learned")
        return torch::embedding(weight_, values.to(torch::kInt64)); // [N, C0]
    if (type_ == "positional")
        return timestepFeatures(values, width_, flip_, freqShift_); // [N, C0]
    // The angles are large: another order of the products would show in the sines.
    const auto angles = torch::log(values).unsqueeze(1) * weight_.unsqueeze(0) * 2 * M_PI; // [N, C0]
    return torch::cat({torch::sin(angles), torch::cos(angles)}, 1);                        // [N, 2 C0]
}

TimeEmbeddingImpl::TimeEmbeddingImpl(int features, int channels)
{
    first_ = register_module("linear_1", torch::nn::Linear(features, channels));
    second_ = register_module("linear_2", torch::nn::Linear(channels, channels));
}

torch::Tensor TimeEmbeddingImpl::forward(const torch::Tensor& features)
{
    return second_->forward(torch::silu(first_->forward(features))); // [N, features] -> [N, channels]
}

} // namespace diffuscope
