#pragma once
#include "core/base/image/image.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace diffuscope {

// An Image at rest: whole numbers of 4, 8 or 16 bits between the picture's own least and greatest value, so an
// unpacked value is at most (greatest - least) / (2 (2^bits - 1)) off and nothing is cut off. NaN becomes 0 or the
// nearest value in range, an infinity the end of the range.
class PackedImage {
public:
    PackedImage() = default;
    explicit PackedImage(const Image& image, int bits = 16);
    Image unpacked() const;

    // What it is made of, to be written down as it is.
    struct Parts {
        int channels = 0, height = 0, width = 0, bits = 16; // 4, 8 or 16
        float least = 0, step = 0;                          // value = least + number x step
        std::vector<std::uint8_t> data = {};                // row by row, channel by channel; 4 bits: the lower first
        bool fits() const;                                  // the data is as long as the rest says
    };
    const Parts& parts() const { return parts_; }
    explicit PackedImage(Parts parts); // throws std::invalid_argument where they do not fit

    bool empty() const { return parts_.data.empty(); }
    std::size_t bytes() const { return parts_.data.size(); }
    static std::size_t bytesFor(std::size_t values, int bits) { return (values * std::size_t(bits) + 7) / 8; }

private:
    Parts parts_;
};

} // namespace diffuscope
