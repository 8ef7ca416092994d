#include "ui/forward/schedule/schedule_plot_names.h"

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr double kNameHeight = 12, kNameMargin = 4, kBeside = 8, kFar = 60, kLeast = 1.5, kEnough = 10;
constexpr double kStepX = 6, kStepY = 4;

double squaredDistance(const QPointF& a, const QRectF& r) // from a point to a box, 0 inside
{
    const double x = std::max({r.left() - a.x(), a.x() - r.right(), 0.0}),
                 y = std::max({r.top() - a.y(), a.y() - r.bottom(), 0.0});
    return x * x + y * y;
}

QPointF nearestOf(const QPolygonF& curve, const QRectF& place)
{
    return *std::min_element(curve.begin(), curve.end(), [&](const QPointF& a, const QPointF& b) {
        return squaredDistance(a, place) < squaredDistance(b, place);
    });
}

double clearanceOf(const QPolygonF& curve, const QRectF& place)
{
    return curve.isEmpty() ? kEnough : std::sqrt(squaredDistance(nearestOf(curve, place), place));
}

struct Search {
    const QRectF& inside;
    const std::vector<QPolygonF>& curves;
    const std::vector<QPolygonF>& obstacles;
    const std::vector<QRectF>& taken;

    double clearance(const QRectF& place, std::size_t own) const
    {
        for (const QRectF& other : taken)
            if (other.intersects(place))
                return 0;
        double least = kEnough;
        for (std::size_t i = 0; i < curves.size(); ++i)
            if (i != own)
                least = std::min(least, clearanceOf(curves[i], place));
        for (const QPolygonF& obstacle : obstacles)
            least = std::min(least, clearanceOf(obstacle, place));
        return least;
    }

    QRectF spot(std::size_t own, double width, double farthest) const
    {
        QRectF best;
        double room = kLeast;
        for (double x = inside.left() + kNameMargin; x < inside.right() - width - kNameMargin; x += kStepX)
            for (double y = inside.top() + kNameMargin; y < inside.bottom() - kNameHeight - kNameMargin; y += kStepY) {
                const QRectF place(x, y, width, kNameHeight);
                const double away = clearanceOf(curves[own], place);
                if (away < kLeast || away > farthest)
                    continue;
                if (const double clear = clearance(place, own) - 3 * away / farthest; clear > room)
                    best = place, room = clear;
            }
        return best;
    }
};

} // namespace

std::vector<CurveName> placeNames(const QRectF& inside, const std::vector<QPolygonF>& curves,
                                  const std::vector<double>& widths, const std::vector<QPolygonF>& obstacles,
                                  std::vector<QRectF> taken)
{
    std::vector<CurveName> names;
    const Search search{inside, curves, obstacles, taken};
    for (std::size_t i = 0; i < curves.size(); ++i) {
        CurveName name{search.spot(i, widths[i], kBeside), {}};
        if (name.place.isEmpty()) {
            name.place = search.spot(i, widths[i], kFar);
            if (!name.place.isEmpty())
                name.leader = nearestOf(curves[i], name.place);
        }
        if (!name.place.isEmpty())
            taken.push_back(name.place.adjusted(-kNameMargin, -1, kNameMargin, 1));
        names.push_back(name);
    }
    return names;
}

} // namespace diffuscope::ui
