#include "core/kernels/group_norm.h"

#include "core/kernels/cpu/table.h"
#include "core/kernels/tensor_memory.h"

#include <ATen/Parallel.h>
#include <ATen/record_function.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace diffuscope::kernels {
namespace {
using torch::Tensor;

constexpr std::int64_t kChunk = 256;   // pixels whose sums are taken together, whatever the number of threads
constexpr std::int64_t kGrain = 32768; // values worth a thread

// One call on the CPU: shapes, and pointers of the small float32 tensors (null where undefined).
template <typename T> struct Call {
    Tensor x, skip;
    std::int64_t pictures, pixels, channels, ownChannels, groups;
    double eps;
    NormActivation act;
    const float *add, *weight, *bias, *scale, *shift;

    std::int64_t chunks() const { return (pixels + kChunk - 1) / kChunk; }
    std::int64_t chunksPerThread() const { return std::max<std::int64_t>(1, kGrain / (kChunk * channels)); }

    // The parts of a chunk of a picture: the channels of x, then those of the skip. part(map, first channel)
    template <typename Part> void overParts(std::int64_t picture, std::int64_t chunk, Part part) const
    {
        const std::int64_t first = chunk * kChunk, count = std::min(kChunk, pixels - first);
        const auto map = [&](const Tensor& of, std::int64_t width) {
            return Map<T>{dataOf<T>(of) + (picture * pixels + first) * width, width, width, count};
        };
        part(map(x, ownChannels), std::int64_t(0));
        if (skip.defined())
            part(map(skip, channels - ownChannels), ownChannels);
    }
    const float* of(const float* perPicture, std::int64_t picture) const
    {
        return perPicture ? perPicture + picture * channels : nullptr;
    }
};

const float* floatsOf(const Tensor& tensor) { return tensor.defined() ? tensor.data_ptr<float>() : nullptr; }

template <typename T> Call<T> callOf(const GroupNormInput& in)
{
    Call<T> call;
    call.x = in.x;
    call.skip = in.skip;
    call.pictures = in.x.size(0);
    call.pixels = in.x.size(2) * in.x.size(3);
    call.ownChannels = in.x.size(1);
    call.channels = call.ownChannels + (in.skip.defined() ? in.skip.size(1) : 0);
    call.groups = in.groups;
    call.eps = in.eps;
    call.act = in.silu ? NormActivation::silu : NormActivation::none;
    call.add = floatsOf(in.add);
    call.weight = floatsOf(in.weight);
    call.bias = floatsOf(in.bias);
    call.scale = floatsOf(in.scale);
    call.shift = floatsOf(in.shift);
    return call;
}

// Pictures side by side where there are enough of them for all threads, else the chunks of one after the other: a
// parallel loop inside a parallel one is serial.
template <typename Body> void overPictures(std::int64_t pictures, Body body)
{
    if (pictures < at::get_num_threads()) {
        for (std::int64_t n = 0; n < pictures; ++n)
            body(n);
        return;
    }
    at::parallel_for(0, pictures, 1, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t n = first; n < last; ++n)
            body(n);
    });
}

template <typename T, typename Body> void overChunks(const Call<T>& call, Body body)
{
    at::parallel_for(0, call.chunks(), call.chunksPerThread(), [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t chunk = first; chunk < last; ++chunk)
            body(chunk);
    });
}

// Sums of `kinds` quantities per channel, taken chunk by chunk and added in the chunks' order.
template <typename T, typename Body>
std::vector<double> sumsOver(const Call<T>& call, int kinds, Body body) // body(chunk, float sums[kinds][channels])
{
    const std::int64_t width = kinds * call.channels;
    std::vector<float> parts(std::size_t(call.chunks() * width));
    overChunks(call, [&](std::int64_t chunk) { body(chunk, parts.data() + chunk * width); });
    std::vector<double> sums(std::size_t(width), 0.0);
    for (std::int64_t chunk = 0; chunk < call.chunks(); ++chunk)
        for (std::int64_t i = 0; i < width; ++i)
            sums[std::size_t(i)] += double(parts[std::size_t(chunk * width + i)]);
    return sums;
}

