#include "core/diffusion/readings.h"

#include <ATen/Functions.h>
#include <torch/types.h>

#include <cmath>
#include <utility>

namespace diffuscope {
namespace {

// `blend` on the answers; what else the first network says stays.
Network blendedNetwork(Network first, Network second, const Turn& turn,
                       std::function<torch::Tensor(const torch::Tensor&, const torch::Tensor&)> blend)
{
    return [first = std::move(first), second = std::move(second), turn,
            blend = std::move(blend)](const torch::Tensor& state, const torch::Tensor& timesteps) {
        const std::int64_t channels = state.size(1);
        const auto all = first(state, timesteps);
        const auto other = turn.back(second(turn.there(state), timesteps).slice(1, 0, channels));
        const auto both = blend(all.slice(1, 0, channels), other);
        return all.size(1) == channels ? both : at::cat({both, all.slice(1, channels)}, 1);
    };
}

} // namespace

Turn halfTurn()
{
    const auto turned = [](const torch::Tensor& x) { return at::rot90(x, 2, {2, 3}).contiguous(); };
    return {turned, turned};
}

Turn quarterTurn()
{
    return {[](const torch::Tensor& x) {
                return at::rot90(x, -1, {2, 3}).contiguous();
            },
            [](const torch::Tensor& x) {
                return at::rot90(x, 1, {2, 3}).contiguous();
            }};
}

Turn mirror()
{
    const auto mirrored = [](const torch::Tensor& x) { return at::flip(x, {3}).contiguous(); };
    return {mirrored, mirrored};
}

Network bothReadings(Network upright, Network turned, const Turn& turn)
{
    return blendedNetwork(std::move(upright), std::move(turned), turn,
                          [](const torch::Tensor& a, const torch::Tensor& b) { return (a + b) / 2; });
}

Network byFrequencies(Network low, Network high, double blur)
{
    const auto same = [](const torch::Tensor& x) { return x; };
    return blendedNetwork(std::move(low), std::move(high), {same, same},
                          [blur](const torch::Tensor& a, const torch::Tensor& b) { return blurred(a - b, blur) + b; });
}

torch::Tensor blurred(const torch::Tensor& pictures, double deviation)
{
    const auto reach = std::int64_t(std::ceil(3 * deviation));
    if (reach == 0)
        return pictures;
    const auto places = at::arange(-reach, reach + 1, pictures.options());
    auto kernel = (places * places / (-2 * deviation * deviation)).exp();
    kernel = kernel / kernel.sum();
    const auto shape = pictures.sizes();
    const auto planes = pictures.reshape({shape[0] * shape[1], 1, shape[2], shape[3]});
    const auto wide = at::replication_pad2d(planes, {reach, reach, reach, reach});
    const auto rows = at::conv2d(wide, kernel.view({1, 1, 1, -1}));
    return at::conv2d(rows, kernel.view({1, 1, -1, 1})).view(shape);
}

} // namespace diffuscope
