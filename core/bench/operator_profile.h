#pragma once
#include "core/bench/benchmark.h"

#include <memory>
#include <vector>

namespace diffuscope {

// While it lives, LibTorch's observers tell it what the constructing thread runs: operators, nodes of the backward pass
// and kernels of ours that announce themselves. Time counts for the innermost one of a known kind; what runs inside a
// kernel of ours counts as its kind, convolutions excepted. One at a time on a thread, and destroyed on it.
class OperatorProfile {
public:
    OperatorProfile();
    ~OperatorProfile();
    OperatorProfile(const OperatorProfile&) = delete;
    OperatorProfile& operator=(const OperatorProfile&) = delete;

    // A step is over. What ran after its backward pass, if it had one, was the optimiser: clipping, moments, averages.
    void endStep();

    // Seconds and calls of every operator in all steps so far, longest first. One operator may appear under two kinds.
    std::vector<OperatorTime> operators() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace diffuscope
