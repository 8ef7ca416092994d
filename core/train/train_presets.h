#pragma once
#include "core/model/config/unet_config.h"

#include <string>
#include <vector>

namespace diffuscope {

// What a preset decides, with the sizes of its U-Net.
struct PresetSizes {
    std::vector<int> channels;
    int layers, groups, headDim;
    long long steps, batch;
    double learningRate;
};

PresetSizes presetSizes(const std::string& preset); // throws Error for an unknown one

// Levels halve the picture; the lowest keeps at least 4 pixels a side, larger pictures get more levels. `classes`
// counts the one for "no class", if any.
UNetConfig presetNetwork(const PresetSizes& preset, int size, int channels, int classes);

// The preset's pictures a step, fewer for large pictures, as batches that fit `memory` bytes (0: unknown).
struct PresetBatch {
    int batch = 1, accumulation = 1;
};
PresetBatch presetBatch(const PresetSizes& preset, const UNetConfig& network, int size, std::uint64_t memory);

} // namespace diffuscope
