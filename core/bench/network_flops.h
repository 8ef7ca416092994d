#pragma once

namespace diffuscope {

struct UNetConfig; // core/model/config/unet_config.h

// Floating-point operations of one forward pass for one square picture: convolutions and linear layers (the projections
// of attention, too), a multiply-add being two. Biases, norms, activations, the products inside attention and the fixed
// filters of FIR resampling are left out, as is usual.
double forwardFlops(const UNetConfig& config, int side);

} // namespace diffuscope
