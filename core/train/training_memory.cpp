#include "core/train/training_memory.h"

#include "core/model/config/block_plan.h"
#include "core/model/config/tensor_shapes.h"

#include <algorithm>

namespace diffuscope {
namespace {

// Float values that one picture leaves behind in a block whose feature maps have `side` pixels a side.
double valuesIn(const BlockPlan& block, int side)
{
    const double pixels = double(side) * side;
    double values = 0;
    for (const ResnetPlan& resnet : block.resnets) // normed, convolved, normed, convolved
        values += pixels * (resnet.in + 3.0 * resnet.out);
    for (const AttentionPlan& attention : block.attentions) // normed, q, k, v, mixed, projected
        values += pixels * 6.0 * attention.channels;
    return values;
}

} // namespace

std::uint64_t trainingMemory(const UNetConfig& network, int size, int batch, int furtherAverages)
{
    const UNetPlan plan = planUNet(network);
    double values = 0;
    int side = size;
    for (std::size_t k = 0; k < plan.down.size(); ++k) {
        values += valuesIn(plan.down[k], side);
        if (k + 1 < plan.down.size())
            side = std::max(1, side / 2);
    }
    if (plan.mid)
        values += valuesIn(*plan.mid, side);
    for (std::size_t k = 0; k < plan.up.size(); ++k) {
        values += valuesIn(plan.up[k], side);
        if (k + 1 < plan.up.size())
            side *= 2;
    }
    // Weights, gradient, two moments, average, the viewer's and a snapshot's copies.
    const double copies = 7.0 + furtherAverages;
    const double weights = double(parameterCountOf(tensorShapes(network))) * copies;
    // The backward pass and what the allocator holds in reserve come on top. Measured with the three presets at 32 and
    // 64 pixels: 1.3 to 1.9 times the values that are kept.
    constexpr double kWorkspace = 1.7;
    return std::uint64_t(4 * (kWorkspace * values * batch + weights));
}

} // namespace diffuscope
