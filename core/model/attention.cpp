#include "core/model/attention.h"

#include <cmath>

namespace diffuscope {

AttentionImpl::AttentionImpl(const AttentionOptions& options) : scale_(options.scale)
{
    namespace nn = torch::nn;
    const int headDim = options.headDim.value_or(options.channels);
    heads_ = options.channels / headDim;
    const int inner = heads_ * headDim; // smaller than channels when headDim does not divide them
    if (options.groups > 0)
        norm_ = register_module("group_norm", groupNorm(options.channels, options.groups, options.eps));
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
    const auto n = x.size(0), c = x.size(1), pixels = x.size(2) * x.size(3);
    const auto normed = norm_.is_empty() ? x : norm_->forward(x);
    const auto tokens =
        normed.reshape({n, c, pixels}).transpose(1, 2).contiguous(); // [N, P, C], read by all three projections
    const auto split = [&](torch::nn::Linear& linear) {
        return linear->forward(tokens).view({n, pixels, heads_, -1}).transpose(1, 2); // [N, heads, P, d]
    };
    const auto q = split(query_), k = split(key_), v = split(value_);
    const double temperature = 1.0 / std::sqrt(double(q.size(-1)));
    const auto weights = torch::matmul(q * temperature, k.transpose(-1, -2)).softmax(-1); // [N, heads, P, P]
    const auto mixed = torch::matmul(weights, v).transpose(1, 2).reshape({n, pixels, -1});
    const auto out = out_->forward(mixed).transpose(1, 2).reshape_as(x);
    return scale_ == 1 ? out + x : (out + x) / scale_;
}

} // namespace diffuscope
