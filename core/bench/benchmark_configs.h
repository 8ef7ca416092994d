#pragma once
#include <optional>
#include <string>

namespace diffuscope {

struct UNetConfig; // core/model/config/unet_config.h

// The network that benchmarkConfigs() names, with its sampleSize; nothing for another name. small and medium are of
// this program's usual sizes, cifar is google/ddpm-cifar10-32. All take 32x32 RGB.
std::optional<UNetConfig> benchmarkNetwork(const std::string& id);

} // namespace diffuscope
