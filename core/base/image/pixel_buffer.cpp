#include "core/base/image/pixel_buffer.h"

#include "core/base/error.h"

#include <string>

namespace diffuscope {
namespace {

Rgb colourOf(const std::uint8_t* pixel, int channels, const Rgb& background)
{
    if (channels == 1)
        return {pixel[0], pixel[0], pixel[0]};
    Rgb colour = {pixel[0], pixel[1], pixel[2]};
    for (std::size_t k = 0; channels == 4 && k < 3; ++k)
        colour[k] = over(colour[k], pixel[3], background[k]);
    return colour;
}

} // namespace

bool PixelBuffer::valid() const
{
    const bool known = channels == 1 || channels == 3 || channels == 4;
    return known && width > 0 && height > 0 &&
           bytes.size() == std::size_t(width) * std::size_t(height) * std::size_t(channels);
}

Image imageOf(const PixelBuffer& pixels, int channels, const Rgb& background)
{
    if (!pixels.valid() || (channels != 1 && channels != 3))
        throw Error("This is not a picture", std::to_string(pixels.width) + " x " + std::to_string(pixels.height) +
                                                 " pixels in " + std::to_string(pixels.channels) + " channels");
    Image image(channels, pixels.height, pixels.width);
    const std::size_t plane = image.planeSize();
    const std::uint8_t* from = pixels.bytes.data();
    for (std::size_t k = 0; k < plane; ++k, from += pixels.channels) {
        const Rgb colour = colourOf(from, pixels.channels, background);
        if (channels == 1)
            image.values[k] = fromByte(greyOf(colour[0], colour[1], colour[2]));
        else
            for (std::size_t c = 0; c < 3; ++c)
                image.values[c * plane + k] = fromByte(colour[c]);
    }
    return image;
}

} // namespace diffuscope
