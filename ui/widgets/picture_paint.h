#pragma once
#include "ui/style/theme.h"

#include <QImage>
#include <QRectF>

namespace diffuscope::ui {

// Nearest neighbour where the picture grows, smooth where it shrinks.
void drawPicture(QPainter& painter, const QImage& picture, const QRectF& place);
// Resampled to `size` device pixels without blur or uneven cells: enlarged by a whole factor, then averaged down.
QImage thumbnailOf(const QImage& picture, const QSize& size);
void drawDashedCell(QPainter& painter, const QRectF& rect, const Palette& palette, Concept which);
void drawProbe(QPainter& painter, const QRectF& cell); // light and dark outline, seen on any colour

} // namespace diffuscope::ui
