#include "core/diffusion/exact_denoiser.h"

#include "core/base/error.h"

#include <ATen/Functions.h>
#include <torch/types.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <utility>

namespace diffuscope {
namespace {

constexpr std::int64_t kBlockDoubles = 1 << 20; // of pictures at a time: 8 MB

int blockOf(std::int64_t values) // pictures
{
    return int(std::clamp<std::int64_t>(kBlockDoubles / std::max<std::int64_t>(1, values), 1, 4096));
}

// sum_i w_i x_i of unnormalised weights, kept relative to the largest exponent so far: nothing overflows, and what
// comes later may be any number of magnitudes larger.
class WeightedMean {
public:
    explicit WeightedMean(const torch::Tensor& like)
        : largest_(torch::full({like.size(0), 1}, -std::numeric_limits<double>::infinity(), torch::kDouble)),
          total_(torch::zeros({like.size(0), 1}, torch::kDouble)), sum_(torch::zeros_like(like))
    {
    }

    void add(const torch::Tensor& exponents, const torch::Tensor& pictures) // [N,B], [B,values]
    {
        const auto larger = at::maximum(largest_, exponents.amax({1}, true));
        const auto shrink = (largest_ - larger).exp();
        const auto weights = (exponents - larger).exp();
        total_ = total_ * shrink + weights.sum(1, true);
        sum_ = sum_ * shrink + weights.mm(pictures);
        largest_ = larger;
    }

    torch::Tensor mean() const { return sum_ / total_; }
    torch::Tensor heaviest() const { return 1 / total_; } // the largest exponent has weight one before it is divided

private:
    torch::Tensor largest_, total_, sum_;
};

torch::Tensor columnOf(const std::vector<double>& values, const std::function<double(double)>& of)
{
    auto column = torch::empty({std::int64_t(values.size()), 1}, torch::kDouble);
    for (std::size_t k = 0; k < values.size(); ++k)
        column[std::int64_t(k)][0] = of(values[k]);
    return column;
}

} // namespace

ExactDenoiser::ExactDenoiser(BytePictures set, bool mirrored) : set_(std::move(set)), mirrored_(mirrored)
{
    if (set_.count < 1)
        throw Error("An exact denoiser needs training pictures", "", "Open the set that the model was trained on.");
}

torch::Tensor ExactDenoiser::block(int from, int to) const
{
    const auto values = std::int64_t(set_.channels) * set_.height * set_.width;
    auto bytes = torch::empty({to - from, values}, torch::kUInt8);
    for (int k = from; k < to; ++k)
        std::memcpy(bytes.data_ptr<std::uint8_t>() + (k - from) * values, set_.at(k), std::size_t(values));
    return bytes.to(torch::kDouble).mul_(2.0 / 255).sub_(1);
}

ExactDenoiser::Answer ExactDenoiser::operator()(const torch::Tensor& states, const std::vector<double>& alphaBars,
                                                std::stop_token stop, const std::function<void(double)>& progress) const
{
    if (states.dim() != 4 || states.size(1) != set_.channels || states.size(2) != set_.height ||
        states.size(3) != set_.width || states.size(0) != std::int64_t(alphaBars.size()))
        throw Error("The states do not have the shape of the training pictures", c10::str(states.sizes()),
                    "Open the set that the model was trained on.");
    if (std::any_of(alphaBars.begin(), alphaBars.end(), [](double a) { return !(a >= 0 && a < 1); }))
        throw Error("Where there is no noise nothing is to be predicted", "alphaBar = 1");
    const auto x = states.flatten(1).to(torch::kDouble);
    const auto signal = columnOf(alphaBars, [](double a) { return std::sqrt(a); });
    const auto variance = columnOf(alphaBars, [](double a) { return 1 - a; });
    WeightedMean mean(x);
    // ||x_t||^2 is the same for all pictures and falls out of the softmax.
    const auto add = [&](const torch::Tensor& pictures) {
        const auto squares = pictures.square().sum(1).unsqueeze(0);
        mean.add((signal * x.mm(pictures.t()) - signal.square() * squares / 2) / variance, pictures);
    };
    const int step = blockOf(x.size(1));
    for (int from = 0; from < set_.count; from += step) {
        if (stop.stop_requested())
            throw Error("Cancelled", "comparing with the training set");
        const int to = std::min(set_.count, from + step);
        const auto pictures = block(from, to);
        add(pictures);
        if (mirrored_)
            add(pictures.view({-1, set_.channels, set_.height, set_.width}).flip({3}).flatten(1));
        if (progress)
            progress(double(to) / set_.count);
    }
    Answer answer{mean.mean().to(torch::kFloat).view(states.sizes()), {}};
    const auto heaviest = mean.heaviest();
    for (std::int64_t k = 0; k < heaviest.size(0); ++k)
        answer.heaviest.push_back(heaviest[k][0].item<double>());
    return answer;
}

Network ExactDenoiser::network(const Schedule& schedule) const
{
    return [exact = *this, schedule](const torch::Tensor& state, const torch::Tensor& timesteps) {
        const NoiseLevel level = levelAtTimestep(schedule, timesteps.reshape({-1})[0].item<double>());
        const std::vector<double> levels(std::size_t(state.size(0)), level.alphaBar);
        const auto data = exact(state, levels).data.to(torch::kDouble);
        return ((state.to(torch::kDouble) - level.signalScale() * data) / level.noiseScale()).to(state.dtype());
    };
}

std::size_t ExactDenoiser::bytesFor(std::size_t states, std::size_t values)
{
    const std::size_t block = std::size_t(blockOf(std::int64_t(values)));
    const std::size_t pictures = 4 * block * values,
                      weights = 5 * states * block; // each of them with what is made of it
    return sizeof(double) * (pictures + weights + 4 * states * values);
}

} // namespace diffuscope
