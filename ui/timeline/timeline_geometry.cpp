#include "ui/timeline/timeline_geometry.h"

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kRound[] = {1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10000};

int nearestRound(double wanted, int divides)
{
    int best = 1;
    for (const int value : kRound)
        if ((divides == 0 || divides % value == 0) &&
            std::abs(std::log(value / wanted)) < std::abs(std::log(best / wanted)))
            best = value;
    return best;
}

} // namespace

double TimelineGeometry::xOf(double step) const { return width / 42 + width * 20 / 21 * step / std::max(1, steps); }

int TimelineGeometry::stepAt(double x) const
{
    const double share = (x - width / 42) / std::max(width * 20 / 21, 1e-9);
    return int(std::lround(std::clamp(share, 0.0, 1.0) * std::max(1, steps)));
}

int TimelineGeometry::cellCount() const { return width < 640 ? 11 : kMostCells; }

double TimelineGeometry::cellWidth() const { return width / cellCount(); }

int TimelineGeometry::stepOfCell(int cell) const
{
    const int last = cellCount() - 1;
    return int(std::lround(double(steps) * std::clamp(cell, 0, last) / last));
}

TimelineGeometry::Grip TimelineGeometry::gripAt(double x, double y, std::optional<int> in, std::optional<int> out) const
{
    constexpr double kReach = 7;
    if (y < stripBottom() || y > curveBottom() + 2)
        return Grip::Playhead;
    // Marks lie outside what they enclose, so that they never hide each other.
    const double toIn = in ? std::abs(x - (xOf(*in) - 3)) : kReach + 1;
    const double toOut = out ? std::abs(x - (xOf(*out) + 3)) : kReach + 1;
    if (std::min(toIn, toOut) > kReach)
        return Grip::Playhead;
    return toIn <= toOut ? Grip::In : Grip::Out;
}

int TimelineGeometry::minorTick() const { return nearestRound(std::max(1.0, steps / 40.0), majorTick()); }

int TimelineGeometry::majorTick() const { return nearestRound(std::max(1.0, steps / 10.0), 0); }

} // namespace diffuscope::ui
