#pragma once
#include <torch/types.h>

namespace diffuscope::kernels {

// x W^T + b over the channels of every pixel, as a linear layer or a 1x1 convolution computes it. Differentiable.
struct LinearInput {
    torch::Tensor x;             // [..., K0]
    torch::Tensor more;          // [..., K1] or undefined: further inputs, never copied together
    torch::Tensor weight;        // [M, K0 + K1]
    torch::Tensor bias;          // [M] or undefined
    torch::Tensor residual = {}; // [..., M] or undefined: added to the result
};

// [..., M], of the type of x: float32, or bfloat16 with float32 weights. On the CPU, where all widths are multiples of
// 16, by the kernels; else by LibTorch's operators.
torch::Tensor linear(const LinearInput& input);

torch::Tensor linearReference(const LinearInput& input);

} // namespace diffuscope::kernels
