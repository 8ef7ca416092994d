#include "core/train/training_memory.h"

#include "core/model/block_plan.h"
#include "core/model/tensor_shapes.h"

#include <algorithm>

namespace diffuscope {
namespace {

// Float values that one picture leaves behind in a block whose feature maps have `side` pixels a side.
double valuesIn(const BlockPlan& block, int side, int headDim)
{
    const double pixels = double(side) * side;
    double values = 0;
    for (const ResnetPlan& resnet : block.resnets) // norm, activation and convolution in, the same out
        values += pixels * (3.0 * resnet.in + 5.0 * resnet.out);
    for (const AttentionPlan& attention : block.attentions) {
        const double heads = std::max(1.0, double(attention.channels) / std::max(1, headDim));
        values += pixels * 6.0 * attention.channels + 2 * heads * pixels * pixels; // q, k, v ... and the map twice
    }
    return values;
}

} // namespace

std::uint64_t trainingMemory(const UNetConfig& network, int size, int batch, int furtherAverages)
{
    const UNetPlan plan = planUNet(network);
    const int headDim = network.attentionHeadDim.value_or(1 << 20);
    double values = 0;
    int side = size;
    for (std::size_t k = 0; k < plan.down.size(); ++k) {
        values += valuesIn(plan.down[k], side, headDim);
        if (k + 1 < plan.down.size())
            side = std::max(1, side / 2);
    }
    if (plan.mid)
        values += valuesIn(*plan.mid, side, headDim);
    for (std::size_t k = 0; k < plan.up.size(); ++k) {
        values += valuesIn(plan.up[k], side, headDim);
        if (k + 1 < plan.up.size())
            side *= 2;
    }
    // Weights, gradient, two moments, average, the viewer's and a snapshot's copies.
    const double copies = 7.0 + furtherAverages;
    const double weights = double(parameterCountOf(tensorShapes(network))) * copies;
    // The backward pass and the convolutions' workspaces come on top. Measured with three networks and sizes (quick and
    // balanced, 32 and 64 pixels): 1.2 to 1.6 times the values that are kept.
    constexpr double kWorkspace = 1.6;
    return std::uint64_t(4 * (kWorkspace * values * batch + weights));
}

} // namespace diffuscope
