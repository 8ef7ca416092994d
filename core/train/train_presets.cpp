#include "core/train/train_presets.h"

#include "core/base/error.h"
#include "core/train/train_config.h"
#include "core/train/training_memory.h"

#include <algorithm>

namespace diffuscope {

const std::vector<TrainPreset>& trainPresets()
{
    static const std::vector<TrainPreset> presets = {
        {"quick", "Quick", "A small network that shows shapes within minutes."},
        {"balanced", "Balanced", "A mid-size network for about an hour at 32 pixels."},
        {"quality", "Quality", "A large network for a night at 32 pixels."},
    };
    return presets;
}

PresetSizes presetSizes(const std::string& preset)
{
    if (preset == "quick")
        return {{16, 32, 64, 64}, 1, 8, 16, 3000, 16, 1.5e-3};
    if (preset == "balanced")
        return {{32, 64, 128, 128}, 1, 16, 32, 5000, 32, 5e-4};
    if (preset == "quality")
        return {{48, 96, 192, 192}, 2, 16, 32, 15000, 32, 2e-4};
    std::string known;
    for (const auto& entry : trainPresets())
        known += (known.empty() ? "" : ", ") + entry.id;
    throw Error("Unknown preset", preset, {"Known: %1.", {known}});
}

UNetConfig presetNetwork(const PresetSizes& preset, int size, int channels, int classes)
{
    std::vector<int> widths = preset.channels;
    for (int side = 48; side < size; side *= 2) // so that the lowest level sees the whole picture
        widths.push_back(widths.back());
    while (widths.size() > 1 && (size % (1 << (widths.size() - 1)) != 0 || size >> (widths.size() - 1) < 4))
        widths.pop_back();
    UNetConfig config;
    config.sampleSize = size;
    config.inChannels = config.outChannels = channels;
    config.blockOutChannels = widths;
    config.layersPerBlock = preset.layers;
    config.normNumGroups = preset.groups;
    config.attentionHeadDim = preset.headDim;
    config.downBlockTypes.assign(widths.size(), "DownBlock2D");
    config.upBlockTypes.assign(widths.size(), "UpBlock2D");
    if (widths.size() > 1) { // attention where it is cheap: the lowest resolution
        config.downBlockTypes.back() = "AttnDownBlock2D";
        config.upBlockTypes.front() = "AttnUpBlock2D";
    }
    if (classes > 0)
        config.numClassEmbeds = classes;
    return config;
}

PresetBatch presetBatch(const PresetSizes& preset, const UNetConfig& network, int size, std::uint64_t memory)
{
    const int smallest = 8;
    int wanted = int(preset.batch);
    for (int side = 32; side < size && wanted > smallest; side *= 2) // a larger picture is more to learn from
        wanted /= 2;
    PresetBatch result{wanted, 1};
    while (memory > 0 && result.batch > 1 && trainingMemory(network, size, result.batch, 0) > memory / 2) {
        result.batch /= 2;
        result.accumulation = wanted / result.batch;
    }
    return result;
}

} // namespace diffuscope
