#include "core/kernels/linear.h"

#include "core/kernels/column_sum.h"
#include "core/kernels/tensor_memory.h"

#include <ATen/Parallel.h>
#include <ATen/record_function.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <vector>

namespace diffuscope {
namespace {
using torch::Tensor;

const MatrixKernels& matrices() { return cpuKernels().matrix; }

// Rows of x and columns [first, first + width) of a weight, or what is in their place on the way back.
struct Part {
    const float* rows;
    std::int64_t width, first;
};

std::vector<Part> partsOf(const Tensor& x, const Tensor& more)
{
    std::vector<Part> parts = {{x.data_ptr<float>(), x.size(-1), 0}};
    if (more.defined())
        parts.push_back({more.data_ptr<float>(), more.size(-1), x.size(-1)});
    return parts;
}

// c [rows, columns] = a b + bias, = a b, or += a b; b(k, n) = b[k * rowStride + n * columnStride].
void multiply(const float* a, std::int64_t rows, std::int64_t depth, const float* b, std::int64_t rowStride,
              std::int64_t columnStride, std::int64_t columns, const float* bias, bool add, float* c)
{
    constexpr std::int64_t kRows = 96; // of a task
    const Tensor packed = at::empty({std::int64_t(matrices().packedSize(depth, columns))}, at::kFloat);
    matrices().pack(b, rowStride, columnStride, depth, columns, packed.data_ptr<float>());
    at::parallel_for(0, (rows + kRows - 1) / kRows, 1, [&](std::int64_t first, std::int64_t last) {
        const std::int64_t from = first * kRows, count = std::min(rows, last * kRows) - from;
        matrices().multiply(a + from * depth, depth, count, depth, packed.data_ptr<float>(), columns, bias, add,
                            c + from * columns, columns);
    });
}

Tensor forwardOf(const LinearInput& in)
{
    RECORD_FUNCTION("diffuscope::linear", std::vector<c10::IValue>{});
    auto shape = in.x.sizes().vec();
    shape.back() = in.weight.size(0);
    const Tensor out = at::empty(shape, in.x.options());
    const Tensor bias = in.bias.defined() ? in.bias : at::zeros({in.weight.size(0)}, at::kFloat);
    for (const Part& part : partsOf(in.x, in.more))
        multiply(part.rows, in.x.numel() / in.x.size(-1), part.width, in.weight.data_ptr<float>() + part.first, 1,
                 in.weight.size(1), in.weight.size(0), part.first == 0 ? bias.data_ptr<float>() : nullptr,
                 part.first > 0, out.data_ptr<float>());
    return out;
}

void gradientOfWeights(const Part& part, const Tensor& dy, const Tensor& dWeight)
{
    constexpr std::int64_t kOutputs = 32; // of a task
    const std::int64_t out = dWeight.size(0), in = dWeight.size(1);
    at::parallel_for(0, (out + kOutputs - 1) / kOutputs, 1, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t n = first * kOutputs; n < std::min(out, last * kOutputs); n += kOutputs)
            matrices().multiplyTransposed(dy.data_ptr<float>() + n, out, part.rows, part.width, dy.numel() / out,
                                          std::min(kOutputs, out - n), part.width,
                                          dWeight.data_ptr<float>() + n * in + part.first, in);
    });
}

Tensor floats(const Tensor& x) { return x.defined() ? x.to(at::kFloat) : x; }

class SplitLinear : public torch::autograd::Function<SplitLinear> {
public:
    static Tensor forward(torch::autograd::AutogradContext* context, Tensor x, MaybeTensor more, Tensor weight,
                          MaybeTensor bias)
    {
        context->save_for_backward({x, tensorOf(more), weight});
        context->saved_data["bias"] = bias.has_value();
        return forwardOf({floats(x), floats(tensorOf(more)), weight, tensorOf(bias)}).to(x.scalar_type());
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list above)
    {
        RECORD_FUNCTION("diffuscope::linear_backward", std::vector<c10::IValue>{});
        const auto saved = context->get_saved_variables();
        const auto type = saved[0].scalar_type();
        const Tensor x = floats(saved[0]), more = floats(saved[1]), weight = saved[2];
        const Tensor dy = floats(above[0]).contiguous(), dWeight = at::empty_like(weight);
        torch::autograd::variable_list gradients;
        for (const Part& part : partsOf(x, more)) {
            const Tensor dx = at::empty(part.first == 0 ? x.sizes() : more.sizes(), x.options());
            multiply(dy.data_ptr<float>(), dy.numel() / dy.size(-1), dy.size(-1), weight.data_ptr<float>() + part.first,
                     weight.size(1), 1, part.width, nullptr, false, dx.data_ptr<float>());
            gradientOfWeights(part, dy, dWeight);
            gradients.push_back(dx.to(type));
        }
        gradients.resize(2);
        const bool bias = context->saved_data["bias"].toBool();
        gradients.push_back(dWeight);
        gradients.push_back(bias ? columnSum(dy.view({-1, dy.size(-1)})) : Tensor());
        return gradients;
    }
};

} // namespace

torch::Tensor linearReference(const LinearInput& in)
{
    const auto type = in.x.scalar_type();
    return at::linear(in.more.defined() ? at::cat({in.x, in.more}, -1) : in.x, in.weight.to(type),
                      in.bias.defined() ? in.bias.to(type) : in.bias);
}

torch::Tensor linear(const LinearInput& in)
{
    const auto whole = [](const Tensor& x, int dimension) { return !x.defined() || x.size(dimension) % 16 == 0; };
    if (!isForFloatKernels(in.x) || in.weight.scalar_type() != at::kFloat || !whole(in.x, -1) || !whole(in.more, -1) ||
        !whole(in.weight, 0) || in.x.numel() == 0)
        return linearReference(in);
    return SplitLinear::apply(in.x.contiguous(), maybe(in.more.defined() ? in.more.contiguous() : in.more),
                              in.weight.contiguous(), maybe(in.bias.defined() ? in.bias.contiguous() : in.bias));
}

} // namespace diffuscope