// Mean and 1 / standard deviation of each group of one picture.
template <typename T>
void statistics(const Call<T>& call, const GroupNormKernels<T>& kernels, std::int64_t n, float* mean, float* rstd)
{
    const std::int64_t channels = call.channels;
    std::vector<float> shift; // near the values, so that the squares stay small
    shift.resize(std::size_t(channels));
    call.overParts(n, 0, [&](Map<T> map, std::int64_t at) {
        for (std::int64_t c = 0; c < map.channels; ++c)
            shift[std::size_t(at + c)] = floatOf(map.data[c]);
    });
    const auto sums = sumsOver(call, 2, [&](std::int64_t chunk, float* sum) {
        call.overParts(n, chunk, [&](Map<T> map, std::int64_t at) {
            kernels.moments(map, shift.data() + at, sum + at, sum + channels + at);
        });
    });
    const float* add = call.of(call.add, n);
    const double pixels = double(call.pixels);
    const std::int64_t width = channels / call.groups;
    for (std::int64_t g = 0; g < call.groups; ++g) {
        std::vector<double> means; // of the channels
        double average = 0, squares = 0;
        for (std::int64_t c = g * width; c < (g + 1) * width; ++c) {
            const double sum = sums[std::size_t(c)];
            means.push_back(double(shift[std::size_t(c)]) + (add ? double(add[c]) : 0.0) + sum / pixels);
            average += means.back() / double(width);
            squares += sums[std::size_t(channels + c)] - sum * sum / pixels;
        }
        for (const double m : means)
            squares += pixels * (m - average) * (m - average);
        mean[g] = float(average);
        rstd[g] = float(1.0 / std::sqrt(std::max(squares, 0.0) / (pixels * double(width)) + call.eps));
        if (std::isnan(squares))
            rstd[g] = std::nanf("");
    }
}

// xhat = x * rstd + offset and z = xhat * gain + bias, per channel of one picture.
struct Coefficients {
    std::vector<float> rstd, offset, gain, bias;
    NormChannels at(std::int64_t c) const
    {
        return {rstd.data() + c, offset.data() + c, gain.data() + c, bias.data() + c};
    }
};

template <typename T>
Coefficients coefficients(const Call<T>& call, std::int64_t n, const float* mean, const float* rstd)
{
    Coefficients result;
    const float *add = call.of(call.add, n), *scale = call.of(call.scale, n), *shift = call.of(call.shift, n);
    for (auto* values : {&result.rstd, &result.offset, &result.gain, &result.bias})
        values->resize(std::size_t(call.channels));
    const std::int64_t width = call.channels / call.groups;
    for (std::int64_t c = 0; c < call.channels; ++c) {
        const auto i = std::size_t(c);
        const std::int64_t g = c / width;
        const double factor = scale ? 1.0 + double(scale[c]) : 1.0;
        result.rstd[i] = rstd[g];
        result.offset[i] = float(((add ? double(add[c]) : 0.0) - double(mean[g])) * double(rstd[g]));
        result.gain[i] = float(double(call.weight[c]) * factor);
        result.bias[i] = float(double(call.bias[c]) * factor + (shift ? double(shift[c]) : 0.0));
    }
    return result;
}

template <typename T> Tensor forwardOf(const Call<T>& call, const Tensor& mean, const Tensor& rstd)
{
    const auto& kernels = groupNormKernels<T>(cpuKernels());
    Tensor y = at::empty({call.pictures, call.channels, call.x.size(2), call.x.size(3)}, call.x.options(),
                         at::MemoryFormat::ChannelsLast);
    T* out = dataOf<T>(y);
    overPictures(call.pictures, [&](std::int64_t n) {
        float *means = mean.data_ptr<float>() + n * call.groups, *rstds = rstd.data_ptr<float>() + n * call.groups;
        statistics(call, kernels, n, means, rstds);
        const Coefficients c = coefficients(call, n, means, rstds);
        std::vector<float> gain(c.gain), bias(c.bias); // straight from x
        for (std::size_t i = 0; i < gain.size(); ++i) {
            gain[i] = c.gain[i] * c.rstd[i];
            bias[i] = c.offset[i] * c.gain[i] + c.bias[i];
        }
        overChunks(call, [&](std::int64_t chunk) {
            T* rows = out + (n * call.pixels + chunk * kChunk) * call.channels;
            call.overParts(n, chunk, [&](Map<T> map, std::int64_t at) {
                kernels.apply(map, gain.data() + at, bias.data() + at, call.act, rows + at, call.channels);
            });
        });
    });
    return y;
}

