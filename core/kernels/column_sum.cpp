#include "core/kernels/column_sum.h"

#include "core/kernels/tensor_memory.h"

#include <ATen/Parallel.h>

#include <algorithm>

namespace diffuscope::kernels {

torch::Tensor columnSum(const torch::Tensor& x)
{
    constexpr std::int64_t kRows = 2048; // of a part
    const std::int64_t rows = x.size(0), columns = x.size(1), parts = (rows + kRows - 1) / kRows;
    const torch::Tensor sums = at::zeros({parts, columns}, at::kFloat);
    withKernelType(x.scalar_type(), [&](auto type) {
        using T = decltype(type);
        at::parallel_for(0, parts, 1, [&](std::int64_t first, std::int64_t last) {
            for (std::int64_t part = first; part < last; ++part)
                matrixKernels<T>(cpuKernels())
                    .columnSums(dataOf<T>(x) + part * kRows * columns, std::min(kRows, rows - part * kRows), columns,
                                dataOf<float>(sums) + part * columns);
        });
    });
    return sums.sum(0);
}

} // namespace diffuscope::kernels
