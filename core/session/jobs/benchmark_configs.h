#pragma once
#include "core/model/unet_config.h"

#include <optional>
#include <string>

namespace diffuscope {

// A network to measure, and the batch it is measured with where nothing else is asked for.
struct BenchmarkConfig {
    UNetConfig network; // with its sampleSize
    int batch = 4;
};

// The named ones: small and medium are this program's usual sizes, cifar is google/ddpm-cifar10-32. All take 32x32 RGB.
std::optional<BenchmarkConfig> namedBenchmarkConfig(const std::string& id);

} // namespace diffuscope
