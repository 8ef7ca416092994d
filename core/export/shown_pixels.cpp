#include "core/export/shown_pixels.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

namespace diffuscope {
namespace {

constexpr int kMostScale = 64, kMostGap = 64; // as the formats have them

// Where the pictures of a sheet lie, in pixels before enlarging.
struct SheetGrid {
    int scale = 1, columns = 1, gap = 0;
};

bool fits(const ShownFrame& frame, const Image& picture, int count, const SheetGrid& grid)
{
    const int rows = (count + grid.columns - 1) / grid.columns;
    return frame.width == grid.scale * (grid.columns * picture.width + (grid.columns + 1) * grid.gap) &&
           frame.height == grid.scale * (rows * picture.height + (rows + 1) * grid.gap);
}

std::vector<SheetGrid> gridsOf(const ShownFrame& frame, const Image& picture, int count)
{
    std::vector<SheetGrid> grids;
    for (int scale = 1; scale <= kMostScale; ++scale) {
        if (frame.width % scale != 0 || frame.height % scale != 0)
            continue;
        if (count == 1 && fits(frame, picture, 1, {scale, 1, 0})) {
            grids.push_back({scale, 1, 0});
            continue;
        }
        for (int columns = 1; columns <= count; ++columns) {
            const int gap = (frame.width / scale - columns * picture.width) / (columns + 1);
            const SheetGrid grid{scale, columns, gap};
            if (gap >= 0 && gap <= kMostGap && fits(frame, picture, count, grid))
                grids.push_back(grid);
        }
    }
    return grids;
}

ShownDifference differenceAt(const ShownFrame& frame, const std::vector<Image>& pictures, const SheetGrid& grid,
                             int stride)
{
    ShownDifference result;
    for (std::size_t k = 0; k < pictures.size(); ++k) {
        const Image& picture = pictures[k];
        const int left = grid.scale * (grid.gap + int(k) % grid.columns * (picture.width + grid.gap));
        const int top = grid.scale * (grid.gap + int(k) / grid.columns * (picture.height + grid.gap));
        for (int y = 0; y < picture.height * grid.scale; ++y)
            for (int x = 0; x < picture.width * grid.scale; ++x)
                for (int c = 0; c < 3; ++c) {
                    const int wanted =
                        toByte(picture.at(picture.channels == 3 ? c : 0, y / grid.scale, x / grid.scale));
                    const std::size_t at =
                        (std::size_t(top + y) * std::size_t(stride) + std::size_t(left + x)) * 3 + std::size_t(c);
                    const int difference = std::abs(int(frame.rgb[at]) - wanted);
                    ++result.values;
                    result.differing += difference != 0;
                    if (difference > result.largest) {
                        result.largest = difference;
                        std::tie(result.picture, result.row, result.column) =
                            std::tuple(int(k), y / grid.scale, x / grid.scale);
                    }
                }
    }
    return result;
}

} // namespace

std::optional<ShownDifference> differenceOf(const ShownFrame& frame, const std::vector<Image>& pictures, bool padded)
{
    std::optional<ShownDifference> least;
    if (pictures.empty() || pictures.front().empty())
        return least;
    for (int wide = 0; wide <= int(padded); ++wide)
        for (int high = 0; high <= int(padded); ++high) {
            const ShownFrame seen{frame.width - wide, frame.height - high, {}};
            for (const SheetGrid& grid : gridsOf(seen, pictures.front(), int(pictures.size()))) {
                const ShownDifference found = differenceAt(frame, pictures, grid, frame.width);
                if (!least || std::tie(found.largest, found.differing) < std::tie(least->largest, least->differing))
                    least = found;
            }
        }
    return least;
}

} // namespace diffuscope
