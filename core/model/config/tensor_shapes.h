#pragma once
#include "core/model/config/unet_config.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace diffuscope {

// Parameter name -> shape of the U-Net that a configuration describes, computed without building it: weights are
// compared with it, and absurd sizes refused, before memory is spent. The block lists must have been validated.
using TensorShapes = std::map<std::string, std::vector<std::int64_t>>;

TensorShapes tensorShapes(const UNetConfig& config);
std::int64_t parameterCountOf(const TensorShapes& shapes);

} // namespace diffuscope
