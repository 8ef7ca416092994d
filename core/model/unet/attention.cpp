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
    const auto n = x.size(0), h = x.size(2), w = x.size(3);                           // inner = heads * headDim
    const auto normedMap = norm_.is_empty() ? x : normed(norm_, x, Activation::none); // [N, C, H, W]
    const auto weight = torch::cat({query_->weight, key_->weight, value_->weight});   // [3 inner, C]
    const auto bias = torch::cat({query_->bias, key_->bias, value_->bias});           // [3 inner]
    const auto qkv = kernels::linear({pixelsOf(normedMap), {}, weight, bias});        // [N, H, W, 3 inner]
    const auto mixed = kernels::attention(qkv.view({n, h * w, -1}), heads_); // [N, H W, inner], heads side by side
    const auto pixels = kernels::linear(
        {mixed.view({n, h, w, -1}), {}, out_->weight, out_->bias, pixelsOf(x)}); // [N, H, W, C], x added
    const auto sum = mapOf(pixels);                                              // [N, C, H, W]
    return scale_ == 1 ? sum : sum / scale_;
}

} // namespace diffuscope
