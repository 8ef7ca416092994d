// What a configuration must satisfy to be built: checked in numbers only, before any memory is spent.
#include "core/base/error.h"

#include "core/json/untrusted_json.h"
#include "core/model/config/block_plan.h"
#include "core/model/config/tensor_shapes.h"
#include "core/model/config/unet_config.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace diffuscope {

namespace {

constexpr int kMaxChannels = 1 << 14;                  // generous: the largest published UNet2DModel has 1024
constexpr std::int64_t kMaxParameters = 2'000'000'000; // 8 GB of weights

void require(bool condition, const std::string& file, const std::string& key, const std::string& value,
             const std::string& advice)
{
    if (!condition)
        throw Error("This U-Net configuration cannot be used", file + ": " + key + " = " + shortened(value), advice);
}

void requireKnown(const std::string& value, const std::set<std::string>& known, const std::string& file,
                  const std::string& key)
{
    std::string list;
    for (const auto& name : known)
        list += (list.empty() ? "" : ", ") + name;
    require(known.count(value) > 0, file, key, value, "Supported: " + list + ".");
}

void checkNumbers(const UNetConfig& c, const std::string& file)
{
    const auto number = [&](const char* key, int value, int low, int high) {
        require(value >= low && value <= high, file, key, std::to_string(value),
                "Use " + std::to_string(low) + " to " + std::to_string(high) + ".");
    };
    number("in_channels", c.inChannels, 1, 64);
    number("out_channels", c.outChannels, 1, 64);
    number("layers_per_block", c.layersPerBlock, 1, 16);
    number("norm_num_groups", c.normNumGroups, 0, kMaxChannels);
    number("attn_norm_num_groups", c.attnNormNumGroups.value_or(1), 1, kMaxChannels);
    number("sample_size", c.sampleSize.value_or(32), 1, 4096);
    number("freq_shift", c.freqShift, 0, 1);
    number("downsample_padding", c.downsamplePadding, 0, 1);
    number("attention_head_dim", c.attentionHeadDim.value_or(8), 1, kMaxChannels);
    number("num_class_embeds", c.numClassEmbeds.value_or(1), 1, 1 << 20);
    number("num_train_timesteps", c.numTrainTimesteps.value_or(1), 1, 1 << 20);
    number("time_embedding_dim", c.timeEmbeddingDim.value_or(64), 1, 1 << 16);
    require(c.dropout >= 0 && c.dropout < 1, file, "dropout", std::to_string(c.dropout), "Use 0 up to below 1.");
    require(c.normEps > 0 && c.normEps < 1, file, "norm_eps", std::to_string(c.normEps),
            "Use a small positive number.");
    require(c.midBlockScaleFactor > 0 && std::isfinite(c.midBlockScaleFactor), file, "mid_block_scale_factor",
            std::to_string(c.midBlockScaleFactor), "Use a positive number.");
}

void checkNames(const UNetConfig& c, const std::string& file)
{
    for (const auto& type : c.downBlockTypes)
        requireKnown(
            type,
            {"DownBlock2D", "AttnDownBlock2D", "ResnetDownsampleBlock2D", "SkipDownBlock2D", "AttnSkipDownBlock2D"},
            file, "down_block_types");
    for (const auto& type : c.upBlockTypes)
        requireKnown(type,
                     {"UpBlock2D", "AttnUpBlock2D", "ResnetUpsampleBlock2D", "SkipUpBlock2D", "AttnSkipUpBlock2D"},
                     file, "up_block_types");
    requireKnown(c.timeEmbeddingType, {"positional", "fourier", "learned"}, file, "time_embedding_type");
    requireKnown(c.downsampleType, {"conv", "resnet"}, file, "downsample_type");
    requireKnown(c.upsampleType, {"conv", "resnet"}, file, "upsample_type");
    requireKnown(c.actFn, {"silu", "swish", "mish", "gelu", "relu"}, file, "act_fn");
    requireKnown(c.resnetTimeScaleShift, {"default", "scale_shift"}, file, "resnet_time_scale_shift");
    if (c.classEmbedType)
        requireKnown(*c.classEmbedType, {"timestep", "identity"}, file, "class_embed_type");
}

void checkLists(const UNetConfig& c, const std::string& file)
{
    const auto blocks = c.blockOutChannels.size();
    const auto entries = [](const auto& list) { return std::to_string(list.size()) + " entries"; };
    require(blocks >= 1 && blocks <= 10, file, "block_out_channels", entries(c.blockOutChannels), "Use 1 to 10.");
    require(c.downBlockTypes.size() == blocks, file, "down_block_types", entries(c.downBlockTypes),
            "It must have as many as block_out_channels.");
    require(c.upBlockTypes.size() == blocks, file, "up_block_types", entries(c.upBlockTypes),
            "It must have as many as block_out_channels.");
    for (int channels : c.blockOutChannels)
        require(channels >= 1 && channels <= kMaxChannels, file, "block_out_channels", std::to_string(channels),
                "Use 1 to " + std::to_string(kMaxChannels) + ".");
}

void checkTime(const UNetConfig& c, const std::string& file)
{
    require(c.timeEmbeddingType != "positional" || c.blockOutChannels[0] / 2 > c.freqShift, file, "freq_shift",
            std::to_string(c.freqShift), "It must be less than half the first entry of block_out_channels.");
    require(c.timeEmbeddingType != "learned" || c.numTrainTimesteps, file, "num_train_timesteps", "null",
            "A learned time embedding needs it.");
}

// The picture that NCSN++'s blocks carry along must have the block's resolution when it arrives.
void checkSkipBlocks(const UNetConfig& c, const std::string& file)
{
    const auto blocks = c.blockOutChannels.size();
    bool allDown = true, someUp = false;
    for (std::size_t i = 0; i < blocks; ++i) {
        const std::string &down = c.downBlockTypes[i], &up = c.upBlockTypes[i];
        const bool samples = i + 1 < blocks;
        if (isSkipBlock(down) && samples) {
            require(allDown, file, "down_block_types", down + " behind another kind of block",
                    "Skip blocks must come first.");
            require(c.inChannels == 3, file, "in_channels", std::to_string(c.inChannels), down + " needs 3.");
        }
        allDown = allDown && isSkipBlock(down);
        require(isSkipBlock(up) || !someUp, file, "up_block_types", up + " behind a Skip block",
                "Skip blocks must come last.");
        someUp = someUp || isSkipBlock(up);
        if (isSkipBlock(up) && samples)
            require(c.outChannels == 3, file, "out_channels", std::to_string(c.outChannels), up + " needs 3.");
        require(c.normNumGroups > 0 || (isSkipBlock(down) && isSkipBlock(up)), file, "norm_num_groups", "null",
                "Only networks that consist of Skip blocks work without it.");
    }
}

class PlanCheck {
public:
    PlanCheck(const UNetConfig& config, const std::string& file) : config_(config), file_(file) {}

