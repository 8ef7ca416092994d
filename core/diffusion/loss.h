#pragma once
#include "core/diffusion/denoiser.h"

namespace diffuscope {

// alphaBar etc. of a schedule as float tensors [T], and the closed form on batches (Ho et al. eq. 4).
class TensorSchedule {
public:
    explicit TensorSchedule(const Schedule& schedule);
    torch::Tensor forward(const torch::Tensor& data, const torch::Tensor& noise, const torch::Tensor& timesteps) const;

private:
    torch::Tensor signal_, noise_;
};

// Mean squared error of the predicted noise, one value per picture [N] (eq. 14, L_simple).
torch::Tensor noiseLoss(const torch::Tensor& predicted, const torch::Tensor& noise);

} // namespace diffuscope
