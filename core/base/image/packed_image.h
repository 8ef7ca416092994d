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

    bool empty() const { return data_.empty(); }
    std::size_t bytes() const { return data_.size(); }
    static std::size_t bytesFor(std::size_t values, int bits) { return (values * std::size_t(bits) + 7) / 8; }

private:
    int channels_ = 0, height_ = 0, width_ = 0, bits_ = 16;
    float least_ = 0, step_ = 0;
    std::vector<std::uint8_t> data_;
};

} // namespace diffuscope
