#include "core/interop/cv_image.h"

#include "core/base/error.h"

#include <string>

namespace diffuscope {
namespace {

// OpenCV interleaves and puts blue first; an Image is planar and puts red first.
int cvChannel(int channel, int channels) { return channels == 3 ? 2 - channel : channel; }

} // namespace

cv::Mat cvOf(const Image& image)
{
    if (image.empty() || (image.channels != 1 && image.channels != 3))
        throw Error("A picture to show or save is grey or RGB", std::to_string(image.channels) + " channels");
    cv::Mat bytes(image.height, image.width, CV_8UC(image.channels));
    for (int channel = 0; channel < image.channels; ++channel)
        for (int row = 0; row < image.height; ++row) {
            std::uint8_t* out = bytes.ptr(row) + cvChannel(channel, image.channels);
            for (int column = 0; column < image.width; ++column, out += image.channels)
                *out = toByte(image.at(channel, row, column));
        }
    return bytes;
}

Image imageOf(const cv::Mat& bytes)
{
    if (bytes.empty() || (bytes.type() != CV_8UC1 && bytes.type() != CV_8UC3))
        throw Error("A decoded picture has 1 or 3 channels of 8 bits", "OpenCV type " + std::to_string(bytes.type()));
    Image image(bytes.channels(), bytes.rows, bytes.cols);
    for (int channel = 0; channel < image.channels; ++channel)
        for (int row = 0; row < image.height; ++row) {
            const std::uint8_t* in = bytes.ptr(row) + cvChannel(channel, image.channels);
            for (int column = 0; column < image.width; ++column, in += image.channels)
                image.at(channel, row, column) = fromByte(*in);
        }
    return image;
}

} // namespace diffuscope