// Gradients, float32 but for dx and dSkip; per picture [N, C] where the sum over the pictures is the caller's.
struct Gradients {
    Tensor x, skip, add, weight, bias, scale, shift;
};

float* rowOf(const Tensor& perPicture, std::int64_t n)
{
    return perPicture.defined() ? perPicture.data_ptr<float>() + n * perPicture.size(1) : nullptr;
}

template <typename T> void backwardPicture(const Call<T>& call, std::int64_t n, const Tensor& mean, const Tensor& rstd,
                                           const T* dy, const Gradients& into)
{
    const auto& kernels = groupNormKernels<T>(cpuKernels());
    const std::int64_t channels = call.channels, width = channels / call.groups;
    const float* rstds = rstd.data_ptr<float>() + n * call.groups;
    const Coefficients c = coefficients(call, n, mean.data_ptr<float>() + n * call.groups, rstds);
    const auto above = [&](std::int64_t chunk) { return dy + (n * call.pixels + chunk * kChunk) * channels; };
    const auto sums = sumsOver(call, 3, [&](std::int64_t chunk, float* sum) {
        call.overParts(n, chunk, [&](Map<T> map, std::int64_t at) {
            kernels.gradientSums(map, c.at(at), call.act, above(chunk) + at, channels, sum + at, sum + channels + at,
                                 sum + 2 * channels + at);
        });
    });
    const double *dz = sums.data(), *dzXhat = dz + channels, *xhat = dzXhat + channels;
    const float* scales = call.of(call.scale, n);
    std::vector<float> scale(c.gain), slope(c.gain), constant(c.gain);
    for (std::int64_t g = 0; g < call.groups; ++g) {
        double meanDz = 0, meanDzXhat = 0;
        for (std::int64_t k = g * width; k < (g + 1) * width; ++k) {
            meanDz += double(c.gain[std::size_t(k)]) * dz[k];
            meanDzXhat += double(c.gain[std::size_t(k)]) * dzXhat[k];
        }
        const double r = rstds[g], count = double(call.pixels) * double(width);
        for (std::int64_t k = g * width; k < (g + 1) * width; ++k) {
            const auto i = std::size_t(k);
            const double a = r * double(c.gain[i]), b = -r * meanDzXhat / count, d = -r * meanDz / count;
            scale[i] = float(a);
            slope[i] = float(b);
            constant[i] = float(d);
            const double factor = scales ? 1.0 + double(scales[k]) : 1.0;
            rowOf(into.weight, n)[k] = float(dzXhat[k] * factor);
            rowOf(into.bias, n)[k] = float(dz[k] * factor);
            if (into.add.defined())
                rowOf(into.add, n)[k] = float(a * dz[k] + b * xhat[k] + d * double(call.pixels));
            if (into.scale.defined()) {
                rowOf(into.scale, n)[k] = float(dzXhat[k] * double(call.weight[k]) + dz[k] * double(call.bias[k]));
                rowOf(into.shift, n)[k] = float(dz[k]);
            }
        }
    }
    overChunks(call, [&](std::int64_t chunk) {
        call.overParts(n, chunk, [&](Map<T> map, std::int64_t at) {
            T* to = dataOf<T>(at == 0 ? into.x : into.skip) + (n * call.pixels + chunk * kChunk) * map.channels;
            kernels.gradient(map, c.at(at), call.act, above(chunk) + at, channels, scale.data() + at, slope.data() + at,
                             constant.data() + at, to, map.channels);
        });
    });
}

Tensor likePicture(const Tensor& map) { return at::empty(map.sizes(), map.options(), at::MemoryFormat::ChannelsLast); }

