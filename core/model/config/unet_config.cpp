#include "core/model/config/unet_config.h"

#include "core/base/error.h"

#include "core/json/untrusted_json.h"

#include <cmath>

namespace diffuscope {
using nlohmann::json;

namespace {

constexpr const char* kBadNetwork = "This U-Net configuration cannot be used";

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
        throw Error(kBadNetwork, file_ + ": " + key + " = " + shortened(value),
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

// Python takes these in any case.
std::string lowered(std::string text)
{
    for (char& letter : text)
        if (letter >= 'A' && letter <= 'Z')
            letter = char(letter - 'A' + 'a');
    return text;
}

// What is more than one value: null has a meaning of its own, and names have been spelt differently.
void readSpecialKeys(const ConfigReader& reader, UNetConfig& c)
{
    std::optional<std::string> mid = "UNetMidBlock2D", downsample = "conv", upsample = "conv";
    reader.read("mid_block_type", mid);
    if (mid && *mid != "UNetMidBlock2D")
        reader.refuse("mid_block_type", *mid);
    c.midBlock = mid.has_value();
    reader.read("downsample_type", downsample);
    reader.read("upsample_type", upsample);
    c.downsampleType = downsample.value_or("conv"); // null stands for it
    c.upsampleType = upsample.value_or("conv");
    std::optional<int> groups = c.normNumGroups;
    reader.read("norm_num_groups", groups);
    if (groups && *groups < 1)
        reader.refuse("norm_num_groups", std::to_string(*groups));
    c.normNumGroups = groups.value_or(0);
    reader.read("act_fn", c.actFn);
    c.actFn = lowered(c.actFn);
    for (auto* types : {&c.downBlockTypes, &c.upBlockTypes})
        for (auto& type : *types)
            if (type.rfind("UNetRes", 0) == 0)
                type.erase(0, 7);
}

} // namespace

UNetConfig unetConfigFromJson(const std::string& text, const std::string& file)
{
    const json object = parseUntrusted(text, file, kBadNetwork);
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
    reader.read("block_out_channels", c.blockOutChannels);
    reader.read("layers_per_block", c.layersPerBlock);
    reader.read("mid_block_scale_factor", c.midBlockScaleFactor);
    reader.read("downsample_padding", c.downsamplePadding);
    reader.read("dropout", c.dropout);
    reader.read("attention_head_dim", c.attentionHeadDim);
    reader.read("attn_norm_num_groups", c.attnNormNumGroups);
    reader.read("norm_eps", c.normEps);
    reader.read("resnet_time_scale_shift", c.resnetTimeScaleShift);
    reader.read("add_attention", c.addAttention);
    reader.read("class_embed_type", c.classEmbedType);
    reader.read("num_class_embeds", c.numClassEmbeds);
    reader.read("num_train_timesteps", c.numTrainTimesteps);
    readSpecialKeys(reader, c);
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
        {"norm_num_groups", c.normNumGroups > 0 ? json(c.normNumGroups) : json(nullptr)},
        {"num_class_embeds", orNull(c.numClassEmbeds)},
        {"num_train_timesteps", orNull(c.numTrainTimesteps)},
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
