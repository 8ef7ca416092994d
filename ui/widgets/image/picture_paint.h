#pragma once
#include "ui/style/theme.h"
#include "ui/widgets/image/view_transform.h"

#include <QImage>
#include <QRectF>

#include <functional>

namespace diffuscope::ui {

// Nearest neighbour where the picture grows, smooth where it shrinks.
void drawPicture(QPainter& painter, const QImage& picture, const QRectF& place);
// The side, in logical pixels, that a square picture of so many pixels needs to be shown as large as `room` allows: a
// whole number of device pixels for each, at any scale of the screen. All the room where it is too small for that.
int wholeSide(int room, int pixels, double dpr);
// Where a picture lies in its cell so that each of its pixels is a whole number of device pixels and begins on one: in
// the middle, as large as it fits. The cell, on device pixels, where the picture has to shrink.
QRectF wholePlace(const QPainter& painter, const QSize& pixels, const QRectF& cell);
// The visible part of a picture in its view; the caller clips to the frame.
void drawVisible(QPainter& painter, const QImage& picture, const ViewTransform& view);
// Hairlines between the pixels once one zoomed in and they are large: fitted pictures stay pictures.
void drawPixelGrid(QPainter& painter, const ViewTransform& view);
// A few words on a picture: raised ground, in a corner of `room`.
void drawChip(QPainter& painter, const QRectF& room, Qt::Alignment corner, const QString& text, const Palette& palette);
// Resampled to `size` device pixels without blur or uneven cells: enlarged by a whole factor, then averaged down.
QImage thumbnailOf(const QImage& picture, const QSize& size);
void drawDashedCell(QPainter& painter, const QRectF& rect, const Palette& palette, Concept which);
// With the painter's pen, around the marked pixels of a picture of that size; `marked` is asked beyond its edges, too.
void drawOutline(QPainter& painter, const ViewTransform& view, const QSize& pixels,
                 const std::function<bool(int x, int y)>& marked);
void drawProbe(QPainter& painter, const QRectF& cell); // light and dark outline, seen on any colour

} // namespace diffuscope::ui
