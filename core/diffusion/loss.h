#pragma once
#include "core/diffusion/denoiser.h"

namespace diffuscope {

// The signal and noise scales of a schedule as float32 tensors [T], and the closed form on batches (Ho et al. eq. 4).
// `timesteps` are int64 [N], `data` and `noise` [N, C, H, W].
class TensorSchedule {
public:
    explicit TensorSchedule(const Schedule& schedule);
    torch::Tensor forward(const torch::Tensor& data, const torch::Tensor& noise, const torch::Tensor& timesteps) const;

    // What the network should answer: the noise ("epsilon"), the data ("sample") or the velocity
    // v = signal * noise - noiseScale * data ("v_prediction", Salimans & Ho 2022, appendix D).
    torch::Tensor target(const std::string& predictionType, const torch::Tensor& data, const torch::Tensor& noise,
                         const torch::Tensor& timesteps) const;

    // How much each picture's error counts [N]: min(SNR, gamma) / SNR where noise is predicted, min(SNR, gamma) for
    // data, min(SNR, gamma) / (SNR + 1) for the velocity (Hang et al. 2023, eq. 5 and section 3.4); SNR = alphaBar /
    // (1 - alphaBar).
    torch::Tensor minSnrWeights(const std::string& predictionType, double gamma, const torch::Tensor& timesteps) const;

    // Squared errors of the network's answers [N] as errors of the noise that follows from them, so that runs that
    // predict it in either form can be compared: eps-hat - eps = signal (v-hat - v). Errors of the data stay what they
    // are; at t = 0 the noise's would be ten thousand times theirs.
    torch::Tensor noiseErrors(const std::string& predictionType, const torch::Tensor& errors,
                              const torch::Tensor& timesteps) const;

    void to(torch::Device device);

private:
    torch::Tensor signal_, noise_;
};

// Mean squared error of a prediction, one value per picture [N] (eq. 14, L_simple, where noise is predicted).
torch::Tensor squaredError(const torch::Tensor& predicted, const torch::Tensor& target);

} // namespace diffuscope
