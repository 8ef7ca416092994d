#pragma once
#include "core/diffusion/denoiser.h"

namespace diffuscope {

// Classifier-free guidance (Ho & Salimans 2022): output = without + scale (with - without). Scale 1 is the conditional
// network alone, 0 the unconditional one. rescale in [0, 1] brings the result's deviation back towards the conditional
// one's (Lin et al. 2023, eq. 15-16). A network with variance channels keeps the conditional variance.
struct Guidance {
    double scale = 1, rescale = 0;
};
Network guidedNetwork(Network conditional, Network unconditional, const Guidance& guidance);

} // namespace diffuscope