    void block(const BlockPlan& plan) const
    {
        for (const auto& resnet : plan.resnets)
            this->resnet(resnet, plan.skip);
        if (plan.resnetSampler)
            resnet(*plan.resnetSampler, plan.skip);
        for (const auto& attention : plan.attentions) {
            const int head = config_.attentionHeadDim.value_or(1);
            require(head <= attention.channels, file_, "attention_head_dim", std::to_string(head),
                    "It must not exceed the channels of a block with attention, " + std::to_string(attention.channels) +
                        ".");
            if (attention.groups > 0)
                groups(attention.groups, attention.channels, plan.skip);
        }
    }
    void middle(const BlockPlan& plan) const
    {
        if (config_.attnNormNumGroups && !plan.attentions.empty())
            require(plan.out % *config_.attnNormNumGroups == 0, file_, "attn_norm_num_groups",
                    std::to_string(*config_.attnNormNumGroups), "It must divide the last entry of block_out_channels.");
        block(plan);
    }
    // `ruled`: the number follows from the width, not from norm_num_groups
    void groups(int count, int width, bool ruled) const
    {
        if (ruled || config_.normNumGroups == 0)
            require(width % count == 0, file_, "block_out_channels", std::to_string(width) + " channels in a norm",
                    "Its " + std::to_string(count) + " groups must divide them; use multiples of 32, or of 4 below.");
        else
            require(width % count == 0, file_, "norm_num_groups", std::to_string(count),
                    "It must divide every entry of block_out_channels; " + std::to_string(width) +
                        " is not divisible.");
    }

private:
    void resnet(const ResnetPlan& plan, bool ruled) const
    {
        groups(plan.groupsOut, plan.out, ruled);
        groups(plan.groupsIn, plan.in, ruled);
    }

    const UNetConfig& config_;
    const std::string& file_;
};

} // namespace

void validateUNetConfig(const UNetConfig& c, const std::string& file)
{
    checkNumbers(c, file);
    checkNames(c, file);
    checkLists(c, file);
    checkTime(c, file);
    checkSkipBlocks(c, file);
    const UNetPlan plan = planUNet(c);
    const PlanCheck check(c, file);
    for (const auto* blocks : {&plan.down, &plan.up})
        for (const auto& block : *blocks)
            check.block(block);
    if (plan.mid)
        check.middle(*plan.mid);
    check.groups(plan.groupsOut, c.blockOutChannels.front(), false);
    const auto parameters = parameterCountOf(tensorShapes(c));
    require(parameters <= kMaxParameters, file, "block_out_channels", std::to_string(parameters) + " parameters in all",
            "At most " + std::to_string(kMaxParameters) + " can be used; the sizes are probably wrong.");
}

} // namespace diffuscope
