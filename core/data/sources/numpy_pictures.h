#pragma once
#include "core/base/image/pixel_buffer.h"
#include "core/data/sources/numpy_file.h"

#include <cmath>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace diffuscope {

// How the pictures lie in a NumPy array: N x H x W, N x H x W x C, N x C x H x W, or N rows of a square.
struct NumpyLayout {
    int height = 0, width = 0, channels = 0;
    bool channelsFirst = false;
    bool operator==(const NumpyLayout&) const = default;
};
std::optional<NumpyLayout> numpyLayout(const NumpyHeader& header); // nothing: these are no pictures

// Turns values into 0 .. 255.
struct NumpyScale {
    double from = 0, to = 255;
    std::uint8_t operator()(double value) const;
};

// The values that arrays hold, and from them what black and white are.
struct NumpyRange {
    double low = HUGE_VAL, high = -HUGE_VAL;
    void add(const std::string& source, const NumpyHeader& header, const std::stop_token& stop); // reads the array
    NumpyScale scale(const NumpyHeader& header, const std::string& source) const; // Error: not those of pictures
};

PixelBuffer numpyPixels(const std::vector<double>& values, const NumpyLayout& layout, const NumpyScale& scale);

} // namespace diffuscope
