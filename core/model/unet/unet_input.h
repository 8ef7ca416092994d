#pragma once
#include "core/model/config/unet_config.h"

#include <torch/types.h>

namespace diffuscope {

struct NetworkInput {
    const torch::Tensor& sample;
    const torch::Tensor& timesteps;
    const torch::Tensor& labels;
};

// Throws Error for what a network of this configuration, with weights of this type, cannot evaluate (see UNet).
void checkNetworkInput(const NetworkInput& input, torch::ScalarType type, const UNetConfig& config);

} // namespace diffuscope
