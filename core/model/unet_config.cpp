#include "core/model/unet_config.h"

#include "core/base/error.h"

#include "core/model/tensor_shapes.h"
#include "core/model/untrusted_json.h"

#include <cmath>
#include <set>

namespace diffuscope {
using nlohmann::json;

namespace {

constexpr int kMaxChannels = 1 << 14;                  // generous: the largest published UNet2DModel has 1024
constexpr std::int64_t kMaxParameters = 2'000'000'000; // 8 GB of weights

constexpr const char* kHappened = "This U-Net configuration cannot be used";

// Reads one key with the class default. Strict: no 3.5 or true where a whole number belongs.
class ConfigReader {
public:
    ConfigReader(const json& object, std::string file) : object_(object), file_(std::move(file)) {}

    template <typename T> void read(const char* key, T& value) const
    {
        if (const auto found = object_.find(key); found != object_.end() && !take(*found, value))
            refuse(key, found->dump(-1, ' ', false, json::error_handler_t::replace));
    }
    [[noreturn]] void refuse(const std::string& key, const std::string& value) const
    {
        throw Error(kHappened, file_ + ": " + key + " = " + shortened(value),
                    "It asks for something this program does not support, or is damaged.");
    }

private:
    static bool take(const json& from, int& value)
    {
        // A float that is whole is a number that went through another program.
        if (!from.is_number() || from.get<double>() != std::floor(from.get<double>()) ||
            std::abs(from.get<double>()) > 1e9)
            return false;
        value = from.get<int>();
        return true;
    }
    static bool take(const json& from, double& value)
    {
        if (!from.is_number())
            return false;
        value = from.get<double>();
        return true;
    }
    static bool take(const json& from, bool& value)
    {
        if (!from.is_boolean())
            return false;
        value = from.get<bool>();
        return true;
    }
    static bool take(const json& from, std::string& value)
    {
        if (!from.is_string())
            return false;
        value = from.get<std::string>();
        return true;
    }
    template <typename T> static bool take(const json& from, std::optional<T>& value)
    {
        value.reset();
        return from.is_null() || take(from, value.emplace());
    }
    template <typename T> static bool take(const json& from, std::vector<T>& value)
    {
        if (!from.is_array() || from.size() > 64)
            return false;
        value.assign(from.size(), T{});
        for (std::size_t i = 0; i < from.size(); ++i)
            if (!take(from[i], value[i]))
                return false;
        return true;
    }

