#pragma once
#include <torch/types.h>

namespace diffuscope::kernels {

// Group normalisation (Wu & He 2018) with what a residual block of a diffusion U-Net does around it, in one pass over
// the feature map and one back:
//   y = act(norm(cat(x, skip) + add) * (1 + scale) + shift)
// Statistics are of the weights' type, float32 in this network, whatever the feature map's is.
struct GroupNormInput {
    torch::Tensor x;            // [N, C0, H, W], float32 or bfloat16
    torch::Tensor skip;         // [N, C1, H, W] or undefined: further channels, never copied together
    torch::Tensor add;          // [N, C0 + C1] or undefined
    torch::Tensor weight, bias; // [C0 + C1] float32
    torch::Tensor scale, shift; // [N, C0 + C1], both or neither
    std::int64_t groups = 1;
    double eps = 1e-5;
    bool silu = false;
};

// [N, C0 + C1, H, W] in x's type. Differentiable in every tensor. Uses the kernels on the CPU for float32 and bfloat16,
// whose result is channels last, else LibTorch's operators.
torch::Tensor groupNorm(const GroupNormInput& input);

// The same by LibTorch's operators, for every type and device.
torch::Tensor groupNormReference(const GroupNormInput& input);

} // namespace diffuscope::kernels
