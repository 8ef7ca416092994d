#include "core/model/blocks.h"

#include "core/model/layers.h"

namespace diffuscope {
namespace nn = torch::nn;
namespace F = torch::nn::functional;

namespace {

AttentionOptions attentionOptions(int channels, const UNetConfig& config, double scale = 1)
{
    return {.channels = channels,
            .headDim = config.attentionHeadDim,
            .groups = config.normNumGroups,
            .eps = config.normEps,
            .scale = scale};
}

bool scaleShift(const UNetConfig& config) { return config.resnetTimeScaleShift == "scale_shift"; }

} // namespace

ResnetBlockImpl::ResnetBlockImpl(int in, int out, int timeChannels, const UNetConfig& config, double scale)
    : scaleShift_(scaleShift(config)), scale_(scale)
{
    norm1_ = register_module("norm1", groupNorm(in, config));
    conv1_ = register_module("conv1", conv3x3(in, out));
    time_ = register_module("time_emb_proj", nn::Linear(timeChannels, scaleShift_ ? 2 * out : out));
    norm2_ = register_module("norm2", groupNorm(out, config));
    dropout_ = nn::Dropout(config.dropout); // no parameters; registered so that eval() reaches it
    register_module("dropout", dropout_);
    conv2_ = register_module("conv2", conv3x3(out, out));
    if (in != out)
        shortcut_ = register_module("conv_shortcut", nn::Conv2d(nn::Conv2dOptions(in, out, 1)));
}

torch::Tensor ResnetBlockImpl::forward(const torch::Tensor& x, const torch::Tensor& temb)
{
    auto h = conv1_->forward(activated(norm1_->forward(x)));
    const auto time = time_->forward(torch::silu(temb)).unsqueeze(-1).unsqueeze(-1); // [N, out or 2 out, 1, 1]
    if (scaleShift_) {
        const auto parts = time.chunk(2, 1);
        h = norm2_->forward(h) * (1 + parts[0]) + parts[1];
    } else {
        h = norm2_->forward(h + time);
    }
    h = conv2_->forward(dropout_->forward(activated(h)));
    const auto input = shortcut_.is_empty() ? x : shortcut_->forward(x);
    return scale_ == 1 ? input + h : (input + h) / scale_;
}

DownsampleImpl::DownsampleImpl(int channels, int padding) : padding_(padding)
{
    conv_ = register_module("conv", conv3x3(channels, channels, 2, padding));
}

torch::Tensor DownsampleImpl::forward(const torch::Tensor& x)
{
    return conv_->forward(padding_ == 0 ? F::pad(x, F::PadFuncOptions({0, 1, 0, 1})) : x);
}

UpsampleImpl::UpsampleImpl(int channels) { conv_ = register_module("conv", conv3x3(channels, channels)); }

torch::Tensor UpsampleImpl::forward(const torch::Tensor& x)
{
    return conv_->forward(at::upsample_nearest2d(x, {x.size(2) * 2, x.size(3) * 2}));
}

DownBlockImpl::DownBlockImpl(int in, int out, int timeChannels, bool attention, bool downsample,
                             const UNetConfig& config)
{
    for (int layer = 0; layer < config.layersPerBlock; ++layer) {
        resnets_.emplace_back(layer == 0 ? in : out, out, timeChannels, config);
        if (attention)
            attentions_.emplace_back(attentionOptions(out, config));
    }
    if (attention)
        register_module("attentions", listOf(attentions_));
    register_module("resnets", listOf(resnets_));
    if (downsample) {
        downsample_ = Downsample(out, config.downsamplePadding);
        register_module("downsamplers", listOf(std::vector<Downsample>{downsample_}));
    }
}

torch::Tensor DownBlockImpl::forward(torch::Tensor x, const torch::Tensor& temb, std::vector<torch::Tensor>& skips)
{
    for (std::size_t layer = 0; layer < resnets_.size(); ++layer) {
        x = resnets_[layer]->forward(x, temb);
        if (!attentions_.empty())
            x = attentions_[layer]->forward(x);
        skips.push_back(x);
    }
    if (!downsample_.is_empty()) {
        x = downsample_->forward(x);
        skips.push_back(x);
    }
    return x;
}

UpBlockImpl::UpBlockImpl(int in, int previous, int out, int timeChannels, bool attention, bool upsample,
                         const UNetConfig& config)
{
    const int layers = config.layersPerBlock + 1;
    for (int layer = 0; layer < layers; ++layer) {
        const int input = layer == 0 ? previous : out;
        const int skip = layer == layers - 1 ? in : out;
        resnets_.emplace_back(input + skip, out, timeChannels, config);
        if (attention)
            attentions_.emplace_back(attentionOptions(out, config));
    }
    if (attention)
        register_module("attentions", listOf(attentions_));
    register_module("resnets", listOf(resnets_));
    if (upsample) {
        upsample_ = Upsample(out);
        register_module("upsamplers", listOf(std::vector<Upsample>{upsample_}));
    }
}

torch::Tensor UpBlockImpl::forward(torch::Tensor x, const torch::Tensor& temb, std::vector<torch::Tensor>& skips)
{
    for (std::size_t layer = 0; layer < resnets_.size(); ++layer) {
        x = resnets_[layer]->forward(torch::cat({x, skips.back()}, 1), temb);
        skips.pop_back();
        if (!attentions_.empty())
            x = attentions_[layer]->forward(x);
    }
    return upsample_.is_empty() ? x : upsample_->forward(x);
}

MidBlockImpl::MidBlockImpl(int channels, int timeChannels, const UNetConfig& config)
{
    const double scale = config.midBlockScaleFactor;
    first_ = ResnetBlock(channels, channels, timeChannels, config, scale);
    if (config.addAttention) {
        auto options = attentionOptions(channels, config, scale);
        // Without an explicit count, only the default time conditioning has a norm here (consistency models lack it).
        options.groups = config.attnNormNumGroups.value_or(scaleShift(config) ? 0 : options.groups);
        attention_ = Attention(options);
        register_module("attentions", listOf(std::vector<Attention>{attention_}));
    }
    second_ = ResnetBlock(channels, channels, timeChannels, config, scale);
    register_module("resnets", listOf(std::vector<ResnetBlock>{first_, second_}));
}

torch::Tensor MidBlockImpl::forward(torch::Tensor x, const torch::Tensor& temb)
{
    x = first_->forward(x, temb);
    if (!attention_.is_empty())
        x = attention_->forward(x);
    return second_->forward(x, temb);
}

} // namespace diffuscope
