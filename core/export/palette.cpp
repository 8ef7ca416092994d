#include "core/export/palette.h"
#include "core/export/palette_boxes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

namespace diffuscope {
namespace {

std::uint32_t keyOf(const Rgb& c) { return std::uint32_t(c[0]) << 16 | std::uint32_t(c[1]) << 8 | c[2]; }

Box boxOf(const std::vector<Shade>& shades, std::size_t first, std::size_t last)
{
    double count = 0;
    std::array<double, 3> sum{}, error{};
    for (std::size_t i = first; i < last; ++i)
        count += shades[i].count;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        for (std::size_t i = first; i < last; ++i)
            sum[axis] += shades[i].count * shades[i].colour[axis];
        sum[axis] /= count;
        for (std::size_t i = first; i < last; ++i) {
            const double difference = shades[i].colour[axis] - sum[axis];
            error[axis] += shades[i].count * difference * difference;
        }
    }
    const std::size_t axis = std::size_t(std::max_element(error.begin(), error.end()) - error.begin());
    return {first, last, sum, axis, last - first > 1 ? error[axis] : 0};
}

std::uint8_t nearest(const std::vector<Rgb>& colours, const std::array<int, 3>& wanted)
{
    int best = std::numeric_limits<int>::max();
    std::size_t index = 0;
    for (std::size_t i = 0; i < colours.size(); ++i) {
        const int red = colours[i][0] - wanted[0], green = colours[i][1] - wanted[1], blue = colours[i][2] - wanted[2];
        const int distance = red * red + green * green + blue * blue;
        if (distance < best) {
            best = distance;
            index = i;
        }
    }
    return std::uint8_t(index);
}

} // namespace

std::vector<Rgb> pixelsOf(const Image& rgb)
{
    std::vector<Rgb> pixels(rgb.planeSize());
    for (std::size_t channel = 0; channel < 3; ++channel)
        for (std::size_t i = 0; i < pixels.size(); ++i)
            pixels[i][channel] = toByte(rgb.values[channel * pixels.size() + i]);
    return pixels;
}

std::vector<Shade> shadesOf(const std::vector<Rgb>& pixels)
{
    std::vector<std::uint32_t> keys;
    keys.reserve(pixels.size());
    for (const Rgb& pixel : pixels)
        keys.push_back(keyOf(pixel));
    std::sort(keys.begin(), keys.end());
    std::vector<Shade> shades;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (i == 0 || keys[i] != keys[i - 1])
            shades.push_back({{std::uint8_t(keys[i] >> 16), std::uint8_t(keys[i] >> 8), std::uint8_t(keys[i])}, 0});
        ++shades.back().count;
    }
    return shades;
}

std::vector<Box> boxesOf(std::vector<Shade>& shades)
{
    std::vector<Box> boxes = {boxOf(shades, 0, shades.size())};
    while (boxes.size() < kPaletteSize) {
        const auto worst =
            std::max_element(boxes.begin(), boxes.end(), [](const Box& a, const Box& b) { return a.error < b.error; });
        if (worst->error <= 0)
            break; // every box is one colour
        const Box box = *worst;
        const auto begin = shades.begin();
        const auto middle =
            std::partition(begin + std::ptrdiff_t(box.first), begin + std::ptrdiff_t(box.last),
                           [&](const Shade& shade) { return shade.colour[box.axis] <= box.mean[box.axis]; });
        *worst = boxOf(shades, box.first, std::size_t(middle - begin));
        boxes.push_back(boxOf(shades, std::size_t(middle - begin), box.last));
    }
    return boxes;
}

Rgb rounded(const std::array<double, 3>& mean)
{
    return {std::uint8_t(std::lround(mean[0])), std::uint8_t(std::lround(mean[1])), std::uint8_t(std::lround(mean[2]))};
}

std::vector<std::uint8_t> nearestOf(const std::vector<Rgb>& pixels, const std::vector<Rgb>& colours)
{
    std::unordered_map<std::uint32_t, std::uint8_t> known; // neighbours are often alike
    std::vector<std::uint8_t> indices;
    indices.reserve(pixels.size());
    for (const Rgb& pixel : pixels) {
        const auto [found, isNew] = known.try_emplace(keyOf(pixel));
        if (isNew)
            found->second = nearest(colours, {pixel[0], pixel[1], pixel[2]});
        indices.push_back(found->second);
    }
    return indices;
}

// Bayer's matrix, scaled to about the distance between neighbouring palette colours.
std::vector<std::uint8_t> dithered(const std::vector<Rgb>& pixels, const std::vector<Rgb>& colours, std::size_t width)
{
    static constexpr int kBayer[4][4] = {{0, 8, 2, 10}, {12, 4, 14, 6}, {3, 11, 1, 9}, {15, 7, 13, 5}};
    std::vector<std::uint8_t> indices(pixels.size());
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        const int offset = kBayer[i / width % 4][i % width % 4] - 8;
        indices[i] = nearest(colours, {pixels[i][0] + offset, pixels[i][1] + offset, pixels[i][2] + offset});
    }
    return indices;
}

IndexedImage indexedGrey(const Image& grey)
{
    IndexedImage picture;
    for (std::size_t level = 0; level < kPaletteSize; ++level) {
        const auto byte = std::uint8_t(level);
        picture.colours.push_back({byte, byte, byte});
    }
    picture.indices.resize(grey.values.size());
    std::transform(grey.values.begin(), grey.values.end(), picture.indices.begin(), toByte);
    return picture;
}

IndexedImage indexedColour(const Image& rgb, bool dither)
{
    const std::vector<Rgb> pixels = pixelsOf(rgb);
    std::vector<Shade> shades = shadesOf(pixels);
    const bool exact = shades.size() <= kPaletteSize;
    IndexedImage picture;
    std::unordered_map<std::uint32_t, std::uint8_t> indexOf;
    for (const Box& box : boxesOf(shades)) {
        for (std::size_t i = box.first; i < box.last; ++i)
            indexOf[keyOf(shades[i].colour)] = std::uint8_t(picture.colours.size());
        picture.colours.push_back(rounded(box.mean));
    }
    if (dither && !exact)
        picture.indices = dithered(pixels, picture.colours, std::size_t(rgb.width));
    else
        for (const Rgb& pixel : pixels)
            picture.indices.push_back(indexOf[keyOf(pixel)]);
    picture.colours.resize(kPaletteSize);
    return picture;
}

} // namespace diffuscope
