#include "core/session/jobs/parameter_count.h"

#include "core/model/unet_config.h"

#include <algorithm>

namespace diffuscope {
namespace {

using Count = long long;

Count affine(Count in, Count out, Count taps = 1) { return in * out * taps + out; }

struct Counter {
    const UNetConfig& config;
    Count embedding; // width of the time embedding

    Count resnet(Count in, Count out) const
    {
        const Count time = config.resnetTimeScaleShift == "scale_shift" ? 2 * out : out;
        return 2 * in + affine(in, out, 9) + affine(embedding, time) + 2 * out + affine(out, out, 9)
               + (in == out ? 0 : affine(in, out));
    }

    Count attention(Count width) const
    {
        const Count head = config.attentionHeadDim.value_or(int(width)), inner = width / head * head;
        return 2 * width + 3 * affine(width, inner) + affine(inner, width);
    }

    Count maybeAttention(const std::string& block, Count width) const
    {
        return block.starts_with("Attn") ? attention(width) : 0;
    }

    Count down() const
    {
        const auto& widths = config.blockOutChannels;
        Count total = 0, in = widths.front();
        for (std::size_t k = 0; k < widths.size(); ++k) {
            const Count out = widths[k];
            for (int layer = 0; layer < config.layersPerBlock; ++layer)
                total += resnet(layer == 0 ? in : out, out) + maybeAttention(config.downBlockTypes[k], out);
            if (k + 1 < widths.size()) total += affine(out, out, 9);
            in = out;
        }
        return total;
    }

    Count middle() const
    {
        const Count width = config.blockOutChannels.back();
        return 2 * resnet(width, width) + (config.addAttention ? attention(width) : 0);
    }

    // Each resnet's input is joined by the skip connection of the mirrored layer.
    Count up() const
    {
        const std::vector<int> widths(config.blockOutChannels.rbegin(), config.blockOutChannels.rend());
        Count total = 0, before = widths.front();
        for (std::size_t k = 0; k < widths.size(); ++k) {
            const Count out = widths[k], next = widths[std::min(k + 1, widths.size() - 1)];
            for (int layer = 0; layer <= config.layersPerBlock; ++layer) {
                const Count in = layer == 0 ? before : out, skip = layer == config.layersPerBlock ? next : out;
                total += resnet(in + skip, out) + maybeAttention(config.upBlockTypes[k], out);
            }
            if (k + 1 < widths.size()) total += affine(out, out, 9);
            before = out;
        }
        return total;
    }
};

} // namespace

long long parameterCountOf(const UNetConfig& config)
{
    const Count first = config.blockOutChannels.front();
    const Count embedding = config.timeEmbeddingDim.value_or(int(4 * first));
    const Counter counter{config, embedding};
    const Count ends = affine(config.inChannels, first, 9) + 2 * first + affine(first, config.outChannels, 9);
    const Count time = affine(first, embedding) + affine(embedding, embedding)
                       + Count(config.numClassEmbeds.value_or(0)) * embedding;
    return ends + time + counter.down() + counter.middle() + counter.up();
}

} // namespace diffuscope
