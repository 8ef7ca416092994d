#include "core/kernels/linear.h"

#include "core/kernels/column_sum.h"
#include "core/kernels/tensor_memory.h"

#include <ATen/Parallel.h>
#include <ATen/record_function.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <vector>

namespace diffuscope::kernels {
namespace {
using torch::Tensor;

// Rows of x and columns [first, first + width) of a weight, or what is in their place on the way back.
template <typename T> struct Part {
    const T* rows;
    std::int64_t width, first;
};

template <typename T> std::vector<Part<T>> partsOf(const Tensor& x, const Tensor& more)
{
    std::vector<Part<T>> parts = {{dataOf<T>(x), x.size(-1), 0}};
    if (more.defined())
        parts.push_back({dataOf<T>(more), more.size(-1), x.size(-1)});
    return parts;
}

// A factor of `depth` rows and `columns` columns, b(k, n) = b[k * rowStride + n * columnStride], as the kernels want
// it.
template <typename T> struct Packed {
    std::int64_t depth;
    Tensor memory;

    Packed(const float* b, std::int64_t rowStride, std::int64_t columnStride, std::int64_t rows, std::int64_t columns)
        : depth(rows)
    {
        const auto& kernels = matrixKernels<T>(cpuKernels());
        memory = at::empty({std::int64_t(kernels.packedSize(rows, columns))}, at::kFloat);
        at::parallel_for(0, kernels.panels(columns), std::max<std::int64_t>(1, 1024 / rows),
                         [&](std::int64_t first, std::int64_t last) {
                             kernels.pack(b, rowStride, columnStride, rows, columns, first, last,
                                          dataOf<float>(memory));
                         });
    }
};

constexpr std::int64_t kRows = 96;       // whose sums wait together
constexpr std::int64_t kRowsAtOnce = 12; // of a product: what the threads divide

// c [rows, columns] of T = the sum of the parts' products + bias + residual; bias and residual may be null.
template <typename T> void multiply(const std::vector<Part<T>>& parts, const std::vector<Packed<T>>& factors,
                                    std::int64_t rows, std::int64_t columns, const float* bias, const T* residual, T* c)
{
    const auto& kernels = matrixKernels<T>(cpuKernels());
    at::parallel_for(0, (rows + kRowsAtOnce - 1) / kRowsAtOnce, 1, [&](std::int64_t first, std::int64_t last) {
        const auto sums = scratchOf(std::size_t(kRows * columns));
        const std::int64_t end = std::min(rows, last * kRowsAtOnce);
        for (std::int64_t from = first * kRowsAtOnce; from < end; from += kRows) {
            const std::int64_t count = std::min(end - from, kRows);
            for (std::size_t i = 0; i < parts.size(); ++i)
                kernels.multiply(parts[i].rows + from * parts[i].width, parts[i].width, count, parts[i].width,
                                 dataOf<float>(factors[i].memory), columns, i == 0 ? bias : nullptr, i > 0, sums.get(),
                                 columns);
            if (residual)
                kernels.add(residual + from * columns, sums.get(), count * columns);
            kernels.round(sums.get(), c + from * columns, count * columns);
        }
    });
}

template <typename T> Tensor forwardOf(const LinearInput& in)
{
    RECORD_FUNCTION("diffuscope::linear", std::vector<c10::IValue>{});
    auto shape = in.x.sizes().vec();
    shape.back() = in.weight.size(0);
    const Tensor out = at::empty(shape, in.x.options());
    const auto parts = partsOf<T>(in.x, in.more);
    std::vector<Packed<T>> factors;
    for (const auto& part : parts)
        factors.emplace_back(dataOf<float>(in.weight) + part.first, 1, in.weight.size(1), part.width,
                             in.weight.size(0));
    multiply<T>(parts, factors, in.x.numel() / in.x.size(-1), in.weight.size(0), dataOf<float>(in.bias),
                dataOf<T>(in.residual), dataOf<T>(out));
    return out;
}

template <typename T> void gradientOfWeights(const Part<T>& part, const Tensor& dy, const Tensor& dWeight)
{
    constexpr std::int64_t kOutputs = 64; // of a task
    const auto& kernels = matrixKernels<T>(cpuKernels());
    const std::int64_t out = dWeight.size(0), in = dWeight.size(1);
    at::parallel_for(0, (out + kOutputs - 1) / kOutputs, 1, [&](std::int64_t first, std::int64_t last) {
        const auto scratch = scratchOf(kernels.transposedScratch(kOutputs, part.width));
        for (std::int64_t n = first * kOutputs; n < std::min(out, last * kOutputs); n += kOutputs)
            kernels.multiplyTransposed(dataOf<T>(dy) + n, out, part.rows, part.width, dy.numel() / out,
                                       std::min(kOutputs, out - n), part.width,
                                       dataOf<float>(dWeight) + n * in + part.first, in, scratch.get());
    });
}

class SplitLinear : public torch::autograd::Function<SplitLinear> {
public:
    // x, more and residual are of the type that is multiplied.
    static Tensor forward(torch::autograd::AutogradContext* context, Tensor x, MaybeTensor more, Tensor weight,
                          MaybeTensor bias, MaybeTensor residual)
    {
        context->save_for_backward({x, tensorOf(more), weight});
        context->saved_data["bias"] = bias.has_value();
        context->saved_data["residual"] = residual.has_value();
        const LinearInput in{x, tensorOf(more), weight, tensorOf(bias), tensorOf(residual)};
        return withKernelType(x.scalar_type(), [&](auto type) { return forwardOf<decltype(type)>(in); });
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list above)
    {
        RECORD_FUNCTION("diffuscope::linear_backward", std::vector<c10::IValue>{});
        const auto saved = context->get_saved_variables();
        const Tensor x = saved[0], more = saved[1], weight = saved[2];
        const Tensor dy = above[0].contiguous(), dWeight = at::empty_like(weight);
        torch::autograd::variable_list gradients;
        withKernelType(x.scalar_type(), [&](auto type) {
            using T = decltype(type);
            for (const auto& part : partsOf<T>(x, more)) {
                gradients.push_back(at::empty_like(part.first == 0 ? x : more));
                const Packed<T> factor(dataOf<float>(weight) + part.first, weight.size(1), 1, weight.size(0),
                                       part.width);
                multiply<T>(partsOf<T>(dy, {}), {factor}, dy.numel() / dy.size(-1), part.width, nullptr, nullptr,
                            dataOf<T>(gradients.back()));
                gradientOfWeights(part, dy, dWeight);
            }
        });
        gradients.resize(2);
        gradients.push_back(dWeight);
        gradients.push_back(context->saved_data["bias"].toBool() ? columnSum(dy.view({-1, dy.size(-1)})) : Tensor());
        gradients.push_back(context->saved_data["residual"].toBool() ? dy : Tensor());
        return gradients;
    }
};

} // namespace

torch::Tensor linearReference(const LinearInput& in)
{
    const auto type = in.x.scalar_type();
    const Tensor y = at::linear(in.more.defined() ? at::cat({in.x, in.more}, -1) : in.x, in.weight.to(type),
                                in.bias.defined() ? in.bias.to(type) : in.bias);
    return in.residual.defined() ? y + in.residual : y;
}

torch::Tensor linear(const LinearInput& in)
{
    const auto whole = [](const Tensor& x, int dimension) { return !x.defined() || x.size(dimension) % 16 == 0; };
    if (!hasKernels(in.x) || in.weight.scalar_type() != at::kFloat || !whole(in.x, -1) || !whole(in.more, -1) ||
        !whole(in.weight, 0) || in.x.numel() == 0)
        return linearReference(in);
    const auto ready = [&](const Tensor& x) { return maybe(x.defined() ? x.to(multipliedAs(in.x)).contiguous() : x); };
    return SplitLinear::apply(*ready(in.x), ready(in.more), in.weight.contiguous(),
                              maybe(in.bias.defined() ? in.bias.contiguous() : in.bias), ready(in.residual))
        .to(in.x.scalar_type());
}

} // namespace diffuscope::kernels