Gradients emptyGradients(const GroupNormInput& in)
{
    Gradients g;
    const auto perPicture = at::TensorOptions(at::kFloat);
    const std::int64_t n = in.x.size(0), c = in.weight.size(0);
    g.x = likePicture(in.x);
    if (in.skip.defined())
        g.skip = likePicture(in.skip);
    g.weight = at::empty({n, c}, perPicture);
    g.bias = at::empty({n, c}, perPicture);
    if (in.add.defined())
        g.add = at::empty({n, c}, perPicture);
    if (in.scale.defined()) {
        g.scale = at::empty({n, c}, perPicture);
        g.shift = at::empty({n, c}, perPicture);
    }
    return g;
}

class FusedGroupNorm : public torch::autograd::Function<FusedGroupNorm> {
public:
    static Tensor forward(torch::autograd::AutogradContext* context, Tensor x, MaybeTensor skip, MaybeTensor add,
                          Tensor weight, Tensor bias, MaybeTensor scale, MaybeTensor shift, std::int64_t groups,
                          double eps, bool silu)
    {
        RECORD_FUNCTION("diffuscope::group_norm", std::vector<c10::IValue>{});
        const GroupNormInput in{
            x, tensorOf(skip), tensorOf(add), weight, bias, tensorOf(scale), tensorOf(shift), groups, eps, silu};
        const Tensor mean = at::empty({x.size(0), groups}, at::kFloat), rstd = at::empty_like(mean);
        const Tensor y = x.scalar_type() == at::kFloat ? forwardOf(callOf<float>(in), mean, rstd)
                                                       : forwardOf(callOf<Bf16>(in), mean, rstd);
        context->save_for_backward({x, in.skip, in.add, weight, bias, in.scale, in.shift, mean, rstd});
        context->saved_data["groups"] = groups;
        context->saved_data["eps"] = eps;
        context->saved_data["silu"] = silu;
        return y;
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list above)
    {
        RECORD_FUNCTION("diffuscope::group_norm_backward", std::vector<c10::IValue>{});
        const auto s = context->get_saved_variables();
        const GroupNormInput in{s[0],
                                s[1],
                                s[2],
                                s[3],
                                s[4],
                                s[5],
                                s[6],
                                context->saved_data["groups"].toInt(),
                                context->saved_data["eps"].toDouble(),
                                context->saved_data["silu"].toBool()};
        const Tensor dy = channelsLast(above[0].to(in.x.scalar_type()));
        const Gradients g = emptyGradients(in);
        overPictures(in.x.size(0), [&](std::int64_t n) {
            if (in.x.scalar_type() == at::kFloat)
                backwardPicture(callOf<float>(in), n, s[7], s[8], dataOf<float>(dy), g);
            else
                backwardPicture(callOf<Bf16>(in), n, s[7], s[8], dataOf<Bf16>(dy), g);
        });
        return {g.x, g.skip, g.add, g.weight.sum(0), g.bias.sum(0), g.scale, g.shift, Tensor(), Tensor(), Tensor()};
    }
};

Tensor rows(const Tensor& perPicture)
{
    return perPicture.defined() ? perPicture.to(at::kFloat).contiguous() : perPicture;
}

} // namespace

torch::Tensor groupNormReference(const GroupNormInput& in)
{
    Tensor x = in.skip.defined() ? at::cat({in.x, in.skip}, 1) : in.x;
    const auto type = x.scalar_type();
    x = x.to(in.weight.scalar_type());
    const auto spread = [&](const Tensor& t) { return t.to(x.scalar_type()).unsqueeze(-1).unsqueeze(-1); };
    if (in.add.defined())
        x = x + spread(in.add);
    x = at::group_norm(x, in.groups, in.weight, in.bias, in.eps);
    if (in.scale.defined())
        x = x * (1 + spread(in.scale)) + spread(in.shift);
    return (in.silu ? at::silu(x) : x).to(type);
}

torch::Tensor groupNorm(const GroupNormInput& in)
{
    if (!hasKernels(in.x) || in.weight.scalar_type() != at::kFloat || in.x.numel() == 0)
        return groupNormReference(in);
    return FusedGroupNorm::apply(channelsLast(in.x), maybe(in.skip.defined() ? channelsLast(in.skip) : in.skip),
                                 maybe(rows(in.add)), in.weight.contiguous(), in.bias.contiguous(),
                                 maybe(rows(in.scale)), maybe(rows(in.shift)), in.groups, in.eps, in.silu);
}

} // namespace diffuscope::kernels
