#include "core/kernels/attention.h"

#include "core/kernels/tensor_memory.h"

#include <ATen/Parallel.h>
#include <ATen/record_function.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cmath>
#include <vector>

namespace diffuscope::kernels {
namespace {
using torch::Tensor;

constexpr std::int64_t kQueriesAtOnce = 64; // of one task; a multiple of every kernel's block

struct Shape {
    std::int64_t pictures, tokens, heads, depth;

    std::int64_t inner() const { return heads * depth; }
    float temperature() const { return float(1.0 / std::sqrt(double(depth))); }
};

Shape shapeOf(const Tensor& qkv, std::int64_t heads)
{
    return {qkv.size(0), qkv.size(1), heads, qkv.size(2) / (3 * heads)};
}

template <typename T>
AttentionHead<T> headOf(const Shape& s, const Tensor& qkv, std::int64_t picture, std::int64_t head)
{
    const T* q = dataOf<T>(qkv) + picture * s.tokens * 3 * s.inner() + head * s.depth;
    return {q, q + s.inner(), q + 2 * s.inner(), 3 * s.inner(), s.tokens, s.depth, s.temperature()};
}

// Tasks are the heads of all pictures; where those are fewer than the threads, parts of each head's queries.
template <typename T> void forwardOf(const Shape& s, const Tensor& qkv, const Tensor& out, const Tensor& logSum)
{
    const auto& kernels = attentionKernels<T>(cpuKernels());
    const bool split = s.pictures * s.heads < at::get_num_threads();
    const std::int64_t parts = split ? (s.tokens + kQueriesAtOnce - 1) / kQueriesAtOnce : 1;
    const std::int64_t rows = split ? kQueriesAtOnce : s.tokens;
    at::parallel_for(0, s.pictures * s.heads * parts, 1, [&](std::int64_t firstTask, std::int64_t lastTask) {
        const auto scratch = scratchOf(kernels.forwardScratch(s.tokens, s.depth));
        for (std::int64_t task = firstTask; task < lastTask; ++task) {
            const std::int64_t n = task / parts / s.heads, h = task / parts % s.heads, first = task % parts * rows;
            float* logs = logSum.defined() ? logSum.data_ptr<float>() + (n * s.heads + h) * s.tokens : nullptr;
            kernels.forward(headOf<T>(s, qkv, n, h), first, std::min(first + rows, s.tokens),
                            dataOf<T>(out) + n * s.tokens * s.inner() + h * s.depth, s.inner(), logs, scratch.get());
        }
    });
}

template <typename T> void backwardOf(const Shape& s, const Tensor& qkv, const Tensor& out, const Tensor& dOut,
                                      const Tensor& logSum, const Tensor& gradient)
{
    const auto& kernels = attentionKernels<T>(cpuKernels());
    at::parallel_for(0, s.pictures * s.heads, 1, [&](std::int64_t firstTask, std::int64_t lastTask) {
        const auto scratch = scratchOf(kernels.backwardScratch(s.tokens, s.depth));
        for (std::int64_t task = firstTask; task < lastTask; ++task) {
            const std::int64_t n = task / s.heads, h = task % s.heads;
            const std::int64_t at = n * s.tokens * s.inner() + h * s.depth;
            T* dq = dataOf<T>(gradient) + n * s.tokens * 3 * s.inner() + h * s.depth;
            kernels.backward(headOf<T>(s, qkv, n, h), dataOf<T>(out) + at, dataOf<T>(dOut) + at, s.inner(),
                             logSum.data_ptr<float>() + task * s.tokens, dq, dq + s.inner(), dq + 2 * s.inner(),
                             3 * s.inner(), scratch.get());
        }
    });
}

Tensor forwardTensor(const Shape& s, const Tensor& qkv, const Tensor& logSum)
{
    RECORD_FUNCTION("diffuscope::attention", std::vector<c10::IValue>{});
    const Tensor out = at::empty({s.pictures, s.tokens, s.inner()}, qkv.options());
    qkv.scalar_type() == at::kFloat ? forwardOf<float>(s, qkv, out, logSum) : forwardOf<Bf16>(s, qkv, out, logSum);
    return out;
}

class FusedAttention : public torch::autograd::Function<FusedAttention> {
public:
    static Tensor forward(torch::autograd::AutogradContext* context, Tensor qkv, std::int64_t heads)
    {
        const Shape s = shapeOf(qkv, heads);
        const Tensor logSum = at::empty({s.pictures, heads, s.tokens}, at::kFloat);
        const Tensor out = forwardTensor(s, qkv, logSum);
        context->save_for_backward({qkv, out, logSum});
        context->saved_data["heads"] = heads;
        return out;
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list above)
    {
        RECORD_FUNCTION("diffuscope::attention_backward", std::vector<c10::IValue>{});
        const auto saved = context->get_saved_variables();
        const Tensor &qkv = saved[0], &out = saved[1], &logSum = saved[2];
        const Shape s = shapeOf(qkv, context->saved_data["heads"].toInt());
        const Tensor dOut = above[0].to(qkv.scalar_type()).contiguous(), gradient = at::empty_like(qkv);
        qkv.scalar_type() == at::kFloat ? backwardOf<float>(s, qkv, out, dOut, logSum, gradient)
                                        : backwardOf<Bf16>(s, qkv, out, dOut, logSum, gradient);
        return {gradient, Tensor()};
    }
};

} // namespace

torch::Tensor attentionReference(const torch::Tensor& qkv, std::int64_t heads)
{
    const Shape s = shapeOf(qkv, heads);
    const auto parts = qkv.view({s.pictures, s.tokens, 3, heads, s.depth}).permute({2, 0, 3, 1, 4}).unbind(0);
    const Tensor weights = at::matmul(parts[0] * double(s.temperature()), parts[1].transpose(-1, -2)).softmax(-1);
    return at::matmul(weights, parts[2]).transpose(1, 2).reshape({s.pictures, s.tokens, s.inner()});
}

torch::Tensor attention(const torch::Tensor& qkv, std::int64_t heads)
{
    if (!hasKernels(qkv) || qkv.numel() == 0)
        return attentionReference(qkv, heads);
    const Tensor packed = qkv.contiguous();
    if (at::GradMode::is_enabled() && packed.requires_grad())
        return FusedAttention::apply(packed, heads);
    return forwardTensor(shapeOf(packed, heads), packed, {});
}

} // namespace diffuscope::kernels
