#pragma once
#include "core/base/image.h"

#include <QImage>

namespace diffuscope::ui {

// 8-bit picture of values in [-1, 1]; `range` widens the mapping ([-range, range]), for noise and states.
QImage toQImage(const Image& image, float range = 1.0f);
Image fromQImage(const QImage& picture, int side, int channels); // centre crop, smooth resize, alpha over white

} // namespace diffuscope::ui
