#include "core/kernels/convolution.h"

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

constexpr std::int64_t kManyTiles = 64; // of 4x4 results

Convolution convolutionOf(const Tensor& x, std::int64_t out, int side)
{
    return {x.size(0), x.size(2), x.size(3), x.size(1), out, side};
}

std::int64_t tilesOf(const Tensor& x, int side)
{
    return ((x.size(2) + side - 1) / side) * ((x.size(3) + side - 1) / side);
}

// Of [K, C, 3, 3] with the channels last, seen as weights from C to K; transposed: from K to C, turned by 180 degrees,
// which is what takes a gradient back.
WeightOrder orderOf(std::int64_t channels, bool transposed)
{
    const std::ptrdiff_t c = channels;
    return transposed ? WeightOrder{1, 9 * c, 3 * c, c, true} : WeightOrder{9 * c, 1, 3 * c, c, false};
}

// For maps of T.
template <typename T> Tensor transformed(const Tensor& weight, const Convolution& c, bool transposed)
{
    const auto& kernels = winogradKernels<T>(cpuKernels());
    const Tensor result = at::empty({std::int64_t(kernels.transformedSize(c.side, c.in, c.out))}, weight.options());
    const std::int64_t panels = matrixKernels<T>(cpuKernels()).panels(c.out);
    // Divided so that a thread reads a whole piece of memory.
    at::parallel_for(0, transposed ? c.in / 16 : panels, 1, [&](std::int64_t first, std::int64_t last) {
        const Range inputs = transposed ? Range{first * 16, last * 16} : Range{0, c.in};
        kernels.transform(c.side, dataOf<float>(weight), orderOf(weight.size(1), transposed), c.in, c.out, inputs,
                          transposed ? Range{0, panels} : Range{first, last}, dataOf<float>(result));
    });
    return result;
}

// x and residual hold T, weights are transformed ones.
template <typename T> Tensor convolved(const Convolution& c, const Tensor& x, const Tensor& weights, const Tensor& bias,
                                       const Tensor& residual)
{
    const auto& kernels = winogradKernels<T>(cpuKernels());
    const Tensor y = at::empty({c.pictures, c.out, c.height, c.width}, x.options(), at::MemoryFormat::ChannelsLast);
    // A thread should have many tiles, for which it reads the weights; where there are few it has some panels instead.
    const std::int64_t tiles = c.tiles(), panels = matrixKernels<T>(cpuKernels()).panels(c.out),
                       threads = at::get_num_threads(),
                       groups = std::clamp<std::int64_t>(threads * kManyTiles / tiles, 1, std::min(threads, panels));
    at::parallel_for(0, groups * tiles, 1, [&](std::int64_t first, std::int64_t last) {
        const auto scratch = scratchOf(kernels.forwardScratch(c));
        for (std::int64_t next; first < last; first = next) {
            const std::int64_t group = first / tiles;
            next = std::min(last, (group + 1) * tiles);
            kernels.forward(c, dataOf<T>(x), dataOf<float>(weights), dataOf<float>(bias), dataOf<T>(residual),
                            dataOf<T>(y), {first - group * tiles, next - group * tiles},
                            {panels * group / groups, panels * (group + 1) / groups}, scratch.get());
        }
    });
    return y;
}

// A block of channels of the gradient of the weights, and the part of the tiles that it is summed over. How many parts
// there are depends on the shape alone, so that the result does not depend on the number of threads.
struct Blocks {
    std::int64_t in, out, parts;

    explicit Blocks(const Convolution& c)
        : in((c.in + kWeightBlock - 1) / kWeightBlock), out((c.out + kWeightBlock - 1) / kWeightBlock),
          parts(std::clamp<std::int64_t>(4 / (in * out), 1, std::max<std::int64_t>(1, c.tiles() / 64)))
    {
    }
    std::pair<std::int64_t, std::int64_t> place(std::int64_t block) const // first input and output channel
    {
        return {block / out * kWeightBlock, block % out * kWeightBlock};
    }
    std::size_t sumSize(const Convolution& c) const { return std::size_t(c.positions() * kWeightSums); }
};

