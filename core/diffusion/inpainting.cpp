#include "core/diffusion/inpainting.h"

#include <ATen/Functions.h>

#include <cmath>

namespace diffuscope {

torch::Tensor Inpainting::mixed(const torch::Tensor& result, const NoiseLevel& next, int noiseIndex, bool last) const
{
    const auto kept = last ? picture : next.signalScale() * picture + next.noiseScale() * noise(2 * noiseIndex);
    return at::where(redraw, result, kept.to(result.dtype()));
}

torch::Tensor Inpainting::noisedAgain(const torch::Tensor& result, const SamplerStep& step, int noiseIndex) const
{
    const double left = step.now.alphaBar / step.next.alphaBar; // of the signal's power
    return std::sqrt(left) * result + std::sqrt(1 - left) * noise(2 * noiseIndex + 1).to(result.dtype());
}

} // namespace diffuscope
