#pragma once

namespace diffuscope {

struct UNetConfig;

// How many numbers the network of this config has, without building it. Sinusoidal ("positional") time embedding and
// convolutional resampling only, which is what this program's own networks use.
long long parameterCountOf(const UNetConfig& config);

} // namespace diffuscope
