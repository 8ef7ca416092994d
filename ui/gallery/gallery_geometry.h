#pragma once
#include "core/messages/gallery.h"

#include <QPoint>
#include <QRect>

#include <utility>
#include <vector>

namespace diffuscope::ui {

// Where headings and tiles lie in a page as wide as the window and as high as it takes, as plain arithmetic. Finding
// the tiles of a place takes the logarithm of the number of groups.
class GalleryGeometry {
public:
    struct Band { // a heading with the tiles under it
        int top = 0, first = 0, count = 0;
    };
    GalleryGeometry() = default;
    GalleryGeometry(const std::vector<GalleryGroup>& groups, int width, int side);

    int side() const { return side_; }
    int columns() const { return columns_; }
    int height() const { return height_; }
    const std::vector<Band>& bands() const { return bands_; }
    QRect heading(int band) const;
    QRect tile(int index) const;
    int bandOf(int index) const;                           // -1: none
    int bandAt(int y) const;                               // whose heading, tiles or gap is there; -1: none
    int tileAt(const QPoint& place) const;                 // -1
    int headingAt(const QPoint& place) const;              // a band; -1
    std::pair<int, int> within(int top, int bottom) const; // first tile, and how many
    // From a tile by so many rows, to the nearest column; -1: there is none.
    int rowsAway(int index, int rows) const;

private:
    int rowsOf(const Band& band) const { return (band.count + columns_ - 1) / columns_; }
    int count_ = 0, width_ = 0, side_ = 96, columns_ = 1, height_ = 0;
    double pitch_ = 0; // of columns
    std::vector<Band> bands_;
};

} // namespace diffuscope::ui
