#include "core/bench/benchmark_configs.h"

#include "core/bench/benchmark.h"
#include "core/model/config/unet_config.h"

#include <utility>
#include <vector>

namespace diffuscope {
namespace {

constexpr int kAttentionAt = 16; // pixels a side

UNetConfig network(std::vector<int> widths, int layers, int groups)
{
    UNetConfig config;
    config.sampleSize = 32;
    config.layersPerBlock = layers;
    config.normNumGroups = groups;
    config.downBlockTypes.clear();
    config.upBlockTypes.clear();
    int side = *config.sampleSize;
    for (std::size_t level = 0; level < widths.size(); ++level, side /= 2) {
        const bool attends = side == kAttentionAt;
        config.downBlockTypes.emplace_back(attends ? "AttnDownBlock2D" : "DownBlock2D");
        config.upBlockTypes.insert(config.upBlockTypes.begin(), attends ? "AttnUpBlock2D" : "UpBlock2D");
    }
    config.blockOutChannels = std::move(widths);
    return config;
}

UNetConfig cifarNetwork()
{
    UNetConfig config = network({128, 256, 256, 256}, 2, 32);
    config.attentionHeadDim = std::nullopt;
    config.normEps = 1e-6;
    config.downsamplePadding = 0;
    config.flipSinToCos = false;
    config.freqShift = 1;
    return config;
}

} // namespace

const std::vector<BenchmarkConfigInfo>& benchmarkConfigs()
{
    static const std::vector<BenchmarkConfigInfo> configs = {
        {"small", "blocks of 32, 64 and 128 channels with one layer, heads of 8 channels", 32},
        {"medium", "blocks of 64, 128 and 128 channels with two layers, heads of 8 channels", 32},
        {"cifar", "the architecture of google/ddpm-cifar10-32, one head", 4},
    };
    return configs;
}

std::optional<UNetConfig> benchmarkNetwork(const std::string& id)
{
    if (id == "small")
        return network({32, 64, 128}, 1, 8);
    if (id == "medium")
        return network({64, 128, 128}, 2, 32);
    if (id == "cifar")
        return cifarNetwork();
    return std::nullopt;
}

} // namespace diffuscope
