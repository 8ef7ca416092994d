#include "core/kernels/convolution.h"

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

const WinogradKernels& winograd() { return cpuKernels().winograd; }

Convolution convolutionOf(const Tensor& x, std::int64_t out)
{
    return {x.size(0), x.size(2), x.size(3), x.size(1), out};
}

// Of [K, C, 3, 3] with the channels last, seen as weights from C to K; transposed: from K to C, turned by 180 degrees,
// which is what takes a gradient back.
WeightOrder orderOf(std::int64_t channels, bool transposed)
{
    const std::ptrdiff_t c = channels;
    return transposed ? WeightOrder{1, 9 * c, 3 * c, c, true} : WeightOrder{9 * c, 1, 3 * c, c, false};
}

Tensor transformed(const Tensor& weight, const Convolution& c, bool transposed)
{
    const Tensor result = at::empty({std::int64_t(winograd().transformedSize(c.in, c.out))}, weight.options());
    at::parallel_for(0, c.in / 16, 1, [&](std::int64_t first, std::int64_t last) {
        winograd().transform(weight.data_ptr<float>(), orderOf(weight.size(1), transposed), c.in, c.out, first * 16,
                             last * 16, result.data_ptr<float>());
    });
    return result;
}

const float* pointerOf(const Tensor& tensor) { return tensor.defined() ? tensor.data_ptr<float>() : nullptr; }

Tensor convolved(const Convolution& c, const Tensor& given, const Tensor& weights, const Tensor& bias,
                 const Tensor& givenResidual)
{
    const Tensor x = given.to(at::kFloat);
    const Tensor residual = givenResidual.defined() ? givenResidual.to(at::kFloat) : givenResidual;
    const Tensor y = at::empty({c.pictures, c.out, c.height, c.width}, x.options(), at::MemoryFormat::ChannelsLast);
    constexpr std::int64_t kPiece = 48; // tiles of a task, so that no thread is left with much at the end
    const std::int64_t pieces = (c.tiles() + kPiece - 1) / kPiece;
    at::parallel_for(0, pieces, 1, [&](std::int64_t first, std::int64_t last) {
        const auto scratch = scratchOf(winograd().forwardScratch(c));
        winograd().forward(c, x.data_ptr<float>(), weights.data_ptr<float>(), pointerOf(bias), pointerOf(residual),
                           y.data_ptr<float>(), first * kPiece, std::min<std::int64_t>(last * kPiece, c.tiles()),
                           scratch.get());
    });
    return y.to(given.scalar_type());
}

// A block of channels of the gradient of the weights, and the part of the tiles that it is summed over. How many parts
// there are depends on the shape alone, so that the result does not depend on the number of threads.
struct Blocks {
    std::int64_t in, out, parts;

    explicit Blocks(const Convolution& c)
        : in((c.in + kWeightBlock - 1) / kWeightBlock), out((c.out + kWeightBlock - 1) / kWeightBlock),
          parts(std::clamp<std::int64_t>(8 / (in * out), 1, std::max<std::int64_t>(1, c.tiles() / 64)))
    {
    }
};

Tensor gradientOfWeights(const Convolution& c, const Tensor& x, const Tensor& dy, const Tensor& weight)
{
    const Blocks blocks(c);
    constexpr std::int64_t kSize = 16 * kWeightBlock * kWeightBlock;
    const Tensor sums = at::empty({blocks.in * blocks.out * blocks.parts, kSize}, x.options());
    const auto place = [&](std::int64_t block) { // first input and output channel
        return std::pair(block / blocks.out * kWeightBlock, block % blocks.out * kWeightBlock);
    };
    at::parallel_for(0, sums.size(0), 1, [&](std::int64_t first, std::int64_t last) {
        const auto scratch = scratchOf(winograd().gradientScratch());
        for (std::int64_t task = first; task < last; ++task) {
            const auto [in, out] = place(task / blocks.parts);
            const std::int64_t part = task % blocks.parts;
            winograd().gradient(c, x.data_ptr<float>(), dy.data_ptr<float>(), in, out, c.tiles() * part / blocks.parts,
                                c.tiles() * (part + 1) / blocks.parts, sums.data_ptr<float>() + task * kSize,
                                scratch.get());
        }
    });
    const Tensor gradient = at::empty(weight.sizes(), weight.options(), at::MemoryFormat::ChannelsLast);
    at::parallel_for(0, blocks.in * blocks.out, 1, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t block = first; block < last; ++block) {
            const auto [in, out] = place(block);
            winograd().gradientOfWeights(c, sums.data_ptr<float>() + block * blocks.parts * kSize, int(blocks.parts),
                                         kSize, in, out, orderOf(c.in, false), gradient.data_ptr<float>());
        }
    });
    return gradient;
}

