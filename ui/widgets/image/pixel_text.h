#pragma once
#include "core/base/image/image.h"

#include <QPoint>
#include <QString>
#include <QStringList>

namespace diffuscope::ui {

// One pixel in words. The byte is the one a PNG of the picture has: of value / range in [-1, 1].
QString placeText(const QPoint& pixel);                                  // "column 12, row 7"
QStringList channelNames(const Image& image);                            // one letter each; "grey" alone
QString pixelText(const Image& image, const QPoint& pixel, float range); // "R +0.123 (143)  G ..."
QString spokenMath(const QString& markup);                               // "x t", "x hat 0", for screen readers

} // namespace diffuscope::ui
