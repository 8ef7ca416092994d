#pragma once
#include "core/base/image/image.h"

#include <array>
#include <cstdint>
#include <vector>

namespace diffuscope {

using Rgb = std::array<std::uint8_t, 3>;
inline constexpr Rgb kWhite = {255, 255, 255};

// A picture as windows and decoders have it: 8 bits, rows from the top without gaps, channels side by side.
struct PixelBuffer {
    int width = 0, height = 0;
    int channels = 0;                // 1 grey, 3 RGB, 4 RGB with straight alpha
    std::vector<std::uint8_t> bytes; // width * height * channels

    bool valid() const; // not empty, and of the size that it claims
};

// Both in whole numbers, so that a picture has the same bits whichever way it comes: ITU-R BT.601 luma as OpenCV rounds
// it, and straight alpha over a background with halves rounded up.
inline std::uint8_t greyOf(int red, int green, int blue)
{
    return std::uint8_t((9798 * red + 19235 * green + 3735 * blue + (1 << 14)) >> 15);
}
inline std::uint8_t over(int colour, int alpha, int background)
{
    return std::uint8_t((colour * alpha + background * (255 - alpha) + 127) / 255);
}

// Pixel for pixel, with 1 or 3 channels: what fitting (core/data/image_files) gives where it has nothing to scale or to
// cut. Throws Error for a buffer that is not valid.
Image imageOf(const PixelBuffer& pixels, int channels, const Rgb& background = kWhite);

} // namespace diffuscope
