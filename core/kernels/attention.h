#pragma once
#include <torch/types.h>

namespace diffuscope::kernels {

// Multi-head self-attention, softmax(q k^T / sqrt(d)) v a head, without the tokens x tokens matrix in memory (Dao et
// al. 2022, here for the CPU's caches). `qkv` [N, tokens, 3 * heads * d]: the queries of all heads, then the keys, then
// the values; any d. Returns [N, tokens, heads * d]. Differentiable. Uses the kernels on the CPU for float32 and
// bfloat16, where scores, softmax and sums are float32, else LibTorch's operators.
torch::Tensor attention(const torch::Tensor& qkv, std::int64_t heads);

// The same by LibTorch's operators, for every type and device.
torch::Tensor attentionReference(const torch::Tensor& qkv, std::int64_t heads);

} // namespace diffuscope::kernels
