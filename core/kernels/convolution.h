#pragma once
#include <torch/types.h>

namespace diffuscope::kernels {

// Any convolution by LibTorch, in the type of x; weight and bias are converted. bfloat16 is computed in float32 where
// the processor cannot multiply it.
torch::Tensor convolution(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                          at::IntArrayRef stride, at::IntArrayRef padding);

// 3x3 convolution with stride 1 and padding 1. x [N, C, H, W], weight [K, C, 3, 3], bias [K], residual [N, K, H, W] or
// undefined: it is added to the result. Types of x and residual are alike; weight and bias are converted. Returns
// [N, K, H, W]. Differentiable.
//
// `prepared`: what preparedWeights gave for the same weights; for calls without gradient.
//
// On the CPU, with C and K multiples of 16 and enough pixels, by Winograd's minimal filtering (Lavin & Gray 2016), for
// bfloat16 with products of pairs where the processor has them; else by LibTorch's convolution.
torch::Tensor convolution3x3(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                             const torch::Tensor& residual = {}, const torch::Tensor& prepared = {});

// The weights as the filtering wants them for maps of the size and type of x, for those that no longer change: 16/9 of
// their memory, 4 times for large maps, half of that for bfloat16 pairs. Undefined where LibTorch convolves.
torch::Tensor preparedWeights(const torch::Tensor& weight, const torch::Tensor& x);
// Whether `prepared` has the form that such a call gives for weights of this shape and this x; that it came from these
// very weights is the caller's to know.
bool isPreparedFor(const torch::Tensor& prepared, const torch::Tensor& weight, const torch::Tensor& x);

torch::Tensor convolution3x3Reference(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                                      const torch::Tensor& residual = {});

// By Winograd's filtering wherever it can be, with tiles of side x side results (2 or 4), without asking what is
// faster; for tests and measurements.
torch::Tensor convolution3x3Winograd(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                                     const torch::Tensor& residual, int side);

} // namespace diffuscope::kernels
