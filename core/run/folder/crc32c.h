#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace diffuscope {

// CRC-32C (Castagnoli, reflected polynomial 0x82F63B78; RFC 3720, appendix B.4), as record files use it.
constexpr std::uint32_t crc32c(std::string_view bytes)
{
    constexpr auto kTable = [] {
        std::array<std::uint32_t, 256> entries{};
        for (std::uint32_t k = 0; k < entries.size(); ++k) {
            std::uint32_t value = k;
            for (int bit = 0; bit < 8; ++bit)
                value = (value >> 1) ^ ((value & 1) != 0 ? 0x82F63B78u : 0u);
            entries[k] = value;
        }
        return entries;
    }();
    std::uint32_t crc = 0xFFFFFFFFu;
    for (const char byte : bytes)
        crc = (crc >> 8) ^ kTable[(crc ^ static_cast<unsigned char>(byte)) & 0xFFu];
    return ~crc;
}

} // namespace diffuscope
