#include "core/diffusion/best_blur.h"

#include "core/diffusion/readings.h"

#include <ATen/Functions.h>
#include <torch/types.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace diffuscope {
namespace {

constexpr double kLeastBlur = 0.2, kRatio = 1.25; // of the first look: pixels, and from one to the next

BestBlur blurOf(const torch::Tensor& noisy, const torch::Tensor& truth, double deviation)
{
    BestBlur tried{deviation > 0 ? blurred(noisy, deviation) : noisy, deviation, 0};
    tried.psnr = psnrOf(tried.picture, truth);
    return tried;
}

} // namespace

double psnrOf(const torch::Tensor& picture, const torch::Tensor& truth)
{
    const double error = (picture.to(torch::kDouble) - truth.to(torch::kDouble)).square().mean().item<double>();
    return 10 * std::log10(4 / error);
}

// A look at deviations from small to large, then closer around the best: more blur takes noise away and detail with
// it, so there is one best as a rule; where there are several, the first look has seen them.
BestBlur bestBlur(const torch::Tensor& noisy, const torch::Tensor& truth)
{
    const double most = std::max(1.0, double(std::min(noisy.size(2), noisy.size(3))) / 2);
    BestBlur best = blurOf(noisy, truth, 0);
    const auto take = [&](double deviation) {
        if (BestBlur tried = blurOf(noisy, truth, deviation); tried.psnr > best.psnr)
            best = std::move(tried);
    };
    for (double deviation = kLeastBlur; deviation < most; deviation *= kRatio)
        take(deviation);
    take(most);
    if (best.deviation == 0)
        return best;
    for (double ratio = std::sqrt(kRatio); ratio > 1.01; ratio = std::sqrt(ratio)) {
        const double middle = best.deviation;
        take(middle / ratio);
        take(std::min(most, middle * ratio));
    }
    return best;
}

} // namespace diffuscope