    const json& object_;
    std::string file_;
};

void readSampleSize(const json& object, const ConfigReader& reader, UNetConfig& config)
{
    const auto found = object.find("sample_size");
    if (found == object.end() || !found->is_array()) {
        reader.read("sample_size", config.sampleSize);
        return;
    }
    std::vector<int> sides;
    reader.read("sample_size", sides);
    if (sides.size() != 2 || sides[0] != sides[1])
        reader.refuse("sample_size", found->dump());
    config.sampleSize = sides[0];
}

void require(bool condition, const std::string& file, const std::string& key, const std::string& value,
             const std::string& advice)
{
    if (!condition)
        throw Error(kHappened, file + ": " + key + " = " + shortened(value), advice);
}

void requireOneOf(const std::string& value, const std::set<std::string>& known, const std::string& file,
                  const std::string& key)
{
    std::string list;
    for (const auto& name : known)
        list += (list.empty() ? "" : ", ") + name;
    require(known.count(value) > 0, file, key, value, "Supported: " + list + ".");
}

void validateBlocks(const UNetConfig& c, const std::string& file)
{
    const auto blocks = c.blockOutChannels.size();
    require(blocks >= 1 && blocks <= 10, file, "block_out_channels", std::to_string(blocks) + " entries",
            "Use 1 to 10.");
    require(c.downBlockTypes.size() == blocks, file, "down_block_types",
            std::to_string(c.downBlockTypes.size()) + " entries", "It must have as many as block_out_channels.");
    require(c.upBlockTypes.size() == blocks, file, "up_block_types", std::to_string(c.upBlockTypes.size()) + " entries",
            "It must have as many as block_out_channels.");
    for (const auto& type : c.downBlockTypes)
        requireOneOf(type, {"DownBlock2D", "AttnDownBlock2D"}, file, "down_block_types");
    for (const auto& type : c.upBlockTypes)
        requireOneOf(type, {"UpBlock2D", "AttnUpBlock2D"}, file, "up_block_types");
    for (int channels : c.blockOutChannels) {
        require(channels >= 1 && channels <= kMaxChannels, file, "block_out_channels", std::to_string(channels),
                "Use 1 to " + std::to_string(kMaxChannels) + ".");
        require(channels % c.normNumGroups == 0, file, "norm_num_groups", std::to_string(c.normNumGroups),
                "It must divide every entry of block_out_channels; " + std::to_string(channels) + " is not divisible.");
    } // then it divides every [state, skip], too
    require(c.blockOutChannels[0] / 2 > c.freqShift, file, "freq_shift", std::to_string(c.freqShift),
            "It must be less than half the first entry of block_out_channels.");
}

// Every block with attention needs at least one head.
void validateHeads(const UNetConfig& c, const std::string& file)
{
    const int head = c.attentionHeadDim.value_or(1);
    const auto requireHead = [&](int channels) {
        require(head <= channels, file, "attention_head_dim", std::to_string(head),
                "It must not exceed the channels of a block with attention, " + std::to_string(channels) + ".");
    };
    const auto blocks = c.blockOutChannels.size();
    for (std::size_t i = 0; i < blocks; ++i) {
        if (c.downBlockTypes[i].starts_with("Attn"))
            requireHead(c.blockOutChannels[i]);
        if (c.upBlockTypes[i].starts_with("Attn"))
            requireHead(c.blockOutChannels[blocks - 1 - i]);
    }
    if (c.midBlock && c.addAttention)
        requireHead(c.blockOutChannels.back());
}

} // namespace

void validateUNetConfig(const UNetConfig& c, const std::string& file)
{
    const auto number = [&](const char* key, int value, int low, int high) {
        require(value >= low && value <= high, file, key, std::to_string(value),
                "Use " + std::to_string(low) + " to " + std::to_string(high) + ".");
    };
    number("in_channels", c.inChannels, 1, 64);
    number("out_channels", c.outChannels, 1, 64);
    number("layers_per_block", c.layersPerBlock, 1, 16);
    number("norm_num_groups", c.normNumGroups, 1, kMaxChannels);
    number("attn_norm_num_groups", c.attnNormNumGroups.value_or(1), 1, kMaxChannels);
    number("sample_size", c.sampleSize.value_or(32), 1, 4096);
    number("freq_shift", c.freqShift, 0, 1);
    number("downsample_padding", c.downsamplePadding, 0, 1);
    number("attention_head_dim", c.attentionHeadDim.value_or(8), 1, kMaxChannels);
    number("num_class_embeds", c.numClassEmbeds.value_or(1), 1, 1 << 20);
    number("time_embedding_dim", c.timeEmbeddingDim.value_or(64), 1, 1 << 16);
    require(c.dropout >= 0 && c.dropout < 1, file, "dropout", std::to_string(c.dropout), "Use 0 up to below 1.");
    require(c.normEps > 0 && c.normEps < 1, file, "norm_eps", std::to_string(c.normEps),
            "Use a small positive number.");
    require(c.midBlockScaleFactor > 0, file, "mid_block_scale_factor", std::to_string(c.midBlockScaleFactor),
            "Use a positive number.");
    validateBlocks(c, file);
    validateHeads(c, file);
    requireOneOf(c.timeEmbeddingType, {"positional"}, file, "time_embedding_type");
    requireOneOf(c.downsampleType, {"conv"}, file, "downsample_type");
    requireOneOf(c.upsampleType, {"conv"}, file, "upsample_type");
    requireOneOf(c.actFn, {"silu", "swish"}, file, "act_fn");
    requireOneOf(c.resnetTimeScaleShift, {"default", "scale_shift"}, file, "resnet_time_scale_shift");
    require(!c.classEmbedType, file, "class_embed_type", c.classEmbedType.value_or(""), "Supported: null.");
    if (c.attnNormNumGroups)
        require(c.blockOutChannels.back() % *c.attnNormNumGroups == 0, file, "attn_norm_num_groups",
                std::to_string(*c.attnNormNumGroups), "It must divide the last entry of block_out_channels.");
    const auto parameters = parameterCountOf(tensorShapes(c));
    require(parameters <= kMaxParameters, file, "block_out_channels", std::to_string(parameters) + " parameters in all",
            "At most " + std::to_string(kMaxParameters) + " can be used; the sizes are probably wrong.");
}

UNetConfig unetConfigFromJson(const std::string& text, const std::string& file)
{
    const json object = parseUntrusted(text, file, kHappened);
    if (!object.contains("_class_name") && !object.contains("block_out_channels"))
        throw Error("This is not a U-Net configuration", file, "It has neither _class_name nor block_out_channels.");
    const ConfigReader reader(object, file);
    std::string className = "UNet2DModel";
    reader.read("_class_name", className);
    if (className != "UNet2DModel" && className != "UNetUnconditionalModel") // the latter is its first name
        reader.refuse("_class_name", className);
    UNetConfig c;
    readSampleSize(object, reader, c);
    reader.read("in_channels", c.inChannels);
    reader.read("out_channels", c.outChannels);
    reader.read("center_input_sample", c.centerInputSample);
    reader.read("time_embedding_type", c.timeEmbeddingType);
    reader.read("time_embedding_dim", c.timeEmbeddingDim);
    reader.read("freq_shift", c.freqShift);
    reader.read("flip_sin_to_cos", c.flipSinToCos);
    reader.read("down_block_types", c.downBlockTypes);
    reader.read("up_block_types", c.upBlockTypes);
    std::optional<std::string> mid = "UNetMidBlock2D";
    reader.read("mid_block_type", mid);
    if (mid && *mid != "UNetMidBlock2D")
        reader.refuse("mid_block_type", *mid);
    c.midBlock = mid.has_value();
    reader.read("block_out_channels", c.blockOutChannels);
    reader.read("layers_per_block", c.layersPerBlock);
    reader.read("mid_block_scale_factor", c.midBlockScaleFactor);
    reader.read("downsample_padding", c.downsamplePadding);
    reader.read("downsample_type", c.downsampleType);
    reader.read("upsample_type", c.upsampleType);
    reader.read("dropout", c.dropout);
    reader.read("act_fn", c.actFn);
    reader.read("attention_head_dim", c.attentionHeadDim);
    reader.read("norm_num_groups", c.normNumGroups);
    reader.read("attn_norm_num_groups", c.attnNormNumGroups);
    reader.read("norm_eps", c.normEps);
    reader.read("resnet_time_scale_shift", c.resnetTimeScaleShift);
    reader.read("add_attention", c.addAttention);
    reader.read("class_embed_type", c.classEmbedType);
    reader.read("num_class_embeds", c.numClassEmbeds);
    for (auto* types : {&c.downBlockTypes, &c.upBlockTypes})
        for (auto& type : *types)
            if (type.rfind("UNetRes", 0) == 0)
                type.erase(0, 7);
    validateUNetConfig(c, file);
    return c;
}

std::string unetConfigToJson(const UNetConfig& c)
{
    // as Python writes it: 1, not 1.0
    const auto whole = [](double value) {
        return value == std::floor(value) && value < 1e9 ? json(int(value)) : json(value);
    };
    const auto orNull = [](const auto& value) { return value ? json(*value) : json(nullptr); };
    json object = {
        {"_class_name", "UNet2DModel"},
        {"_diffusers_version", "0.27.2"},
        {"act_fn", c.actFn},
        {"add_attention", c.addAttention},
        {"attention_head_dim", orNull(c.attentionHeadDim)},
        {"attn_norm_num_groups", orNull(c.attnNormNumGroups)},
        {"block_out_channels", c.blockOutChannels},
        {"center_input_sample", c.centerInputSample},
        {"class_embed_type", orNull(c.classEmbedType)},
        {"down_block_types", c.downBlockTypes},
        {"downsample_padding", c.downsamplePadding},
        {"downsample_type", c.downsampleType},
        {"dropout", c.dropout},
        {"flip_sin_to_cos", c.flipSinToCos},
        {"freq_shift", c.freqShift},
        {"in_channels", c.inChannels},
        {"layers_per_block", c.layersPerBlock},
        {"mid_block_scale_factor", whole(c.midBlockScaleFactor)},
        {"norm_eps", c.normEps},
        {"norm_num_groups", c.normNumGroups},
        {"num_class_embeds", orNull(c.numClassEmbeds)},
        {"num_train_timesteps", nullptr},
        {"out_channels", c.outChannels},
        {"resnet_time_scale_shift", c.resnetTimeScaleShift},
        {"sample_size", orNull(c.sampleSize)},
        {"time_embedding_type", c.timeEmbeddingType},
        {"up_block_types", c.upBlockTypes},
        {"upsample_type", c.upsampleType},
    };
    if (c.timeEmbeddingDim) // a key since 0.32; older readers warn about it
        object["time_embedding_dim"] = *c.timeEmbeddingDim;
    if (!c.midBlock) // null is understood since 0.33
        object["mid_block_type"] = nullptr;
    return object.dump(2) + "\n";
}

} // namespace diffuscope
