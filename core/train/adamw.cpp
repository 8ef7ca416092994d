#include "core/train/adamw.h"

#include <torch/types.h>

namespace diffuscope {

AdamW::AdamW(std::vector<torch::Tensor> parameters, AdamWOptions options)
    : parameters_(std::move(parameters)), options_(options)
{
    for (const auto& parameter : parameters_) { // in the memory order of the weight
        first_.push_back(torch::zeros_like(parameter.detach()));
        second_.push_back(torch::zeros_like(parameter.detach()));
    }
}

void AdamW::step(double learningRate, double gradientScale, std::vector<kernels::WeightUpdate::Average> averages)
{
    kernels::WeightUpdate update{.first = first_,
                                 .second = second_,
                                 .learningRate = learningRate,
                                 .beta1 = options_.beta1,
                                 .beta2 = options_.beta2,
                                 .eps = options_.eps,
                                 .weightDecay = options_.weightDecay,
                                 .step = ++steps_,
                                 .gradientScale = gradientScale,
                                 .averages = std::move(averages)};
    for (const auto& parameter : parameters_) {
        update.weights.push_back(parameter.detach());
        update.gradients.push_back(parameter.grad());
    }
    kernels::apply(update);
}

} // namespace diffuscope
