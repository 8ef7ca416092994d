#pragma once
#include <optional>
#include <string>
#include <vector>

namespace diffuscope {

// unet/config.json of diffusers' UNet2DModel, same keys in camelCase, same defaults.
struct UNetConfig {
    std::optional<int> sampleSize;
    int inChannels = 3, outChannels = 3;
    bool centerInputSample = false;
    std::string timeEmbeddingType = "positional"; // or fourier, learned
    std::optional<int> timeEmbeddingDim;          // absent: 4 * blockOutChannels[0]
    int freqShift = 0;
    bool flipSinToCos = true;
    std::vector<std::string> downBlockTypes = {"DownBlock2D", "AttnDownBlock2D", "AttnDownBlock2D", "AttnDownBlock2D"};
    std::vector<std::string> upBlockTypes = {"AttnUpBlock2D", "AttnUpBlock2D", "AttnUpBlock2D", "UpBlock2D"};
    std::vector<int> blockOutChannels = {224, 448, 672, 896};
    int layersPerBlock = 2;
    bool midBlock = true; // false: mid_block_type null
    double midBlockScaleFactor = 1;
    int downsamplePadding = 1;                                  // 0: asymmetric (0,1,0,1)
    std::string downsampleType = "conv", upsampleType = "conv"; // or resnet; only blocks with attention obey them
    double dropout = 0;
    std::string actFn = "silu";              // or swish (the same), mish, gelu, relu
    std::optional<int> attentionHeadDim = 8; // channels per head; null: one head
    int normNumGroups = 32; // 0: null, the rule of NCSN++ (only its Skip blocks can do without a number)
    std::optional<int> attnNormNumGroups;
    double normEps = 1e-5;
    std::string resnetTimeScaleShift = "default"; // or scale_shift
    bool addAttention = true;
    std::optional<std::string> classEmbedType; // timestep, identity; null: a table where numClassEmbeds is given
    std::optional<int> numClassEmbeds;
    std::optional<int> numTrainTimesteps; // the size of a learned time embedding
};

// From and to the text of config.json. Reading throws Error naming the key for a value that is malformed, absurd or
// asks for something this program cannot do; keys beginning with "_" are ignored.
UNetConfig unetConfigFromJson(const std::string& text, const std::string& file);
std::string unetConfigToJson(const UNetConfig& config);
void validateUNetConfig(const UNetConfig& config, const std::string& file); // throws Error naming the key

} // namespace diffuscope
