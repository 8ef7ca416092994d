#include "core/model/config/tensor_shapes.h"

#include "core/model/config/block_plan.h"

namespace diffuscope {

namespace {

// Each function adds the tensors of one module under a prefix that ends with a dot.
class ShapeList {
public:
    explicit ShapeList(const UNetConfig& config) : config_(config), plan_(planUNet(config)) {}

    void ends()
    {
        const int first = config_.blockOutChannels.front();
        conv("conv_in.", config_.inChannels, first, 3);
        if (config_.timeEmbeddingType == "fourier")
            shapes["time_proj.weight"] = {first};
        if (config_.timeEmbeddingType == "learned")
            shapes["time_proj.weight"] = {config_.numTrainTimesteps.value_or(0), first};
        timeEmbedding("time_embedding.");
        if (config_.classEmbedType == "timestep")
            timeEmbedding("class_embedding.");
        if (!config_.classEmbedType && config_.numClassEmbeds)
            shapes["class_embedding.weight"] = {*config_.numClassEmbeds, plan_.timeChannels};
        norm("conv_norm_out.", first);
        conv("conv_out.", first, config_.outChannels, 3);
    }

    void blocks()
    {
        for (std::size_t i = 0; i < plan_.down.size(); ++i)
            block("down_blocks." + std::to_string(i) + ".", plan_.down[i], true);
        if (plan_.mid)
            block("mid_block.", *plan_.mid, true);
        for (std::size_t i = 0; i < plan_.up.size(); ++i)
            block("up_blocks." + std::to_string(i) + ".", plan_.up[i], false);
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
    void timeEmbedding(const std::string& at)
    {
        linear(at + "linear_1.", plan_.timeFeatures, plan_.timeChannels);
        linear(at + "linear_2.", plan_.timeChannels, plan_.timeChannels);
    }

    void resnet(const std::string& at, const ResnetPlan& plan)
    {
        norm(at + "norm1.", plan.in);
        conv(at + "conv1.", plan.in, plan.out, 3);
        linear(at + "time_emb_proj.", plan_.timeChannels,
               config_.resnetTimeScaleShift == "scale_shift" ? 2 * plan.out : plan.out);
        norm(at + "norm2.", plan.out);
        conv(at + "conv2.", plan.out, plan.out, 3);
        if (plan.shortcut)
            conv(at + "conv_shortcut.", plan.in, plan.out, 1);
    }
    void attention(const std::string& at, const AttentionPlan& plan)
    {
        const int width = plan.channels;
        const int head = config_.attentionHeadDim.value_or(width), inner = width / head * head;
        if (plan.groups > 0)
            norm(at + "group_norm.", width);
        for (const char* name : {"to_q.", "to_k.", "to_v."})
            linear(at + name, width, inner);
        linear(at + "to_out.0.", inner, width);
    }
    void block(const std::string& at, const BlockPlan& plan, bool down)
    {
        for (std::size_t i = 0; i < plan.resnets.size(); ++i)
            resnet(at + "resnets." + std::to_string(i) + ".", plan.resnets[i]);
        for (std::size_t i = 0; i < plan.attentions.size(); ++i)
            attention(at + "attentions." + std::to_string(i) + ".", plan.attentions[i]);
        const std::string sampler = at + (down ? "downsamplers.0." : "upsamplers.0.");
        if (plan.convSampler)
            conv(sampler + "conv.", plan.out, plan.out, 3);
        if (plan.resnetSampler)
            resnet(!plan.skip ? sampler : at + (down ? "resnet_down." : "resnet_up."), *plan.resnetSampler);
        if (plan.resnetSampler && plan.skip) {
            conv(at + "skip_conv.", down ? 3 : plan.out, down ? plan.out : 3, down ? 1 : 3);
            if (!down)
                norm(at + "skip_norm.", plan.out);
        }
    }

    const UNetConfig& config_;
    UNetPlan plan_;
};

} // namespace

TensorShapes tensorShapes(const UNetConfig& config)
{
    ShapeList list(config);
    list.ends();
    list.blocks();
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
