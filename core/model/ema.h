#pragma once
#include "core/kernels/update.h"
#include "core/model/files/state_dict.h"
#include "core/model/unet/unet.h"

#include <map>
#include <string>

namespace diffuscope {

StateDict stateOf(UNet network);                      // deep copies, CPU, contiguous
void loadState(UNet network, const StateDict& state); // names and shapes must match exactly; throws Error

// Exponential moving average of the weights with power-function warm-up (diffusers' EMAModel with
// use_ema_warmup): decay = clamp(1 - (1 + step)^-power, 0, maximum), where step is 0 at the first update.
class Ema {
public:
    Ema(UNet network, double maximumDecay = 0.9999, double power = 0.75);
    void update(UNet network); // after each optimiser step
    // The same as a part of the optimiser's own pass, which has to follow; the weights are network->parameters().
    kernels::WeightUpdate::Average nextUpdate();
    double decay() const; // of the last update
    std::int64_t steps() const { return steps_; }
    StateDict state() const; // on the CPU; there it shares its memory with the average
    double maximum() const { return maximum_; }
    void setDecay(double maximum, double power); // of the updates to come
    void restore(const StateDict& state, std::int64_t steps); // names and shapes must match exactly; throws Error

private:
    StateDict state_;                   // on the network's device, in the memory order of its weights
    std::vector<torch::Tensor> values_; // the same tensors, in the order of the network's parameters
    double maximum_, power_;
    std::int64_t steps_ = 0;
};

} // namespace diffuscope
