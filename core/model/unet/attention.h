#pragma once
#include "core/model/unet/layers.h"

#include <optional>

namespace diffuscope {

// Self-attention over the pixels of a feature map (diffusers' Attention as used by UNet2DModel):
// GroupNorm, q/k/v projections, softmax(q k^T / sqrt(headDim)) v, output projection, residual, / scale.
struct AttentionOptions {
    int channels = 0;
    std::optional<int> headDim; // channels a head; null: one head
    int groups = 32;            // 0: no norm
    double eps = 1e-5;
    double scale = 1; // the sum is divided by it
};

class AttentionImpl : public torch::nn::Module {
public:
    explicit AttentionImpl(const AttentionOptions& options);
    torch::Tensor forward(const torch::Tensor& x); // [N, C, H, W] -> same

private:
    int heads_;
    double scale_;
    torch::nn::GroupNorm norm_{nullptr};
    torch::nn::Linear query_{nullptr}, key_{nullptr}, value_{nullptr}, out_{nullptr};
};
TORCH_MODULE(Attention);

} // namespace diffuscope
