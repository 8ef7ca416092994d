#pragma once
#include <cstdint>
#include <string_view>

namespace diffuscope {

// The number that Random(seed, stream, index).normal() gives after `place` others, without drawing those.
float normalAt(std::uint64_t seed, std::string_view stream, std::uint64_t index, std::uint64_t place);

} // namespace diffuscope
