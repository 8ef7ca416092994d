#pragma once
#include <QPolygonF>
#include <QRectF>

#include <vector>

namespace diffuscope::ui {

// Where the names of curves may stand in a plot: beside their own curve, clear of the other curves, of each other and
// of what is written there already; else farther away, with a line to the curve. An empty place: there is no room.
struct CurveName {
    QRectF place;
    QPointF leader; // the point of the curve to draw a line to; null when the name stands beside it
};

// `curves` are the named ones as polygons of some dozens of points, `widths` those of their names in pixels;
// `obstacles` are curves without a name, `taken` boxes that are written on.
std::vector<CurveName> placeNames(const QRectF& inside, const std::vector<QPolygonF>& curves,
                                  const std::vector<double>& widths, const std::vector<QPolygonF>& obstacles,
                                  std::vector<QRectF> taken);

} // namespace diffuscope::ui
