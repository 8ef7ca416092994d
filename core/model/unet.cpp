#include "core/model/unet.h"

#include "core/base/error.h"
#include "core/model/blocks.h"
#include "core/model/embedding.h"
#include "core/model/layers.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/nn/modules/embedding.h>

#include <mutex>
#include <sstream>

namespace diffuscope {
namespace nn = torch::nn;

struct UNetImpl::Parts {
    nn::Conv2d convIn{nullptr}, convOut{nullptr};
    TimeEmbedding time{nullptr};
    nn::Embedding classes{nullptr};
    std::vector<DownBlock> down;
    MidBlock mid{nullptr};
    std::vector<UpBlock> up;
    nn::GroupNorm normOut{nullptr};
};

namespace {

bool hasAttention(const std::string& blockType) { return blockType.find("Attn") != std::string::npos; }

std::string shapeOf(const torch::Tensor& tensor)
{
    std::ostringstream text;
    text << tensor.sizes();
    return text.str();
}

// Constructed in the order of the Python class, so that one seed draws the same weights.
std::vector<DownBlock> makeDownBlocks(const UNetConfig& config, int timeChannels)
{
    std::vector<DownBlock> blocks;
    int out = config.blockOutChannels[0];
    for (std::size_t i = 0; i < config.downBlockTypes.size(); ++i) {
        const int in = out;
        out = config.blockOutChannels[i];
        const bool last = i + 1 == config.downBlockTypes.size();
        blocks.emplace_back(in, out, timeChannels, hasAttention(config.downBlockTypes[i]), !last, config);
    }
    return blocks;
}

std::vector<UpBlock> makeUpBlocks(const UNetConfig& config, int timeChannels)
{
    const std::vector<int> channels(config.blockOutChannels.rbegin(), config.blockOutChannels.rend());
    std::vector<UpBlock> blocks;
    int out = channels[0];
    for (std::size_t i = 0; i < config.upBlockTypes.size(); ++i) {
        const int previous = out;
        out = channels[i];
        const int in = channels[std::min(i + 1, channels.size() - 1)];
        const bool last = i + 1 == config.upBlockTypes.size();
        blocks.emplace_back(in, previous, out, timeChannels, hasAttention(config.upBlockTypes[i]), !last, config);
    }
    return blocks;
}

void checkSample(const torch::Tensor& sample, const torch::Tensor& timesteps, torch::ScalarType type,
                 const UNetConfig& config)
{
    if (!sample.defined())
        throw Error("The network got no picture", "an undefined tensor", "Give [N, channels, H, W].");
    if (sample.scalar_type() != type)
        throw Error("The network cannot take this input",
                    std::string("values of type ") + c10::toString(sample.scalar_type()),
                    std::string("Convert the pictures to ") + c10::toString(type) + " in [-1, 1].");
    if (sample.dim() != 4 || sample.size(0) == 0 || sample.size(1) != config.inChannels)
        throw Error("The network cannot take this input", "shape " + shapeOf(sample),
                    "It needs [N, " + std::to_string(config.inChannels) + ", H, W].");
    const int multiple = 1 << (config.blockOutChannels.size() - 1);
    if (sample.size(2) % multiple != 0 || sample.size(3) % multiple != 0 || sample.size(2) == 0 || sample.size(3) == 0)
        throw Error("The network cannot take pictures of this size", shapeOf(sample),
                    "Height and width must be multiples of " + std::to_string(multiple) + ".");
    if (!timesteps.defined() || timesteps.dim() > 1 ||
        (timesteps.dim() == 1 && timesteps.size(0) != sample.size(0) && timesteps.size(0) != 1))
        throw Error("The timesteps do not match the batch",
                    timesteps.defined() ? "shape " + shapeOf(timesteps) : "none were given", "Give one per picture.");
}

void checkLabels(const torch::Tensor& labels, std::int64_t batch, const UNetConfig& config)
{
    if (!config.numClassEmbeds) {
        if (labels.defined())
            throw Error("This model has no classes", "class labels were given", "Leave the labels out.");
        return;
    }
    const std::string range = "0 to " + std::to_string(*config.numClassEmbeds - 1);
    if (!labels.defined())
        throw Error("This model needs class labels", "none were given", "Give one per picture, " + range + ".");
    if (labels.dim() != 1 || labels.size(0) != batch)
        throw Error("The class labels do not match the batch", "shape " + shapeOf(labels), "Give one per picture.");
    if (labels.scalar_type() != torch::kInt64)
        throw Error("The class labels have the wrong type", c10::toString(labels.scalar_type()),
                    "Give whole numbers (int64).");
    const auto low = labels.min().item<std::int64_t>(), high = labels.max().item<std::int64_t>();
    if (low < 0 || high >= *config.numClassEmbeds)
        throw Error("A class label is out of range", "label " + std::to_string(low < 0 ? low : high),
                    "This model knows " + range + ".");
}

// Seeds the global generator and gives it its state back at the end: building a network must not change what others
// draw (dropout).
class SeededGenerator {
public:
    explicit SeededGenerator(std::uint64_t seed) : state_(generator_.get_state()) { generator_.set_current_seed(seed); }
    ~SeededGenerator() { generator_.set_state(state_); }
    SeededGenerator(const SeededGenerator&) = delete;
    SeededGenerator& operator=(const SeededGenerator&) = delete;

private:
    at::Generator generator_ = at::detail::getDefaultCPUGenerator();
    torch::Tensor state_;
};

} // namespace

UNetImpl::UNetImpl(const UNetConfig& config) : config_(config), parts_(std::make_unique<Parts>())
{
    validateUNetConfig(config, "network");
    Parts& p = *parts_;
    const int first = config.blockOutChannels.front(), last = config.blockOutChannels.back();
    const int timeChannels = config.timeEmbeddingDim.value_or(4 * first);
    p.convIn = register_module("conv_in", conv3x3(config.inChannels, first));
    p.time = register_module("time_embedding", TimeEmbedding(first, timeChannels));
    if (config.numClassEmbeds)
        p.classes = register_module("class_embedding", nn::Embedding(*config.numClassEmbeds, timeChannels));
    p.down = makeDownBlocks(config, timeChannels);
    if (config.midBlock)
        p.mid = MidBlock(last, timeChannels, config);
    p.up = makeUpBlocks(config, timeChannels);
    register_module("down_blocks", listOf(p.down));
    register_module("up_blocks", listOf(p.up));
    if (config.midBlock)
        register_module("mid_block", p.mid); // after up_blocks, as the reference's state dict has it
    p.normOut = register_module("conv_norm_out", groupNorm(first, config));
    p.convOut = register_module("conv_out", conv3x3(first, config.outChannels));
}

UNetImpl::~UNetImpl() = default;

torch::Tensor UNetImpl::forward(torch::Tensor sample, torch::Tensor timesteps, torch::Tensor labels)
{
    Parts& p = *parts_;
    const auto type = p.convIn->weight.scalar_type();
    checkSample(sample, timesteps, type, config_);
    checkLabels(labels, sample.size(0), config_);
    if (config_.centerInputSample)
        sample = 2 * sample - 1;
    const auto t = timesteps.reshape({-1}).expand({sample.size(0)});
    const auto features = timestepFeatures(t, config_.blockOutChannels[0], config_.flipSinToCos, config_.freqShift);
    auto temb = p.time->forward(features.to(type));
    if (!p.classes.is_empty())
        temb = temb + p.classes->forward(labels);

    auto x = p.convIn->forward(sample);
    std::vector<torch::Tensor> skips{x};
    for (auto& block : p.down)
        x = block->forward(x, temb, skips);
    if (!p.mid.is_empty())
        x = p.mid->forward(x, temb);
    for (auto& block : p.up)
        x = block->forward(x, temb, skips);
    return p.convOut->forward(activated(p.normOut->forward(x)));
}

std::int64_t UNetImpl::parameterCount() const
{
    std::int64_t count = 0;
    for (const auto& parameter : parameters())
        count += parameter.numel();
    return count;
}

UNet makeUNet(const UNetConfig& config, std::uint64_t seed)
{
    static std::mutex mutex; // the global generator is shared by the process
    std::lock_guard lock(mutex);
    const SeededGenerator seeded(seed);
    return UNet(config);
}

} // namespace diffuscope
