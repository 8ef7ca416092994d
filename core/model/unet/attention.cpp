#include "core/model/unet/attention.h"

#include "core/kernels/attention.h"

namespace diffuscope {

AttentionImpl::AttentionImpl(const AttentionOptions& options) : scale_(options.scale)
{
    namespace nn = torch::nn;
    const int headDim = options.headDim.value_or(options.channels);
    heads_ = options.channels / headDim;
    const int inner = heads_ * headDim; // smaller than channels when headDim does not divide them
    if (options.groups > 0)
        norm_ = register_module("group_norm", groupNormOf(options.channels, options.groups, options.eps));
    query_ = register_module("to_q", nn::Linear(options.channels, inner));
    key_ = register_module("to_k", nn::Linear(options.channels, inner));
    value_ = register_module("to_v", nn::Linear(options.channels, inner));
    nn::ModuleList out; // diffusers: to_out.0 is the projection, to_out.1 a dropout of 0
    out_ = nn::Linear(inner, options.channels);
    out->push_back(out_);
    register_module("to_out", out);
}

torch::Tensor AttentionImpl::forward(const torch::Tensor& x)
{
    const auto n = x.size(0), tokens = x.size(2) * x.size(3);
    const auto normedPixels = norm_.is_empty() ? x : normed(norm_, x, Activation::none);
    const auto weight = torch::cat({query_->weight, key_->weight, value_->weight});
    const auto bias = torch::cat({query_->bias, key_->bias, value_->bias});
    const auto qkv = linear({pixelsOf(normedPixels), {}, weight, bias}); // [N, H, W, 3 inner]
    const auto mixed = attention(qkv.view({n, tokens, -1}), heads_);
    const auto sum =
        mapOf(linear({mixed.view({n, x.size(2), x.size(3), -1}), {}, out_->weight, out_->bias, pixelsOf(x)}));
    return scale_ == 1 ? sum : sum / scale_;
}

} // namespace diffuscope
