#pragma once
#include "core/model/config/unet_config.h"

#include <cstdint>

namespace diffuscope {

// About how many bytes training takes besides the program itself: weights, gradients, moments, averages, and what a
// batch of square pictures leaves behind for the backward pass. An estimate, meant to be right within a third.
std::uint64_t trainingMemory(const UNetConfig& network, int size, int batch, int furtherAverages);

} // namespace diffuscope
