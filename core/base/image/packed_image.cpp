#include "core/base/image/packed_image.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <utility>

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
    : parts_{image.channels,
             image.height,
             image.width,
             bits,
             0,
             0,
             std::vector<std::uint8_t>(bytesFor(image.values.size(), bits))}
{
    if (bits != 4 && bits != 8 && bits != 16)
        throw std::invalid_argument("a packed image has 4, 8 or 16 bits a value");
    std::vector<std::uint8_t>& data = parts_.data;
    const Range range = finiteRange(image.values);
    const std::uint32_t most = (1u << bits) - 1;
    const float least = parts_.least = range.least;
    const float step = range.greatest / float(most) - range.least / float(most); // a difference first could overflow
    parts_.step = step;
    const float perUnit = step >= std::numeric_limits<float>::min() ? 1 / step : 0;
    const std::size_t count = image.values.size();
    for (std::size_t k = 0; k < count; ++k) {
        const std::uint32_t value = level(image.values[k], least, perUnit, most);
        if (bits == 16) {
            const auto wide = std::uint16_t(value);
            std::memcpy(&data[2 * k], &wide, sizeof wide);
        } else if (bits == 8) {
            data[k] = std::uint8_t(value);
        } else {
            data[k / 2] = std::uint8_t(data[k / 2] | (value << (k % 2 * 4)));
        }
    }
}

PackedImage::PackedImage(Parts parts) : parts_(std::move(parts))
{
    if (!parts_.fits())
        throw std::invalid_argument("the parts of a packed image do not fit together");
}

bool PackedImage::Parts::fits() const
{
    constexpr int kMostSide = 1 << 14;
    if ((bits != 4 && bits != 8 && bits != 16) || channels < 0 || channels > 64 || height < 0 || height > kMostSide ||
        width < 0 || width > kMostSide)
        return false;
    return data.size() == bytesFor(std::size_t(channels) * std::size_t(height) * std::size_t(width), bits);
}

Image PackedImage::unpacked() const
{
    const auto& [channels, height, width, bits, least, step, data] = parts_;
    Image image(channels, height, width);
    const std::size_t count = image.values.size();
    for (std::size_t k = 0; k < count; ++k) {
        std::uint16_t value = 0;
        if (bits == 16)
            std::memcpy(&value, &data[2 * k], sizeof value);
        else
            value = bits == 8 ? data[k] : (data[k / 2] >> (k % 2 * 4)) & 15;
        image.values[k] = least + float(value) * step;
    }
    return image;
}

} // namespace diffuscope
