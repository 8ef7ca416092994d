#pragma once
#include "core/base/image/step_terms.h"

#include <torch/types.h>

#include <vector>

namespace diffuscope {

// A tensor that knows what it is a sum of. Samplers do their arithmetic with these as the papers write it: the tensors
// are computed in just that order, and the coefficients beside them, in double. `terms` names each tensor once.
struct StepSum {
    torch::Tensor value;
    std::vector<StepTerm> terms;
    bool defined() const { return value.defined(); }
};

StepSum term(torch::Tensor value, StepTerm::Kind kind, int age = 0, int call = 0); // once the tensor itself

StepSum operator+(const StepSum& a, const StepSum& b);
StepSum operator-(const StepSum& a, const StepSum& b);
StepSum operator*(double factor, const StepSum& sum);
StepSum operator/(const StepSum& sum, double divisor);

} // namespace diffuscope
