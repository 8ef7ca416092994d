#include "core/export/shown_pixels.h"

#include "core/export/finish.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

namespace diffuscope {
namespace {

constexpr int kMostScale = 64, kMostGap = 64;     // as the formats have them
constexpr int kLowestBand = 9, kHighestBand = 80; // a line of the smallest letters; two of the largest, and more

// Where the pictures of a sheet lie, in pixels before enlarging.
struct SheetGrid {
    int scale = 1, columns = 1, gap = 0;
    int band = 0; // of words below each row, enlarged
};

bool fits(const ShownFrame& frame, const Image& picture, int count, const SheetGrid& grid)
{
    const int rows = (count + grid.columns - 1) / grid.columns;
    const int words = rows * grid.band;
    return frame.width == grid.scale * (grid.columns * picture.width + (grid.columns + 1) * grid.gap) &&
           frame.height == words + grid.scale * (rows * picture.height + (rows + 1) * grid.gap);
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

// The same with room for words below: of one picture, or below each row of a sheet as captions are.
std::vector<SheetGrid> bandedGridsOf(const ShownFrame& frame, const Image& picture, int count)
{
    std::vector<SheetGrid> grids;
    for (int scale = 1; scale <= kMostScale; ++scale)
        for (int columns = 1; columns <= count; ++columns)
            for (int gap = 0; gap <= (count == 1 ? 0 : kMostGap); ++gap) {
                const int rows = (count + columns - 1) / columns;
                if (frame.width != scale * (columns * picture.width + (columns + 1) * gap))
                    continue;
                const int left = frame.height - scale * (rows * picture.height + (rows + 1) * gap);
                if (left % rows == 0 && left / rows >= kLowestBand && left / rows <= kHighestBand)
                    grids.push_back({scale, columns, gap, left / rows});
            }
    return grids;
}

ShownDifference differenceAt(const ShownFrame& frame, const std::vector<Image>& pictures, const SheetGrid& grid,
                             int stride, bool smooth)
{
    ShownDifference result;
    for (std::size_t k = 0; k < pictures.size(); ++k) {
        const Image picture = smooth ? smoothlyEnlarged(pictures[k], grid.scale) : enlarged(pictures[k], grid.scale);
        const int gap = grid.scale * grid.gap, row = int(k) / grid.columns;
        const int left = gap + int(k) % grid.columns * (picture.width + gap);
        const int top = gap + row * (picture.height + gap + grid.band);
        for (int y = 0; y < picture.height; ++y)
            for (int x = 0; x < picture.width; ++x)
                for (int c = 0; c < 3; ++c) {
                    const int wanted = toByte(picture.at(picture.channels == 3 ? c : 0, y, x));
                    const std::size_t at =
                        (std::size_t(top + y) * std::size_t(stride) + std::size_t(left + x)) * 3 + std::size_t(c);
                    const int difference = std::abs(int(frame.rgb[at]) - wanted);
                    ++result.values;
                    result.differing += difference != 0;
                    result.sum += difference;
                    if (difference > result.largest) {
                        result.largest = difference;
                        std::tie(result.picture, result.row, result.column) =
                            std::tuple(int(k), y / grid.scale, x / grid.scale);
                    }
                }
    }
    return result;
}

std::optional<ShownDifference> nearestOf(const ShownFrame& frame, const std::vector<Image>& pictures, int stride,
                                         const std::vector<SheetGrid>& grids)
{
    std::optional<ShownDifference> least;
    for (const SheetGrid& grid : grids)
        for (int smooth = 0; smooth <= int(grid.scale > 1); ++smooth)
            if (!least || least->differing > 0)
                if (const auto found = differenceAt(frame, pictures, grid, stride, smooth != 0);
                    !least || found.nearerThan(*least))
                    least = found;
    return least;
}

} // namespace

std::optional<ShownDifference> differenceOf(const ShownFrame& frame, const std::vector<Image>& pictures, bool padded)
{
    std::optional<ShownDifference> least;
    if (pictures.empty() || pictures.front().empty())
        return least;
    for (const bool banded : {false, true})
        for (int wide = 0; !least && wide <= int(padded); ++wide)
            for (int high = 0; high <= int(padded); ++high) {
                const ShownFrame seen{frame.width - wide, frame.height - high, {}};
                const int count = int(pictures.size());
                const auto grids =
                    banded ? bandedGridsOf(seen, pictures.front(), count) : gridsOf(seen, pictures.front(), count);
                const auto found = nearestOf(frame, pictures, frame.width, grids);
                if (found && (!least || found->nearerThan(*least)))
                    least = found;
            }
    return least;
}

} // namespace diffuscope
