#include "core/base/frame.h"

#include <algorithm>
#include <cmath>

namespace diffuscope {
namespace {

constexpr float kLevelsPerUnit = 4096.0f;

std::int16_t packed(float value)
{
    if (std::isnan(value))
        return 0;
    return std::int16_t(std::nearbyint(std::clamp(value * kLevelsPerUnit, -32768.0f, 32767.0f)));
}

} // namespace

PackedImage::PackedImage(const Image& image)
    : channels_(image.channels), height_(image.height), width_(image.width), values_(image.values.size())
{
    std::transform(image.values.begin(), image.values.end(), values_.begin(), packed);
}

Image PackedImage::unpacked() const
{
    Image image(channels_, height_, width_);
    std::transform(values_.begin(), values_.end(), image.values.begin(),
                   [](std::int16_t value) { return float(value) / kLevelsPerUnit; });
    return image;
}

} // namespace diffuscope
