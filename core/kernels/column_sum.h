#pragma once
#include <torch/types.h>

namespace diffuscope::kernels {

// Sum over the rows of a contiguous float32 or bfloat16 matrix on the CPU, the same for every number of threads:
// [columns] in float32.
torch::Tensor columnSum(const torch::Tensor& x);

} // namespace diffuscope::kernels
