#include "core/diffusion/futures.h"

#include <torch/types.h>

#include <cmath>
#include <utility>

namespace diffuscope {
namespace {

torch::Tensor repeated(const torch::Tensor& one, int count) // [1,...] or undefined
{
    if (!one.defined())
        return one;
    std::vector<std::int64_t> shape(std::size_t(one.dim()), -1);
    shape[0] = count;
    return one.expand(shape).contiguous();
}

PastStep repeated(const PastStep& step, int count)
{
    const Prediction& p = step.prediction;
    return {step.level,
            repeated(step.state, count),
            {repeated(p.noise, count), repeated(p.data, count), repeated(p.output, count), repeated(p.variance, count),
             repeated(p.limited, count)}};
}

} // namespace

Futures futuresFrom(const SamplerRun& run, const Denoiser& denoiser, const WalkState& from, int count,
                    const NoiseSource& fresh, std::stop_token stop)
{
    WalkState walk{repeated(from.x, count), from.index};
    for (const PastStep& step : from.past)
        walk.past.push_back(repeated(step, count));
    walk = walkSteps(run, denoiser, std::move(walk), run.steps.size(), fresh, {}, stop);
    return walk.index == run.steps.size() ? futuresOf(walk.x) : Futures();
}

Futures futuresOf(torch::Tensor finals)
{
    Futures futures;
    futures.mean = finals.mean(0);
    const auto squares = (finals - futures.mean).square();
    futures.variance = squares.sum(0) / double(finals.size(0) - 1);
    futures.spread = std::sqrt(squares.mean().item<double>());
    futures.finals = std::move(finals);
    return futures;
}

} // namespace diffuscope
