#pragma once
#include <torch/types.h>

#include <vector>

namespace diffuscope::kernels {

// The optimiser's work on a list of tensors, in one pass over the memory. All tensors of one position have the same
// shape and, but for gradients, the same strides, without gaps.

// Sum of the squares of all values. Undefined tensors count nothing.
double sumOfSquares(const std::vector<torch::Tensor>& tensors);

// AdamW (Loshchilov & Hutter 2019, algorithm 2; PyTorch's conventions), then the averages of the new weights.
struct WeightUpdate {
    std::vector<torch::Tensor> weights = {}, gradients = {}, first = {},
                               second = {}; // a weight without gradient stays, averages move on
    double learningRate = 0, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weightDecay = 0;
    std::int64_t step = 1;    // this one's number, from 1
    double gradientScale = 1; // gradients are multiplied by it first
    struct Average {
        std::vector<torch::Tensor> values;
        double rate = 0; // values += (weight - values) * rate
    };
    std::vector<Average> averages = {};
};

// Uses the kernels for float32 on the CPU where every weight has a gradient, else LibTorch's operators.
void apply(const WeightUpdate& update);
void applyReference(const WeightUpdate& update);

} // namespace diffuscope::kernels
