#include "core/model/unet/unet.h"

#include "core/model/unet/blocks.h"
#include "core/model/unet/embedding.h"
#include "core/model/unet/unet_input.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/nn/modules/embedding.h>

#include <mutex>

namespace diffuscope {
namespace nn = torch::nn;

struct UNetImpl::Impl {
    Convolution convIn{nullptr}, convOut{nullptr};
    TimeProjection timeProjection{nullptr};
    TimeEmbedding time{nullptr};
    nn::Embedding classes{nullptr};        // class_embed_type null with num_class_embeds
    TimeEmbedding classesAsTimes{nullptr}; // class_embed_type timestep
    std::vector<DownBlock> down;
    MidBlock mid{nullptr};
    std::vector<UpBlock> up;
    nn::GroupNorm normOut{nullptr};
    torch::ScalarType computeType = torch::kFloat32;
};

namespace {

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

UNetImpl::UNetImpl(const UNetConfig& config) : config_(config), impl_(std::make_unique<Impl>())
{
    validateUNetConfig(config, "network");
    Impl& p = *impl_;
    const UNetPlan plan = planUNet(config);
    const int first = config.blockOutChannels.front(), timeChannels = plan.timeChannels;
    // Constructed in the order of the Python class, so that one seed draws the same weights.
    p.convIn = register_module("conv_in", conv3x3(config.inChannels, first));
    p.timeProjection = register_module("time_proj", TimeProjection(config));
    p.time = register_module("time_embedding", TimeEmbedding(plan.timeFeatures, timeChannels));
    if (config.classEmbedType == "timestep")
        p.classesAsTimes = register_module("class_embedding", TimeEmbedding(plan.timeFeatures, timeChannels));
    else if (!config.classEmbedType && config.numClassEmbeds)
        p.classes = register_module("class_embedding", nn::Embedding(*config.numClassEmbeds, timeChannels));
    for (const auto& block : plan.down)
        p.down.emplace_back(block, timeChannels, config);
    if (plan.mid)
        p.mid = MidBlock(*plan.mid, timeChannels, config);
    for (const auto& block : plan.up)
        p.up.emplace_back(block, timeChannels, config);
    register_module("down_blocks", listOf(p.down));
    register_module("up_blocks", listOf(p.up));
    if (plan.mid)
        register_module("mid_block", p.mid); // after up_blocks, as the reference's state dict has it
    p.normOut = register_module("conv_norm_out", groupNormOf(first, plan.groupsOut, config.normEps));
    p.convOut = register_module("conv_out", conv3x3(first, config.outChannels));
    at::NoGradGuard noGrad;
    for (auto& parameter : parameters()) // as the feature maps are, so that no convolution has to reorder them
        if (parameter.dim() == 4)
            parameter.set_data(parameter.detach().contiguous(torch::MemoryFormat::ChannelsLast));
}

UNetImpl::~UNetImpl() = default;

torch::Tensor UNetImpl::forward(torch::Tensor sample, torch::Tensor timesteps, torch::Tensor labels,
                                const Teaching& teaching)
{
    Impl& p = *impl_;
    const auto type = p.convIn->weight.scalar_type();
    checkNetworkInput({sample, timesteps, labels}, type, config_);
    if (config_.centerInputSample)
        sample = 2 * sample - 1;
    const auto t = timesteps.reshape({-1}).expand({sample.size(0)}); // [N]
    const auto told = teaching.frozenTimestep ? torch::full_like(t, *teaching.frozenTimestep) : t;
    auto temb = p.time->forward(p.timeProjection->forward(told).to(type)); // [N, E], as all that is added
    if (!p.classes.is_empty())
        temb = temb + p.classes->forward(labels);
    else if (!p.classesAsTimes.is_empty())
        temb = temb + p.classesAsTimes->forward(p.timeProjection->forward(labels).to(type));
    else if (labels.defined())
        temb = temb + labels.to(type); // class_embed_type identity

    temb = activationOf(temb, activationNamed(config_.actFn)); // every residual block begins with it
    const auto computeType = type == torch::kFloat32 ? p.computeType : type;
    auto picture = sample.to(computeType).contiguous(torch::MemoryFormat::ChannelsLast); // [N, inChannels, H, W]
    auto x = p.convIn->forward(picture);                                                 // [N, C0, H, W]
    std::vector<torch::Tensor> skips{x};
    for (auto& block : p.down)
        x = block->forward(x, temb, skips, picture); // block k: [N, Ck, H / 2^(k+1), W / 2^(k+1)], the last / 2^k
    if (!p.mid.is_empty())
        x = p.mid->forward(x, temb);
    picture = torch::Tensor();
    for (auto& skip : skips)
        if (teaching.cutSkips)
            skip = torch::zeros_like(skip);
    for (auto& block : p.up)
        x = block->forward(x, temb, skips, picture); // and back to [N, C0, H, W]
    // The last convolution is a small one, and its result is what is asked for: in full precision.
    x = p.convOut->forward(normed(p.normOut, x.to(type), Activation::silu)); // [N, outChannels, H, W]
    if (picture.defined())
        x = x + picture;
    return config_.timeEmbeddingType == "fourier" ? (x / t.view({-1, 1, 1, 1})).to(type) : x;
}

void UNetImpl::computeIn(torch::ScalarType type) { impl_->computeType = type; }

void UNetImpl::seedDropout(std::uint64_t seed)
{
    for (const auto& module : modules(false))
        if (auto* dropout = module->as<SeededDropoutImpl>())
            dropout->seed(seed++);
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
