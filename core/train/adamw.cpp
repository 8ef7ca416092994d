#include "core/train/adamw.h"

#include <torch/types.h>

#include <cmath>

namespace diffuscope {

AdamW::AdamW(std::vector<torch::Tensor> parameters, AdamWOptions options)
    : parameters_(std::move(parameters)), options_(options)
{
    for (const auto& parameter : parameters_) {
        first_.push_back(torch::zeros_like(parameter, torch::MemoryFormat::Contiguous));
        second_.push_back(torch::zeros_like(parameter, torch::MemoryFormat::Contiguous));
    }
}

void AdamW::step(double learningRate)
{
    at::NoGradGuard noGrad;
    ++steps_;
    const double correction1 = 1 - std::pow(options_.beta1, double(steps_));
    const double correction2 = std::sqrt(1 - std::pow(options_.beta2, double(steps_)));
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
        const auto& gradient = parameters_[i].grad();
        if (!gradient.defined())
            continue;
        parameters_[i].mul_(1 - learningRate * options_.weightDecay);
        first_[i].lerp_(gradient, 1 - options_.beta1);
        second_[i].mul_(options_.beta2).addcmul_(gradient, gradient, 1 - options_.beta2);
        const auto denominator = second_[i].sqrt().div_(correction2).add_(options_.eps);
        parameters_[i].addcdiv_(first_[i], denominator, -learningRate / correction1);
    }
}

} // namespace diffuscope