// From the tiles to the transformed gradient to the gradient, block by block: what lies between stays in the cache.
template <typename T> void gradientOfBlocks(const Convolution& c, const Blocks& blocks, const Tensor& x,
                                            const Tensor& dy, const Tensor& gradient)
{
    const auto& kernels = winogradKernels<T>(cpuKernels());
    at::parallel_for(0, blocks.in * blocks.out, 1, [&](std::int64_t first, std::int64_t last) {
        const auto scratch = scratchOf(kernels.gradientScratch(c)), sums = scratchOf(blocks.sumSize(c));
        for (std::int64_t block = first; block < last; ++block) {
            const auto [in, out] = blocks.place(block);
            kernels.gradient(c, dataOf<T>(x), dataOf<T>(dy), {in, out, {0, c.tiles()}, block > first && out > 0},
                             sums.get(), dataOf<float>(gradient), orderOf(c.in, false), scratch.get());
        }
    });
}

// Each block in parts of the tiles, which are then added.
template <typename T> void gradientOfParts(const Convolution& c, const Blocks& blocks, const Tensor& x,
                                           const Tensor& dy, const Tensor& gradient)
{
    const auto& kernels = winogradKernels<T>(cpuKernels());
    const std::int64_t size = std::int64_t(blocks.sumSize(c)), parts = blocks.parts;
    const Tensor sums = at::empty({blocks.in * blocks.out * parts, size}, at::kFloat);
    at::parallel_for(0, sums.size(0), 1, [&](std::int64_t first, std::int64_t last) {
        const auto scratch = scratchOf(kernels.gradientScratch(c));
        for (std::int64_t task = first; task < last; ++task) {
            const auto [in, out] = blocks.place(task / parts);
            const Range tiles{c.tiles() * (task % parts) / parts, c.tiles() * (task % parts + 1) / parts};
            kernels.gradient(c, dataOf<T>(x), dataOf<T>(dy), {in, out, tiles, false}, dataOf<float>(sums) + task * size,
                             nullptr, orderOf(c.in, false), scratch.get());
        }
    });
    at::parallel_for(0, blocks.in * blocks.out, 1, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t block = first; block < last; ++block) {
            const auto [in, out] = blocks.place(block);
            kernels.gradientOfParts(c, dataOf<float>(sums) + block * parts * size, int(parts), size, in, out,
                                    dataOf<float>(gradient), orderOf(c.in, false));
        }
    });
}

template <typename T>
Tensor gradientOfWeights(const Convolution& c, const Tensor& x, const Tensor& dy, const Tensor& weight)
{
    const Tensor gradient = at::empty_like(weight); // channels last
    const Blocks blocks(c);
    blocks.parts == 1 ? gradientOfBlocks<T>(c, blocks, x, dy, gradient)
                      : gradientOfParts<T>(c, blocks, x, dy, gradient);
    return gradient;
}

// F(4x4) wants twice the weights' memory of F(2x2), transformed, and has a quarter of the tiles for them: it pays where
// there are many.
int sideFor(std::int64_t tiles) { return tiles >= kManyTiles ? 4 : 2; } // tiles of side 4

int sideFor(const Tensor& x) { return sideFor(x.size(0) * tilesOf(x, 4)); }

// Only a picture's own tiles count, so that its batch does not change what it becomes.
int preparedSide(const Tensor& x) { return sideFor(tilesOf(x, 4)); }

class WinogradConvolution : public torch::autograd::Function<WinogradConvolution> {
public:
    // x and residual are of the type that is multiplied.
    static Tensor forward(torch::autograd::AutogradContext* context, Tensor x, Tensor weight, Tensor bias,
                          MaybeTensor residual, std::int64_t side)
    {
        RECORD_FUNCTION("diffuscope::convolution", std::vector<c10::IValue>{});
        context->save_for_backward({x, weight});
        context->saved_data["side"] = side;
        context->saved_data["residual"] = residual.has_value();
        const Convolution c = convolutionOf(x, weight.size(0), int(side));
        return withKernelType(x.scalar_type(), [&](auto type) {
            using T = decltype(type);
            return convolved<T>(c, x, transformed<T>(weight, c, false), bias, tensorOf(residual));
        });
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list above)
    {
        RECORD_FUNCTION("diffuscope::convolution_backward", std::vector<c10::IValue>{});
        const auto saved = context->get_saved_variables();
        const Tensor &x = saved[0], &weight = saved[1];
        const Tensor dy = channelsLast(above[0]);
        const int side = int(context->saved_data["side"].toInt());
        const Convolution back = convolutionOf(dy, x.size(1), side);
        Tensor dx, dWeight;
        withKernelType(x.scalar_type(), [&](auto type) {
            using T = decltype(type);
            dx = convolved<T>(back, dy, transformed<T>(weight, back, true), {}, {});
            dWeight = gradientOfWeights<T>(convolutionOf(x, weight.size(0), side), x, dy, weight);
        });
        return {dx, dWeight, columnSum(dy.permute({0, 2, 3, 1}).view({-1, dy.size(1)})),
                context->saved_data["residual"].toBool() ? dy : Tensor(), Tensor()};
    }
};

