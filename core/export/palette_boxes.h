#pragma once
#include "core/base/image/pixel_buffer.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace diffuscope {

// What palettes of pictures and of films have in common. Internal to core/export.

inline constexpr std::size_t kPaletteSize = 256;

struct Shade { // one distinct colour and how many pixels have it
    Rgb colour;
    double count;
};

struct Box { // shades[first, last) that will share a palette entry
    std::size_t first, last;
    std::array<double, 3> mean;
    std::size_t axis; // of the largest error
    double error;     // squared, along the axis, over all its pixels
};

std::vector<Rgb> pixelsOf(const Image& rgb);
std::vector<Shade> shadesOf(const std::vector<Rgb>& pixels); // not empty
std::vector<Box> boxesOf(std::vector<Shade>& shades);        // at most 256; puts the shades in their order
Rgb rounded(const std::array<double, 3>& mean);

// Of each pixel the index of the nearest colour; dithered with Bayer's matrix.
std::vector<std::uint8_t> nearestOf(const std::vector<Rgb>& pixels, const std::vector<Rgb>& colours);
std::vector<std::uint8_t> dithered(const std::vector<Rgb>& pixels, const std::vector<Rgb>& colours, std::size_t width);

} // namespace diffuscope
