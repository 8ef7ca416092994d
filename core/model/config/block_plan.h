#pragma once
#include "core/model/config/unet_config.h"

#include <optional>
#include <vector>

namespace diffuscope {

// Every block that a configuration describes, in numbers: the one place that knows which type of block has which
// widths, groups and samplers. The network is built, its tensors are predicted and its sizes are checked from it.

// What a residual block does to the size of its feature map on the way.
enum class Resample { none, down, up, firDown, firUp };

struct ResnetPlan {
    int in = 0, out = 0;
    int groupsIn = 0, groupsOut = 0; // of its two norms
    Resample resample = Resample::none;
    bool shortcut = false; // the input is added through a 1x1 convolution
    double scale = 1;      // the sum is divided by it
};

struct AttentionPlan {
    int channels = 0;
    int groups = 0; // 0: no norm
    double scale = 1;
};

struct BlockPlan {
    bool skip = false;                    // NCSN++: a small picture is carried along beside the features
    int out = 0;                          // channels
    std::vector<ResnetPlan> resnets = {}; // in the order of the forward pass
    // One a resnet; or a single one, behind them all (AttnSkipUpBlock2D) or between them (mid).
    std::vector<AttentionPlan> attentions = {};
    bool convSampler = false; // a convolution halves (a nearest x2 and one doubles) the size at the end
    std::optional<ResnetPlan> resnetSampler = {}; // or a residual block does
};

struct UNetPlan {
    int timeFeatures = 0, timeChannels = 0; // the time embedding is Linear(features, channels), Linear(channels, same)
    int groupsOut = 0;                      // of the last norm
    std::vector<BlockPlan> down, up;        // in the order of the forward pass
    std::optional<BlockPlan> mid;
};

// The block types must be known, the lists equally long and the channels positive.
UNetPlan planUNet(const UNetConfig& config);

bool isSkipBlock(const std::string& type); // SkipDownBlock2D and its kind

} // namespace diffuscope
