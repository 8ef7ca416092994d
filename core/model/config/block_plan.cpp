#include "core/model/config/block_plan.h"

#include <algorithm>
#include <cmath>

namespace diffuscope {

namespace {

// What NCSN++ uses in place of norm_num_groups.
int ncsnGroups(int channels) { return std::max(1, std::min(channels / 4, 32)); }

int groupsOf(int channels, const UNetConfig& config)
{
    return config.normNumGroups > 0 ? config.normNumGroups : ncsnGroups(channels);
}

bool hasAttention(const std::string& type) { return type.find("Attn") != std::string::npos; }

// Only the blocks with attention obey downsample_type and upsample_type.
bool hasResnetSampler(const std::string& type, const std::string& samplerType)
{
    return type.starts_with("Resnet") || isSkipBlock(type) || (hasAttention(type) && samplerType == "resnet");
}

ResnetPlan resnetOf(int in, int out, bool skip, const UNetConfig& config)
{
    ResnetPlan plan{.in = in, .out = out, .shortcut = in != out};
    plan.groupsIn = skip ? ncsnGroups(in) : config.normNumGroups;
    plan.groupsOut = skip ? ncsnGroups(out) : config.normNumGroups;
    plan.scale = skip ? std::sqrt(2.0) : 1;
    return plan;
}

AttentionPlan attentionOf(int channels, bool skip, const UNetConfig& config)
{
    return {.channels = channels, .groups = skip ? 32 : config.normNumGroups, .scale = skip ? std::sqrt(2.0) : 1};
}

void addSampler(BlockPlan& block, const std::string& type, const std::string& samplerType, bool up,
                const UNetConfig& config)
{
    if (!hasResnetSampler(type, samplerType)) {
        block.convSampler = true;
        return;
    }
    auto plan = resnetOf(block.out, block.out, block.skip, config);
    plan.shortcut = block.skip;
    plan.resample = block.skip ? (up ? Resample::firUp : Resample::firDown) : (up ? Resample::up : Resample::down);
    block.resnetSampler = plan;
}

BlockPlan downBlock(std::size_t index, const UNetConfig& config)
{
    const auto& type = config.downBlockTypes[index];
    BlockPlan block{.skip = isSkipBlock(type), .out = config.blockOutChannels[index]};
    for (int layer = 0; layer < config.layersPerBlock; ++layer) {
        const int in = layer > 0 ? block.out : config.blockOutChannels[index == 0 ? 0 : index - 1];
        block.resnets.push_back(resnetOf(in, block.out, block.skip, config));
        if (hasAttention(type))
            block.attentions.push_back(attentionOf(block.out, block.skip, config));
    }
    if (index + 1 < config.downBlockTypes.size())
        addSampler(block, type, config.downsampleType, false, config);
    return block;
}

BlockPlan upBlock(std::size_t index, const UNetConfig& config)
{
    const std::vector<int> widths(config.blockOutChannels.rbegin(), config.blockOutChannels.rend());
    const auto& type = config.upBlockTypes[index];
    BlockPlan block{.skip = isSkipBlock(type), .out = widths[index]};
    for (int layer = 0; layer <= config.layersPerBlock; ++layer) {
        const int state = layer > 0 ? block.out : widths[index == 0 ? 0 : index - 1];
        const int stored = layer < config.layersPerBlock ? block.out : widths[std::min(index + 1, widths.size() - 1)];
        auto plan = resnetOf(state + stored, block.out, block.skip, config);
        if (block.skip && hasAttention(type)) // a slip of the reference that trained weights depend on
            plan.groupsIn = std::min(state + stored / 4, 32);
        block.resnets.push_back(plan);
        if (hasAttention(type) && (!block.skip || layer == 0))
            block.attentions.push_back(attentionOf(block.out, block.skip, config));
    }
    if (index + 1 < widths.size())
        addSampler(block, type, config.upsampleType, true, config);
    return block;
}

BlockPlan midBlock(const UNetConfig& config)
{
    const int width = config.blockOutChannels.back();
    const int groups = groupsOf(width, config);
    const double scale = config.midBlockScaleFactor;
    BlockPlan block{.out = width};
    block.resnets.assign(2, {.in = width, .out = width, .groupsIn = groups, .groupsOut = groups, .scale = scale});
    // Without an explicit count, only the default time conditioning has a norm here (consistency models lack it).
    const int normed = config.resnetTimeScaleShift == "default" ? groups : 0;
    if (config.addAttention)
        block.attentions.push_back(
            {.channels = width, .groups = config.attnNormNumGroups.value_or(normed), .scale = scale});
    return block;
}

} // namespace

bool isSkipBlock(const std::string& type) { return type.find("Skip") != std::string::npos; }

UNetPlan planUNet(const UNetConfig& config)
{
    const int first = config.blockOutChannels.front();
    UNetPlan plan;
    plan.timeFeatures = config.timeEmbeddingType == "fourier" ? 2 * first : first; // its sines and cosines
    plan.timeChannels = config.timeEmbeddingDim.value_or(4 * first);
    plan.groupsOut = groupsOf(first, config);
    for (std::size_t i = 0; i < config.blockOutChannels.size(); ++i) {
        plan.down.push_back(downBlock(i, config));
        plan.up.push_back(upBlock(i, config));
    }
    if (config.midBlock)
        plan.mid = midBlock(config);
    return plan;
}

} // namespace diffuscope
