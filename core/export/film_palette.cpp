#include "core/export/palette.h"
#include "core/export/palette_boxes.h"

#include <algorithm>
#include <array>

namespace diffuscope {
namespace {

constexpr int kBits = 5; // of a channel, of the cells that colours are counted in
constexpr std::size_t kCells = std::size_t(1) << (3 * kBits);

std::size_t cellOf(int red, int green, int blue)
{
    constexpr int kShift = 8 - kBits;
    return std::size_t(red >> kShift) << (2 * kBits) | std::size_t(green >> kShift) << kBits |
           std::size_t(blue >> kShift);
}

} // namespace

struct FilmPalette::Parts {
    struct Cell {
        double count = 0;
        std::array<double, 3> sum{};
    };
    std::vector<Cell> all = std::vector<Cell>(kCells);
    bool exact = true;
    std::vector<Rgb> colours;
};

FilmPalette::FilmPalette() : parts_(std::make_unique<Parts>()) {}
FilmPalette::~FilmPalette() = default;
bool FilmPalette::everyFrameIsExact() const { return parts_->exact; }
const std::vector<Rgb>& FilmPalette::colours() const { return parts_->colours; }

void FilmPalette::add(const Image& rgb)
{
    const std::vector<Shade> shades = shadesOf(pixelsOf(rgb));
    parts_->exact = parts_->exact && shades.size() <= kPaletteSize;
    const double weight = 1.0 / double(shades.size());
    for (const Shade& shade : shades) {
        Parts::Cell& cell = parts_->all[cellOf(shade.colour[0], shade.colour[1], shade.colour[2])];
        cell.count += weight * shade.count;
        for (std::size_t c = 0; c < 3; ++c)
            cell.sum[c] += weight * shade.count * shade.colour[c];
    }
}

void FilmPalette::choose()
{
    std::vector<Shade> shades;
    for (const Parts::Cell& cell : parts_->all)
        if (cell.count > 0)
            shades.push_back(
                {rounded({cell.sum[0] / cell.count, cell.sum[1] / cell.count, cell.sum[2] / cell.count}), cell.count});
    parts_->colours.clear();
    for (const Box& box : boxesOf(shades))
        parts_->colours.push_back(rounded(box.mean));
    parts_->colours.resize(kPaletteSize);
}

IndexedImage FilmPalette::indexed(const Image& rgb, bool dither)
{
    const std::vector<Rgb> pixels = pixelsOf(rgb);
    IndexedImage picture;
    picture.indices =
        dither ? dithered(pixels, parts_->colours, std::size_t(rgb.width)) : nearestOf(pixels, parts_->colours);
    return picture;
}

} // namespace diffuscope
