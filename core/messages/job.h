#pragma once
#include <cstdint>

namespace diffuscope {

using JobId = std::uint64_t; // grows; a later job of the same kind makes earlier results stale

} // namespace diffuscope
