#pragma once
#include "core/schedule/alpha_bar_curve.h"
#include "core/schedule/schedule.h"

#include <cstddef>
#include <vector>

namespace diffuscope {

// Drawing alpha-bar by its handles. Whatever is asked, the result is a curve that alphaBarThrough() takes and that
// makes a schedule for every T: x rises, y never does, the first handle stays at 0:1, the last at x = 1, and the ones
// between keep a thousandth of the noise range to each other and some signal (y >= 1e-4).

// Handles whose curve follows the schedule: four between the ends, more (to ten) where four would miss it by 0.02.
std::vector<CurvePoint> handlesOn(const Schedule& schedule);

// Moves as far as the neighbours allow.
std::vector<CurvePoint> withHandleMoved(std::vector<CurvePoint> handles, std::size_t index, CurvePoint to);
// A new handle on the curve; unchanged where there is no room, or with 64 of them.
std::vector<CurvePoint> withHandleAt(std::vector<CurvePoint> handles, double x);
std::vector<CurvePoint> withoutHandle(std::vector<CurvePoint> handles, std::size_t index); // the ends stay

// A stroke drawn by hand over a curve, in the order it was drawn: where it passed the curve becomes the nearest falling
// one in least squares (pool adjacent violators, Ayer et al. 1955), and is then reduced to at most twelve handles.
std::vector<CurvePoint> curveOfStroke(const std::vector<CurvePoint>& stroke, const AlphaBarCurve& under);

} // namespace diffuscope
