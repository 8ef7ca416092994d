#pragma once
#include "core/model/config/unet_config.h"

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <memory>
#include <optional>

namespace diffuscope {

// What a network is deprived of, to show what it is good for. For teaching only: nobody trains with it.
struct Teaching {
    std::optional<double> frozenTimestep = {}; // embedded in the place of every picture's own
    bool cutSkips = false;                     // zeros arrive where the way up takes what the way down has kept
};

// The U-Net of Ho et al. 2020 as diffusers' UNet2DModel builds it: same modules, same parameter names, same
// construction order (so the same torch seed gives the same initial weights).
class UNetImpl : public torch::nn::Module {
public:
    explicit UNetImpl(const UNetConfig& config); // validates; throws Error
    ~UNetImpl() override;

    // sample [N, inChannels, H, W], timesteps [N] or one for all (any real type, fractional allowed; above 0 for a
    // fourier, whole and in range for a learned time embedding). H and W must be multiples of 2^(blocks-1).
    // labels: [N] int64 when the config has classes, [N] numbers like timesteps for class_embed_type timestep,
    // [N, time channels] floats for identity, undefined otherwise.
    // Returns [N, outChannels, H, W]. Throws Error on a shape or label mismatch.
    torch::Tensor forward(torch::Tensor sample, torch::Tensor timesteps, torch::Tensor labels = {},
                          const Teaching& teaching = {});

    // The type of the feature maps of a float32 network: float32, or bfloat16, where statistics, softmax, time
    // embedding, weights and result stay float32.
    void computeIn(torch::ScalarType type);
    void seedDropout(std::uint64_t seed); // what the next forward pass in training mode leaves out

    const UNetConfig& config() const { return config_; }
    std::int64_t parameterCount() const;

private:
    struct Impl;
    UNetConfig config_;
    std::unique_ptr<Impl> impl_;
};
TORCH_MODULE(UNet);

// A fresh network whose weights depend on the seed only (torch's global generator is seeded and used under a lock,
// which is what makes the weights bit-identical to Python's).
UNet makeUNet(const UNetConfig& config, std::uint64_t seed);

} // namespace diffuscope
