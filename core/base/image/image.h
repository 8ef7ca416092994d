#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace diffuscope {

// A picture as the network sees it: planar [channels, height, width], float in [-1, 1] for data (noise and
// noisy states leave that range), channel order grey or RGB. A plain value; copies are deep.
struct Image {
    int channels = 0; // 1 grey, 3 RGB
    int height = 0;
    int width = 0;
    std::vector<float> values; // size() == channels * height * width, row-major within a plane

    Image() = default;
    Image(int channelCount, int rows, int columns, float fill = 0.0f);

    bool empty() const { return values.empty(); }
    std::size_t planeSize() const { return std::size_t(height) * std::size_t(width); }
    float& at(int channel, int row, int column);
    float at(int channel, int row, int column) const;
    bool sameShape(const Image& other) const;
};

// 8-bit value of a sample in [-1, 1]: round(255 * clamp(x / 2 + 0.5, 0, 1)), halves to even as NumPy does.
std::uint8_t toByte(float value);
float fromByte(std::uint8_t byte); // inverse on the 256 levels

struct ImageStats {
    double mean = 0, standardDeviation = 0, minimum = 0, maximum = 0;
};
ImageStats statsOf(const Image& image);

// `images` tiled row by row into one picture, `columns` wide, `gap` pixels of `background` between and around.
// All images must have one shape. columns 0 chooses a near-square grid.
Image contactSheet(const std::vector<Image>& images, int columns = 0, int gap = 2, float background = 1.0f);

// Nearest-neighbour enlargement by a whole factor >= 1.
Image enlarged(const Image& image, int factor);

} // namespace diffuscope
