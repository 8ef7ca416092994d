#include "core/base/image/image.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace diffuscope {
namespace {

std::string shapeText(int channels, int height, int width)
{
    return std::to_string(channels) + " x " + std::to_string(height) + " x " + std::to_string(width);
}

// Sides beyond this are mistakes, and their product would not fit an int.
constexpr long long kLongestSide = 1 << 20;

void requireShape(long long channels, long long height, long long width)
{
    const bool fits = channels >= 0 && height >= 0 && width >= 0 && channels <= 1024 && height <= kLongestSide &&
                      width <= kLongestSide && height * width <= std::numeric_limits<int>::max();
    if (!fits)
        throw Error("A picture cannot have this size",
                    std::to_string(channels) + " x " + std::to_string(height) + " x " + std::to_string(width),
                    "Choose fewer or smaller pictures.");
}

void paste(const Image& tile, Image& sheet, int top, int left)
{
    for (int channel = 0; channel < tile.channels; ++channel)
        for (int row = 0; row < tile.height; ++row) {
            const float* from =
                &tile.values[std::size_t(channel) * tile.planeSize() + std::size_t(row) * std::size_t(tile.width)];
            std::copy_n(from, tile.width, &sheet.at(channel, top + row, left));
        }
}

// The sum of f over all values, in four lanes that don't wait for one another: it is taken of every frame shown.
template <typename F> double laneSum(const std::vector<float>& values, F f)
{
    double lanes[4] = {};
    std::size_t i = 0;
    for (; i + 4 <= values.size(); i += 4)
        for (std::size_t lane = 0; lane < 4; ++lane)
            lanes[lane] += f(double(values[i + lane]));
    for (; i < values.size(); ++i)
        lanes[0] += f(double(values[i]));
    return lanes[0] + lanes[1] + (lanes[2] + lanes[3]);
}

std::size_t offsetOf(const Image& image, int channel, int row, int column)
{
    return (std::size_t(channel) * std::size_t(image.height) + std::size_t(row)) * std::size_t(image.width) +
           std::size_t(column);
}

} // namespace

Image::Image(int channelCount, int rows, int columns, float fill) : channels(channelCount), height(rows), width(columns)
{
    requireShape(channels, height, width);
    values.assign(std::size_t(channels) * planeSize(), fill);
}

float& Image::at(int channel, int row, int column) { return values[offsetOf(*this, channel, row, column)]; }

float Image::at(int channel, int row, int column) const { return values[offsetOf(*this, channel, row, column)]; }

bool Image::sameShape(const Image& other) const
{
    return channels == other.channels && height == other.height && width == other.width;
}

std::uint8_t toByte(float value)
{
    if (std::isnan(value))
        return 0;
    return std::uint8_t(std::nearbyint(255.0f * std::clamp(value / 2.0f + 0.5f, 0.0f, 1.0f)));
}

float fromByte(std::uint8_t byte) { return float(byte) / 255.0f * 2.0f - 1.0f; }

ImageStats statsOf(const Image& image)
{
    if (image.empty())
        return {};
    const double count = double(image.values.size());
    ImageStats stats;
    stats.mean = laneSum(image.values, [](double value) { return value; }) / count;
    const double squares =
        laneSum(image.values, [mean = stats.mean](double value) { return (value - mean) * (value - mean); });
    stats.standardDeviation = std::sqrt(squares / count);
    float low = image.values.front(), high = low;
    for (const float value : image.values) {
        low = value < low ? value : low;
        high = value > high ? value : high;
    }
    stats.minimum = double(low);
    stats.maximum = double(high);
    return stats;
}

Image contactSheet(const std::vector<Image>& images, int columns, int gap, float background)
{
    if (images.empty())
        throw Error("A contact sheet needs at least one picture", "0 pictures");
    if (columns < 0)
        throw Error("A contact sheet cannot have this many columns", std::to_string(columns));
    if (gap < 0)
        throw Error("The gap of a contact sheet cannot be negative", std::to_string(gap));
    const Image& first = images.front();
    for (const Image& image : images)
        if (!image.sameShape(first))
            throw Error("The pictures of a contact sheet must have one size",
                        {"%1 among %2",
                         {shapeText(image.channels, image.height, image.width),
                          shapeText(first.channels, first.height, first.width)}});
    const int count = int(images.size());
    const int wide = std::min(count, columns > 0 ? columns : int(std::ceil(std::sqrt(double(count)))));
    const int high = (count + wide - 1) / wide;
    const long long rows = gap + static_cast<long long>(high) * (first.height + gap);
    const long long cols = gap + static_cast<long long>(wide) * (first.width + gap);
    requireShape(first.channels, rows, cols);
    Image sheet(first.channels, int(rows), int(cols), background);
    for (int k = 0; k < count && !first.empty(); ++k)
        paste(images[std::size_t(k)], sheet, gap + k / wide * (first.height + gap),
              gap + k % wide * (first.width + gap));
    return sheet;
}

Image enlarged(const Image& image, int factor)
{
    if (factor < 1)
        throw Error("A picture is enlarged by a whole factor of 1 or more", std::to_string(factor));
    const long long rows = static_cast<long long>(image.height) * factor;
    const long long columns = static_cast<long long>(image.width) * factor;
    requireShape(image.channels, rows, columns);
    Image large(image.channels, int(rows), int(columns));
    for (int channel = 0; channel < large.channels; ++channel)
        for (int row = 0; row < large.height; ++row)
            for (int column = 0; column < large.width; ++column)
                large.at(channel, row, column) = image.at(channel, row / factor, column / factor);
    return large;
}

} // namespace diffuscope
