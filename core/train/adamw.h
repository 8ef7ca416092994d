#pragma once
#include "core/kernels/update.h"

#include <vector>

namespace diffuscope {

// AdamW (Loshchilov & Hutter 2019) with PyTorch's conventions, over a fixed list of parameters. Its moments are plain
// tensors, so a checkpoint holds them as they are.
struct AdamWOptions {
    double beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weightDecay = 0.01;
};

class AdamW {
public:
    AdamW(std::vector<torch::Tensor> parameters, AdamWOptions options);
    // Uses and keeps each parameter's grad(), which is multiplied by `gradientScale`; then moves the averages.
    void step(double learningRate, double gradientScale = 1, std::vector<kernels::WeightUpdate::Average> averages = {});
    std::int64_t steps() const { return steps_; }
    const AdamWOptions& options() const { return options_; }
    std::vector<torch::Tensor>& firstMoments() { return first_; }
    std::vector<torch::Tensor>& secondMoments() { return second_; }
    const std::vector<torch::Tensor>& firstMoments() const { return first_; }
    const std::vector<torch::Tensor>& secondMoments() const { return second_; }
    void setSteps(std::int64_t steps) { steps_ = steps; }

private:
    std::vector<torch::Tensor> parameters_, first_, second_;
    AdamWOptions options_;
    std::int64_t steps_ = 0;
};

} // namespace diffuscope
