#include "core/kernels/linear.h"

#include "core/kernels/column_sum.h"
#include "core/kernels/tensor_memory.h"

#include <ATen/Parallel.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/record_function.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>

namespace diffuscope {
namespace {
using torch::Tensor;

// out = a b, or out += a b, by blocks of rows. 2-D, any strides that the BLAS reads.
void multiply(const Tensor& out, const Tensor& a, const Tensor& b, bool add)
{
    constexpr double kGrain = 1 << 18; // multiplications worth a thread
    const double perRow = double(a.size(1)) * double(b.size(1));
    const std::int64_t threads = at::get_num_threads();
    const std::int64_t fair = (out.size(0) + threads - 1) / threads;
    const std::int64_t grain = std::max<std::int64_t>({1, fair, std::int64_t(kGrain / std::max(perRow, 1.0))});
    at::parallel_for(0, out.size(0), grain, [&](std::int64_t first, std::int64_t last) {
        const at::AutoDispatchBelowADInplaceOrView below; // autograd is this file's own business
        Tensor rows = out.narrow(0, first, last - first);
        const Tensor part = a.narrow(0, first, last - first);
        if (add)
            at::addmm_out(rows, rows, part, b);
        else
            at::mm_out(rows, part, b);
    });
}

Tensor flat(const Tensor& x) { return x.reshape({-1, x.size(-1)}); }

Tensor forwardOf(const LinearInput& in)
{
    RECORD_FUNCTION("diffuscope::linear", std::vector<c10::IValue>{});
    const std::int64_t own = in.x.size(-1);
    const Tensor x = flat(in.x);
    const Tensor out = at::empty({x.size(0), in.weight.size(0)}, x.options());
    if (in.bias.defined())
        out.copy_(in.bias.expand_as(out));
    multiply(out, x, in.weight.narrow(1, 0, own).t(), in.bias.defined());
    if (in.more.defined())
        multiply(out, flat(in.more), in.weight.narrow(1, own, in.more.size(-1)).t(), true);
    auto shape = in.x.sizes().vec();
    shape.back() = in.weight.size(0);
    return out.view(shape);
}

class SplitLinear : public torch::autograd::Function<SplitLinear> {
public:
    static Tensor forward(torch::autograd::AutogradContext* context, Tensor x, MaybeTensor more, Tensor weight,
                          MaybeTensor bias)
    {
        context->save_for_backward({x, tensorOf(more), weight});
        context->saved_data["bias"] = bias.has_value();
        return forwardOf({x, tensorOf(more), weight, tensorOf(bias)});
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list above)
    {
        RECORD_FUNCTION("diffuscope::linear_backward", std::vector<c10::IValue>{});
        const auto saved = context->get_saved_variables();
        const Tensor &x = saved[0], &more = saved[1], &weight = saved[2];
        const Tensor dy = flat(above[0]).contiguous();
        const Tensor dWeight = at::empty_like(weight, at::MemoryFormat::Contiguous);
        std::int64_t first = 0;
        const auto part = [&](const Tensor& input) {
            const std::int64_t width = input.size(-1);
            const Tensor dx = at::empty({dy.size(0), width}, dy.options());
            multiply(dx, dy, weight.narrow(1, first, width), false);
            multiply(dWeight.narrow(1, first, width), dy.t(), flat(input), false);
            first += width;
            return dx.view(input.sizes());
        };
        const Tensor dx = part(x), dMore = more.defined() ? part(more) : Tensor();
        return {dx, dMore, dWeight, context->saved_data["bias"].toBool() ? columnSum(dy) : Tensor()};
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
    if (!in.x.is_cpu() || in.x.scalar_type() != at::kFloat || in.weight.scalar_type() != at::kFloat)
        return linearReference(in);
    return SplitLinear::apply(in.x, maybe(in.more), in.weight, maybe(in.bias));
}

} // namespace diffuscope
