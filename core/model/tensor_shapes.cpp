#include "core/model/tensor_shapes.h"

#include <algorithm>

namespace diffuscope {

namespace {

// Each function adds the tensors of one module under a prefix that ends with a dot.
class ShapeList {
public:
    explicit ShapeList(const UNetConfig& config)
        : config_(config), time_(config.timeEmbeddingDim.value_or(4 * config.blockOutChannels.front()))
    {
    }

    void ends()
    {
        const int first = config_.blockOutChannels.front();
        conv("conv_in.", config_.inChannels, first, 3);
        linear("time_embedding.linear_1.", first, time_);
        linear("time_embedding.linear_2.", time_, time_);
        if (config_.numClassEmbeds)
            shapes["class_embedding.weight"] = {*config_.numClassEmbeds, time_};
        norm("conv_norm_out.", first);
        conv("conv_out.", first, config_.outChannels, 3);
    }

    void down()
    {
        const auto& widths = config_.blockOutChannels;
        for (std::size_t i = 0; i < widths.size(); ++i) {
            const std::string block = "down_blocks." + std::to_string(i) + ".";
            const int in = widths[i == 0 ? 0 : i - 1], out = widths[i];
            for (int layer = 0; layer < config_.layersPerBlock; ++layer)
                this->layer(block, layer, layer == 0 ? in : out, out, config_.downBlockTypes[i]);
            if (i + 1 < widths.size())
                conv(block + "downsamplers.0.conv.", out, out, 3);
        }
    }

    void middle()
    {
        const int width = config_.blockOutChannels.back();
        resnet("mid_block.resnets.0.", width, width);
        resnet("mid_block.resnets.1.", width, width);
        const bool defaultTime = config_.resnetTimeScaleShift == "default";
        if (config_.addAttention)
            attention("mid_block.attentions.0.", width, config_.attnNormNumGroups || defaultTime);
    }

    void up()
    {
        const std::vector<int> widths(config_.blockOutChannels.rbegin(), config_.blockOutChannels.rend());
        for (std::size_t i = 0; i < widths.size(); ++i) {
            const std::string block = "up_blocks." + std::to_string(i) + ".";
            const int previous = widths[i == 0 ? 0 : i - 1], out = widths[i];
            const int next = widths[std::min(i + 1, widths.size() - 1)];
            for (int layer = 0; layer <= config_.layersPerBlock; ++layer) {
                const int skip = layer == config_.layersPerBlock ? next : out;
                this->layer(block, layer, (layer == 0 ? previous : out) + skip, out, config_.upBlockTypes[i]);
            }
            if (i + 1 < widths.size())
                conv(block + "upsamplers.0.conv.", out, out, 3);
        }
    }

    TensorShapes shapes;

private:
    void conv(const std::string& at, int in, int out, int size)
    {
        shapes[at + "weight"] = {out, in, size, size};
        shapes[at + "bias"] = {out};
    }
    void linear(const std::string& at, int in, int out)
    {
        shapes[at + "weight"] = {out, in};
        shapes[at + "bias"] = {out};
    }
    void norm(const std::string& at, int width) { shapes[at + "weight"] = shapes[at + "bias"] = {width}; }

    void resnet(const std::string& at, int in, int out)
    {
        norm(at + "norm1.", in);
        conv(at + "conv1.", in, out, 3);
        linear(at + "time_emb_proj.", time_, config_.resnetTimeScaleShift == "scale_shift" ? 2 * out : out);
        norm(at + "norm2.", out);
        conv(at + "conv2.", out, out, 3);
        if (in != out)
            conv(at + "conv_shortcut.", in, out, 1);
    }
    void attention(const std::string& at, int width, bool normed)
    {
        const int head = config_.attentionHeadDim.value_or(width), inner = width / head * head;
        if (normed)
            norm(at + "group_norm.", width);
        for (const char* name : {"to_q.", "to_k.", "to_v."})
            linear(at + name, width, inner);
        linear(at + "to_out.0.", inner, width);
    }
    void layer(const std::string& block, int index, int in, int out, const std::string& type)
    {
        const std::string number = std::to_string(index) + ".";
        resnet(block + "resnets." + number, in, out);
        if (type.starts_with("Attn"))
            attention(block + "attentions." + number, out, true);
    }

    const UNetConfig& config_;
    int time_;
};

} // namespace

TensorShapes tensorShapes(const UNetConfig& config)
{
    ShapeList list(config);
    list.ends();
    list.down();
    if (config.midBlock)
        list.middle();
    list.up();
    return std::move(list.shapes);
}

std::int64_t parameterCountOf(const TensorShapes& shapes)
{
    std::int64_t total = 0;
    for (const auto& [name, shape] : shapes) {
        std::int64_t count = 1;
        for (const auto extent : shape)
            count *= extent;
        total += count;
    }
    return total;
}

} // namespace diffuscope
