#pragma once
#include <cstdint>
#include <string>
#include <string_view>

// Whole numbers as files have them: PNG, MP4 and idx with the most significant byte first, RIFF, ZIP and safetensors
// with the least. Any thread.
namespace diffuscope {

// Of at most 8 bytes; of none 0.
inline std::uint64_t bigEndianIn(std::string_view bytes)
{
    std::uint64_t value = 0;
    for (const char one : bytes)
        value = value << 8 | static_cast<unsigned char>(one);
    return value;
}

inline std::uint64_t littleEndianIn(std::string_view bytes)
{
    std::uint64_t value = 0;
    for (std::size_t k = bytes.size(); k-- > 0;)
        value = value << 8 | static_cast<unsigned char>(bytes[k]);
    return value;
}

// The lowest `count` bytes of a number.
inline std::string bigEndian(std::uint64_t value, int count = 4)
{
    std::string bytes;
    for (int k = count - 1; k >= 0; --k)
        bytes += char(value >> (8 * k));
    return bytes;
}

} // namespace diffuscope
