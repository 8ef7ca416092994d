#pragma once
#include "core/base/image/image.h"

#include <string>
#include <vector>

namespace diffuscope {

struct PlotPoint {
    double x = 0, y = 0;
};

// A loss over the steps of a training as a picture, 960 x 480: each step's pale, its running average
// (smoothingWeight()) dark, held-out pictures as dots; y is logarithmic. Points in order; those that are not above 0
// are left out. Empty where there is nothing to draw.
Image lossPlot(const std::vector<PlotPoint>& steps, const std::vector<PlotPoint>& heldOut);

} // namespace diffuscope
