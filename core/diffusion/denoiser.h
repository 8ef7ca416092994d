#pragma once
#include "core/schedule/schedule.h"

#include <torch/types.h>

#include <functional>

namespace diffuscope {

// The raw network: (x_t [N,C,H,W], t [N] int64) -> output [N,C,H,W]. Class labels and no-grad are bound by the caller,
// so tests can pass an exact denoiser.
using Network = std::function<torch::Tensor(const torch::Tensor&, const torch::Tensor&)>;

// What every parametrisation comes down to.
struct Prediction {
    torch::Tensor noise; // eps-hat
    torch::Tensor data;  // x0-hat, clipped when asked
};

struct ClipSettings {
    bool enabled = true; // clip x0-hat to [-range, range]
    double range = 1.0;
};

// Turns a network output into eps-hat and x0-hat (eq. 15 of Ho et al.; v: Salimans & Ho 2022).
// predictionType: "epsilon", "sample" or "v_prediction". After clipping, noise is as predicted (diffusers) - samplers
// that want it consistent re-derive it.
class Denoiser {
public:
    Denoiser(Network network, Schedule schedule, std::string predictionType, ClipSettings clip);
    Prediction operator()(const torch::Tensor& state, int timestep) const;
    Prediction interpret(const torch::Tensor& output, const torch::Tensor& state, int timestep) const;
    const Schedule& schedule() const { return schedule_; }

private:
    Network network_;
    Schedule schedule_;
    std::string predictionType_;
    ClipSettings clip_;
};

} // namespace diffuscope
