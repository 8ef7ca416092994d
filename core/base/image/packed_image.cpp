#include "core/base/image/packed_image.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>

namespace diffuscope {

namespace {

struct Range {
    float least = 0, greatest = 0;
};

Range finiteRange(const std::vector<float>& values)
{
    constexpr float kMost = std::numeric_limits<float>::max();
    Range range{kMost, -kMost};
    for (const float value : values)
        if (std::isfinite(value)) {
            range.least = std::min(range.least, value);
            range.greatest = std::max(range.greatest, value);
        }
    return range.least <= range.greatest ? range : Range{};
}

// `value` in steps above `least`; what is not a number as 0.
std::uint32_t level(float value, float least, float perUnit, std::uint32_t most)
{
    const float steps = ((std::isnan(value) ? 0.0f : value) - least) * perUnit;
    return steps > 0 ? std::uint32_t(std::nearbyint(std::min(steps, float(most)))) : 0;
}

} // namespace

PackedImage::PackedImage(const Image& image, int bits)
    : channels_(image.channels), height_(image.height), width_(image.width), bits_(bits),
      data_(bytesFor(image.values.size(), bits))
{
    if (bits != 4 && bits != 8 && bits != 16)
        throw std::invalid_argument("a packed image has 4, 8 or 16 bits a value");
    const Range range = finiteRange(image.values);
    const std::uint32_t most = (1u << bits) - 1;
    least_ = range.least;
    step_ = range.greatest / float(most) - range.least / float(most); // a difference first could overflow
    const float perUnit = step_ >= std::numeric_limits<float>::min() ? 1 / step_ : 0;
    const std::size_t count = image.values.size();
    for (std::size_t k = 0; k < count; ++k) {
        const std::uint32_t value = level(image.values[k], least_, perUnit, most);
        if (bits == 16) {
            const auto wide = std::uint16_t(value);
            std::memcpy(&data_[2 * k], &wide, sizeof wide);
        } else if (bits == 8) {
            data_[k] = std::uint8_t(value);
        } else {
            data_[k / 2] = std::uint8_t(data_[k / 2] | (value << (k % 2 * 4)));
        }
    }
}

Image PackedImage::unpacked() const
{
    Image image(channels_, height_, width_);
    const std::size_t count = image.values.size();
    for (std::size_t k = 0; k < count; ++k) {
        std::uint16_t value = 0;
        if (bits_ == 16)
            std::memcpy(&value, &data_[2 * k], sizeof value);
        else
            value = bits_ == 8 ? data_[k] : (data_[k / 2] >> (k % 2 * 4)) & 15;
        image.values[k] = least_ + float(value) * step_;
    }
    return image;
}

} // namespace diffuscope