bool possible(const Tensor& weight)
{
    return weight.is_cpu() && weight.scalar_type() == at::kFloat && weight.size(0) % 16 == 0 &&
           weight.size(1) % 16 == 0;
}

bool possible(const Tensor& x, const Tensor& weight) { return possible(weight) && hasKernels(x) && x.numel() > 0; }

// Transforming the weights has to pay: it does with enough tiles.
bool worthwhile(const Tensor& x, const Tensor& weight, bool prepared)
{
    const std::int64_t few = prepared ? 12 : multipliedAs(x) == at::kBFloat16 ? 16 : 64;
    return bestIsa() != Isa::plain && convolutionOf(x, weight.size(0), 2).tiles() >= few;
}

// As the kernels want it.
Tensor ready(const Tensor& x, const Tensor& like) { return x.defined() ? channelsLast(x.to(multipliedAs(like))) : x; }

Tensor filtered(const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& residual, int side)
{
    return WinogradConvolution::apply(ready(x, x), channelsLast(weight), bias.contiguous(), maybe(ready(residual, x)),
                                      std::int64_t(side))
        .to(x.scalar_type());
}

} // namespace

torch::Tensor preparedWeights(const torch::Tensor& weight, const torch::Tensor& x)
{
    if (!possible(x, weight) || bestIsa() == Isa::plain)
        return {};
    const Convolution c{0, 0, 0, weight.size(1), weight.size(0), preparedSide(x)};
    return withKernelType(multipliedAs(x), [&](auto type) {
        return transformed<decltype(type)>(channelsLast(weight.detach()), c, false);
    });
}

bool isPreparedFor(const torch::Tensor& prepared, const torch::Tensor& weight, const torch::Tensor& x)
{
    if (!prepared.defined() || !possible(x, weight))
        return false;
    return withKernelType(multipliedAs(x), [&](auto type) { // every form has a size of its own
        const auto& kernels = winogradKernels<decltype(type)>(cpuKernels());
        return std::size_t(prepared.numel()) ==
               kernels.transformedSize(preparedSide(x), weight.size(1), weight.size(0));
    });
}

torch::Tensor convolution(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                          at::IntArrayRef stride, at::IntArrayRef padding)
{
    const auto type = x.scalar_type(), computed = hasKernels(x) ? multipliedAs(x) : type;
    return at::conv2d(x.to(computed), weight.to(computed), bias.to(computed), stride, padding).to(type);
}

torch::Tensor convolution3x3Reference(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                                      const torch::Tensor& residual)
{
    const Tensor y = convolution(x, weight, bias, 1, 1);
    return residual.defined() ? y.add_(residual) : y; // nobody else holds the convolution's result
}

torch::Tensor convolution3x3Winograd(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                                     const torch::Tensor& residual, int side)
{
    return possible(x, weight) ? filtered(x, weight, bias, residual, side)
                               : convolution3x3Reference(x, weight, bias, residual);
}

torch::Tensor convolution3x3(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                             const torch::Tensor& residual, const torch::Tensor& prepared)
{
    if (!possible(x, weight) || !worthwhile(x, weight, prepared.defined()))
        return convolution3x3Reference(x, weight, bias, residual);
    if (!prepared.defined())
        return filtered(x, weight, bias, residual, sideFor(x));
    RECORD_FUNCTION("diffuscope::convolution", std::vector<c10::IValue>{});
    return withKernelType(multipliedAs(x), [&](auto type) {
        return convolved<decltype(type)>(convolutionOf(x, weight.size(0), preparedSide(x)), ready(x, x), prepared,
                                         bias.contiguous(), ready(residual, x))
            .to(x.scalar_type());
    });
}

} // namespace diffuscope::kernels
