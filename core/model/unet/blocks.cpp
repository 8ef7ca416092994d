#include "core/model/unet/blocks.h"

// The modules are constructed in the order of the Python classes, so that one seed draws the same weights, and
// registered in the order of their state dicts.
namespace diffuscope {
namespace nn = torch::nn;

namespace {

Attention makeAttention(const AttentionPlan& plan, const UNetConfig& config)
{
    return Attention(AttentionOptions{.channels = plan.channels,
                                      .headDim = config.attentionHeadDim,
                                      .groups = plan.groups,
                                      .eps = config.normEps,
                                      .scale = plan.scale});
}

} // namespace

DownBlockImpl::DownBlockImpl(const BlockPlan& plan, int timeChannels, const UNetConfig& config)
{
    for (std::size_t layer = 0; layer < plan.resnets.size(); ++layer) {
        resnets_.emplace_back(plan.resnets[layer], timeChannels, config);
        if (!plan.attentions.empty())
            attentions_.push_back(makeAttention(plan.attentions[layer], config));
    }
    if (!attentions_.empty())
        register_module("attentions", listOf(attentions_));
    register_module("resnets", listOf(resnets_));
    if (plan.convSampler) {
        conv_ = Downsample(plan.out, config.downsamplePadding);
        register_module("downsamplers", listOf(std::vector<Downsample>{conv_}));
    }
    if (plan.resnetSampler) {
        sampler_ = ResnetBlock(*plan.resnetSampler, timeChannels, config);
        if (plan.skip) {
            register_module("resnet_down", sampler_);
            fromPicture_ = register_module("skip_conv", conv1x1(3, plan.out));
        } else {
            register_module("downsamplers", listOf(std::vector<ResnetBlock>{sampler_}));
        }
    }
}

torch::Tensor DownBlockImpl::forward(torch::Tensor x, const torch::Tensor& temb, std::vector<torch::Tensor>& skips,
                                     torch::Tensor& picture)
{
    for (std::size_t layer = 0; layer < resnets_.size(); ++layer) {
        x = resnets_[layer]->forward(x, temb); // [N, in, H, W] -> [N, out, H, W]
        if (!attentions_.empty())
            x = attentions_[layer]->forward(x); // [N, out, H, W]
        skips.push_back(x);
    }
    if (conv_.is_empty() && sampler_.is_empty())
        return x;
    x = conv_.is_empty() ? sampler_->forward(x, temb) : conv_->forward(x); // [N, out, H/2, W/2]
    if (!fromPicture_.is_empty()) {
        picture = resampled(picture, Resample::firDown); // [N, 3, H/2, W/2]
        x = fromPicture_->forward(picture) + x;          // [N, out, H/2, W/2]
    }
    skips.push_back(x);
    return x;
}

UpBlockImpl::UpBlockImpl(const BlockPlan& plan, int timeChannels, const UNetConfig& config) : skip_(plan.skip)
{
    for (std::size_t layer = 0; layer < plan.resnets.size(); ++layer) {
        resnets_.emplace_back(plan.resnets[layer], timeChannels, config);
        if (!plan.attentions.empty() && !skip_)
            attentions_.push_back(makeAttention(plan.attentions[layer], config));
    }
    if (!plan.attentions.empty() && skip_)
        attentions_.push_back(makeAttention(plan.attentions.front(), config));
    if (!attentions_.empty())
        register_module("attentions", listOf(attentions_));
    register_module("resnets", listOf(resnets_));
    if (plan.convSampler) {
        conv_ = Upsample(plan.out);
        register_module("upsamplers", listOf(std::vector<Upsample>{conv_}));
    }
    if (!plan.resnetSampler)
        return;
    sampler_ = ResnetBlock(*plan.resnetSampler, timeChannels, config);
    if (skip_) {
        register_module("resnet_up", sampler_);
        toPicture_ = register_module("skip_conv", conv3x3(plan.out, 3));
        pictureNorm_ =
            register_module("skip_norm", groupNormOf(plan.out, plan.resnetSampler->groupsOut, config.normEps));
    } else {
        register_module("upsamplers", listOf(std::vector<ResnetBlock>{sampler_}));
    }
}

torch::Tensor UpBlockImpl::forward(torch::Tensor x, const torch::Tensor& temb, std::vector<torch::Tensor>& skips,
                                   torch::Tensor& picture)
{
    for (std::size_t layer = 0; layer < resnets_.size(); ++layer) {
        x = resnets_[layer]->forward(x, temb, skips.back()); // [N, in, H, W] and [N, C1, H, W] -> [N, out, H, W]
        skips.pop_back();
        if (!attentions_.empty() && !skip_)
            x = attentions_[layer]->forward(x); // [N, out, H, W]
    }
    if (!attentions_.empty() && skip_)
        x = attentions_.front()->forward(x); // [N, out, H, W]
    if (skip_ && picture.defined())
        picture = resampled(picture, Resample::firUp); // [N, 3, H/2, W/2] -> [N, 3, H, W]
    if (!toPicture_.is_empty()) {
        const auto part = toPicture_->forward(normed(pictureNorm_, x, Activation::silu)); // [N, 3, H, W]
        picture = picture.defined() ? picture + part : part;
    }
    if (!conv_.is_empty())
        return conv_->forward(x);                                // [N, out, 2 H, 2 W]
    return sampler_.is_empty() ? x : sampler_->forward(x, temb); // [N, out, H, W] or [N, out, 2 H, 2 W]
}

MidBlockImpl::MidBlockImpl(const BlockPlan& plan, int timeChannels, const UNetConfig& config)
{
    first_ = ResnetBlock(plan.resnets[0], timeChannels, config);
    if (!plan.attentions.empty()) {
        attention_ = makeAttention(plan.attentions[0], config);
        register_module("attentions", listOf(std::vector<Attention>{attention_}));
    }
    second_ = ResnetBlock(plan.resnets[1], timeChannels, config);
    register_module("resnets", listOf(std::vector<ResnetBlock>{first_, second_}));
}

torch::Tensor MidBlockImpl::forward(torch::Tensor x, const torch::Tensor& temb)
{
    x = first_->forward(x, temb); // [N, C, H, W], as all that follows
    if (!attention_.is_empty())
        x = attention_->forward(x);
    return second_->forward(x, temb);
}

} // namespace diffuscope
