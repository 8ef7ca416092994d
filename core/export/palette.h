#pragma once
#include "core/base/image/pixel_buffer.h"

#include <cstdint>
#include <vector>

namespace diffuscope {

// A picture of at most 256 colours: each pixel, row by row, is an index into `colours`.
struct IndexedImage {
    std::vector<Rgb> colours; // always 256
    std::vector<std::uint8_t> indices;
};

// Exact: 256 greys. Internal to core/export, as is the next.
IndexedImage indexedGrey(const Image& grey);

// Colours by repeatedly splitting the box of the largest squared error at its mean (after Heckbert 1982). A picture
// of at most 256 colours is kept exactly. `dither` spreads the error in a fixed 4 x 4 pattern.
IndexedImage indexedColour(const Image& rgb, bool dither);

} // namespace diffuscope
