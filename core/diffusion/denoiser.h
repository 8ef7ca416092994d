#pragma once
#include "core/schedule/schedule.h"

#include <torch/types.h>

#include <functional>

namespace diffuscope {

// The raw network: (x_t [N,C,H,W], t [N]) -> output [N,C,H,W], or [N,2C,H,W] where it also gives a variance. t is int64
// for whole timesteps and float32 between them. Class labels, guidance and no-grad are bound by the caller, so tests
// can pass an exact denoiser.
using Network = std::function<torch::Tensor(const torch::Tensor&, const torch::Tensor&)>;

// What every parametrisation comes down to.
struct Prediction {
    torch::Tensor noise;    // eps-hat, as predicted
    torch::Tensor data;     // x0-hat, limited when asked
    torch::Tensor output;   // the network's own [N,C,H,W], before it was interpreted
    torch::Tensor variance; // its variance channels [N,C,H,W], undefined where it has none
    torch::Tensor limited; // [N] bool: x0-hat visibly left [-1, 1] and was brought back; undefined where nothing limits
};

// How x0-hat is kept within the range of pictures.
struct ClipSettings {
    enum class Mode { Off, Clip, Threshold };
    Mode mode = Mode::Clip;
    double range = 1.0; // Clip: to [-range, range]
    // Threshold (Saharia et al. 2022, "dynamic thresholding"): s = this quantile of |x0-hat| of each picture, kept in
    // [1, maximum]; x0-hat is clipped to [-s, s] and divided by s.
    double quantile = 0.995, maximum = 1.0;
};

// The eps-hat that a network's output (a tensor, or a sum of several) means for a state.
template <typename T>
T noiseOfOutput(const std::string& predictionType, const T& output, const T& state, const NoiseLevel& level)
{
    if (predictionType == "epsilon")
        return output;
    if (predictionType == "sample")
        return (state - level.signalScale() * output) / level.noiseScale();
    return level.signalScale() * output + level.noiseScale() * state; // v = signal * eps - noise * x0
}

// Turns a network output into eps-hat and x0-hat (eq. 15 of Ho et al.; v: Salimans & Ho 2022).
// predictionType: "epsilon", "sample" or "v_prediction". Throws Error when the output's shape is wrong, or when noise
// is predicted where the state holds no signal.
class Denoiser {
public:
    Denoiser(Network network, Schedule schedule, std::string predictionType, ClipSettings clip);
    Prediction operator()(const torch::Tensor& state, const NoiseLevel& level) const;
    torch::Tensor output(const torch::Tensor& state, double timestep) const;
    Prediction interpret(const torch::Tensor& output, const torch::Tensor& state, const NoiseLevel& level) const;

    // eps-hat in agreement with the limited x0-hat; the prediction's own where nothing limits it.
    torch::Tensor consistentNoise(const Prediction& prediction, const torch::Tensor& state,
                                  const NoiseLevel& level) const;

    bool limits() const { return clip_.mode != ClipSettings::Mode::Off; }
    const Schedule& schedule() const { return schedule_; }
    const std::string& predictionType() const { return predictionType_; }

private:
    Network network_;
    Schedule schedule_;
    std::string predictionType_;
    ClipSettings clip_;
};

} // namespace diffuscope