class WinogradConvolution : public torch::autograd::Function<WinogradConvolution> {
public:
    static Tensor forward(torch::autograd::AutogradContext* context, Tensor x, Tensor weight, Tensor bias,
                          MaybeTensor residual)
    {
        RECORD_FUNCTION("diffuscope::convolution", std::vector<c10::IValue>{});
        const Convolution c = convolutionOf(x, weight.size(0));
        context->save_for_backward({x, weight});
        context->saved_data["residual"] = residual.has_value();
        return convolved(c, x, transformed(weight, c, false), bias, tensorOf(residual));
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list above)
    {
        RECORD_FUNCTION("diffuscope::convolution_backward", std::vector<c10::IValue>{});
        const auto saved = context->get_saved_variables();
        const Tensor &x = saved[0], &weight = saved[1];
        const Tensor given = channelsLast(above[0]), dy = given.to(at::kFloat);
        const Convolution back = convolutionOf(dy, x.size(1));
        return {convolved(back, dy, transformed(weight, back, true), {}, {}).to(x.scalar_type()),
                gradientOfWeights(convolutionOf(x, weight.size(0)), x.to(at::kFloat), dy, weight),
                columnSum(dy.permute({0, 2, 3, 1}).view({-1, dy.size(1)})),
                context->saved_data["residual"].toBool() ? given : Tensor()};
    }
};

bool possible(const Tensor& weight)
{
    return weight.is_cpu() && weight.scalar_type() == at::kFloat && weight.size(0) % 16 == 0 &&
           weight.size(1) % 16 == 0;
}

bool possible(const Tensor& x, const Tensor& weight)
{
    return possible(weight) && isForFloatKernels(x) && x.numel() > 0;
}

// Transforming the weights has to pay: it does with enough tiles.
bool worthwhile(const Tensor& x, const Tensor& weight, bool prepared)
{
    return bestIsa() != Isa::plain && convolutionOf(x, weight.size(0)).tiles() >= (prepared ? 12 : 64);
}

} // namespace

torch::Tensor preparedWeights(const torch::Tensor& weight)
{
    if (!possible(weight) || bestIsa() == Isa::plain)
        return {};
    return transformed(channelsLast(weight.detach()), {0, 0, 0, weight.size(1), weight.size(0)}, false);
}

torch::Tensor convolution(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                          at::IntArrayRef stride, at::IntArrayRef padding)
{
    const auto type = x.scalar_type(), computed = isForFloatKernels(x) ? at::kFloat : type;
    return at::conv2d(x.to(computed), weight.to(computed), bias.to(computed), stride, padding).to(type);
}

torch::Tensor convolution3x3Reference(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                                      const torch::Tensor& residual)
{
    const Tensor y = convolution(x, weight, bias, 1, 1);
    return residual.defined() ? y.add_(residual) : y; // nobody else holds the convolution's result
}

torch::Tensor convolution3x3Winograd(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                                     const torch::Tensor& residual)
{
    if (!possible(x, weight))
        return convolution3x3Reference(x, weight, bias, residual);
    return WinogradConvolution::apply(channelsLast(x), channelsLast(weight), bias.contiguous(),
                                      maybe(residual.defined() ? channelsLast(residual) : residual));
}

torch::Tensor convolution3x3(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                             const torch::Tensor& residual, const torch::Tensor& prepared)
{
    if (!possible(x, weight) || !worthwhile(x, weight, prepared.defined()))
        return convolution3x3Reference(x, weight, bias, residual);
    if (!prepared.defined())
        return convolution3x3Winograd(x, weight, bias, residual);
    RECORD_FUNCTION("diffuscope::convolution", std::vector<c10::IValue>{});
    return convolved(convolutionOf(x, weight.size(0)), channelsLast(x), prepared, bias.contiguous(),
                     residual.defined() ? channelsLast(residual) : residual);
}

} // namespace diffuscope
