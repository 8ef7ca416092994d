#include "core/diffusion/walk_start.h"

#include <algorithm>
#include <cmath>

namespace diffuscope {

torch::Tensor noisedTo(const NoiseLevel& level, const torch::Tensor& picture, const torch::Tensor& noise)
{
    return level.signalScale() * picture + level.noiseScale() * noise;
}

std::size_t nearestStop(const std::vector<SamplerStep>& steps, double noiseSteps, std::size_t first)
{
    std::size_t nearest = first;
    const auto away = [&](std::size_t k) { return std::abs(steps[k].now.timestep + 1 - noiseSteps); };
    for (std::size_t k = first; k < steps.size(); ++k)
        if (away(k) < away(nearest))
            nearest = k;
    return nearest;
}

torch::Tensor slerp(const torch::Tensor& a, const torch::Tensor& b, double at)
{
    constexpr double kLeastSine = 1e-4;
    const auto length = [](const torch::Tensor& x) { return x.to(torch::kDouble).norm().item<double>(); };
    const double product = (a.to(torch::kDouble) * b.to(torch::kDouble)).sum().item<double>();
    const double angle = std::acos(std::clamp(product / (length(a) * length(b)), -1.0, 1.0));
    if (!(std::sin(angle) > kLeastSine))
        return onTheLine(a, b, at);
    return std::sin((1 - at) * angle) / std::sin(angle) * a + std::sin(at * angle) / std::sin(angle) * b;
}

torch::Tensor onTheLine(const torch::Tensor& a, const torch::Tensor& b, double at) { return (1 - at) * a + at * b; }

} // namespace diffuscope
