#pragma once
#include <array>
#include <cstdint>

namespace diffuscope {

// The Philox4x32-10 block function (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"): a bijection
// of the 128-bit counter for every key. Internal to Random; a header so that the published vectors can be checked.
constexpr std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                                  std::array<std::uint32_t, 2> key)
{
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t first = std::uint64_t(0xD2511F53u) * counter[0];
        const std::uint64_t second = std::uint64_t(0xCD9E8D57u) * counter[2];
        counter = {std::uint32_t(second >> 32) ^ counter[1] ^ key[0], std::uint32_t(second),
                   std::uint32_t(first >> 32) ^ counter[3] ^ key[1], std::uint32_t(first)};
        key = {key[0] + 0x9E3779B9u, key[1] + 0xBB67AE85u};
    }
    return counter;
}

} // namespace diffuscope
