#include "ui/style/to_qimage.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace diffuscope::ui {

namespace {

// toByte() for whole rows, without a branch or a call, so that the compiler makes it vectors: adding 2^23 rounds to
// whole numbers, halves to even. Not a number becomes 0.
inline std::uint32_t byteOf(float value)
{
    const float share = value / 2.0f + 0.5f;
    const float low = share > 0.0f ? share : 0.0f, inside = low < 1.0f ? low : 1.0f;
    return std::bit_cast<std::uint32_t>(255.0f * inside + 8388608.0f) & 0xffu;
}

void rowToRgb(const float* red, const float* green, const float* blue, float scale, QRgb* line, int width)
{
    for (int column = 0; column < width; ++column)
        line[column] = 0xff000000u | byteOf(red[column] * scale) << 16 | byteOf(green[column] * scale) << 8 |
                       byteOf(blue[column] * scale);
}

void rowToGrey(const float* values, float scale, QRgb* line, int width)
{
    for (int column = 0; column < width; ++column)
        line[column] = 0xff000000u | byteOf(values[column] * scale) * 0x010101u;
}

// Memory for a picture of the image's size; false (and none) for an empty image.
bool fitted(const Image& image, QImage& into)
{
    if (image.empty()) {
        into = {};
        return false;
    }
    if (into.size() != QSize(image.width, image.height) || into.format() != QImage::Format_RGB32 || !into.isDetached())
        into = QImage(image.width, image.height, QImage::Format_RGB32);
    return true;
}

} // namespace

QImage toQImage(const Image& image, float range)
{
    QImage result;
    toQImage(image, range, result);
    return result;
}

void toQImage(const Image& image, float range, QImage& into)
{
    if (!fitted(image, into))
        return;
    const float scale = range > 0 ? 1 / range : 1;
    const std::size_t plane = image.planeSize();
    const float* values = image.values.data();
    for (int row = 0; row < image.height; ++row, values += image.width) {
        auto* line = reinterpret_cast<QRgb*>(into.scanLine(row));
        if (image.channels >= 3)
            rowToRgb(values, values + plane, values + 2 * plane, scale, line, image.width);
        else
            rowToGrey(values, scale, line, image.width);
    }
}

void toQImage(const Image& image, const Shading& shading, QImage& into)
{
    if (!fitted(image, into))
        return;
    const bool mean = shading.channel < 0 && image.channels >= 3;
    const std::size_t plane = image.planeSize();
    const int channel = std::clamp(shading.channel, 0, std::max(0, image.channels - 1));
    const float* values = image.values.data() + (mean ? 0 : std::size_t(channel) * plane);
    const float range = shading.range > 0 ? shading.range : 1;
    constexpr int kLast = kShades - 1;
    const float gain = float(shading.magnitude ? kLast : kLast / 2) / range, zero = shading.magnitude ? 0 : kLast / 2;
    const auto part = [&shading](float value) { return shading.magnitude ? std::abs(value) : value; };
    for (int row = 0; row < image.height; ++row, values += image.width) {
        auto* line = reinterpret_cast<QRgb*>(into.scanLine(row));
        for (int column = 0; column < image.width; ++column) {
            const float* at = values + column;
            const float value = mean ? (part(at[0]) + part(at[plane]) + part(at[2 * plane])) / 3 : part(*at);
            const float place = std::clamp(value * gain + zero + 0.5f, 0.0f, float(kLast) + 0.5f);
            line[column] = std::isnan(place) ? shading.none : shading.table[int(place)];
        }
    }
}

PixelBuffer pixelsOf(const QImage& picture)
{
    const bool grey = picture.format() == QImage::Format_Grayscale8 || picture.format() == QImage::Format_Grayscale16;
    const auto format = grey                        ? QImage::Format_Grayscale8
                        : picture.hasAlphaChannel() ? QImage::Format_RGBA8888
                                                    : QImage::Format_RGB888;
    const QImage plain = picture.convertToFormat(format);
    PixelBuffer pixels{plain.width(), plain.height(), plain.depth() / 8, {}};
    const std::size_t row = std::size_t(pixels.width) * std::size_t(pixels.channels); // a QImage's are padded
    pixels.bytes.resize(row * std::size_t(pixels.height));
    for (int y = 0; y < pixels.height; ++y)
        std::copy_n(plain.constScanLine(y), row, pixels.bytes.begin() + std::ptrdiff_t(row) * y);
    return pixels;
}

QImage enlargedToShare(const QImage& picture)
{
    constexpr int kComfortableSide = 256;
    const int longer = std::max(picture.width(), picture.height());
    if (longer == 0 || longer >= kComfortableSide)
        return picture;
    const int times = (kComfortableSide + longer - 1) / longer;
    return picture.scaled(picture.size() * times, Qt::KeepAspectRatio, Qt::FastTransformation);
}

} // namespace diffuscope::ui
