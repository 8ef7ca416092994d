#include "ui/style/to_qimage.h"

#include <QPainter>

#include <algorithm>

namespace diffuscope::ui {

QImage toQImage(const Image& image, float range)
{
    if (image.empty())
        return {};
    QImage result(image.width, image.height, QImage::Format_RGB32);
    const float scale = range > 0 ? 1 / range : 1;
    const int green = image.channels >= 3 ? 1 : 0, blue = image.channels >= 3 ? 2 : 0;
    const std::size_t plane = image.planeSize();
    const float* values = image.values.data();
    for (int row = 0; row < image.height; ++row) {
        auto* line = reinterpret_cast<QRgb*>(result.scanLine(row));
        for (int column = 0; column < image.width; ++column, ++values)
            line[column] = qRgb(toByte(values[0] * scale), toByte(values[std::size_t(green) * plane] * scale),
                                toByte(values[std::size_t(blue) * plane] * scale));
    }
    return result;
}

Image fromQImage(const QImage& picture, int side, int channels)
{
    if (picture.isNull() || side < 1)
        return {};
    const int crop = std::min(picture.width(), picture.height());
    const QRect centre((picture.width() - crop) / 2, (picture.height() - crop) / 2, crop, crop);
    QImage flat(centre.size(), QImage::Format_RGB32);
    flat.fill(Qt::white);
    QPainter(&flat).drawImage(QPoint(), picture, centre);
    if (crop != side)
        flat = flat.scaled(side, side, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
                   .convertToFormat(QImage::Format_RGB32);
    Image result(channels == 1 ? 1 : 3, side, side);
    for (int row = 0; row < side; ++row) {
        const auto* line = reinterpret_cast<const QRgb*>(flat.constScanLine(row));
        for (int column = 0; column < side; ++column) {
            const QRgb pixel = line[column];
            if (channels == 1) {
                result.at(0, row, column) = fromByte(std::uint8_t(qGray(pixel)));
                continue;
            }
            result.at(0, row, column) = fromByte(std::uint8_t(qRed(pixel)));
            result.at(1, row, column) = fromByte(std::uint8_t(qGreen(pixel)));
            result.at(2, row, column) = fromByte(std::uint8_t(qBlue(pixel)));
        }
    }
    return result;
}

} // namespace diffuscope::ui
