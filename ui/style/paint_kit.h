#pragma once
#include <QColor>
#include <QRectF>

class QPainter;
class QWidget;

namespace diffuscope::ui {

struct Palette;

// Filled box with a hairline border drawn on whole device pixels. Invalid colours are left out.
void drawBox(QPainter& painter, const QRectF& rect, double radius, const QColor& fill, const QColor& border,
             double borderWidth = 1);
// The rectangle on whole device pixels, never thinner than one: at 125 % a line that is 1 wide would otherwise be one
// pixel here and two there. For painters that only move and scale.
QRectF hairline(const QPainter& painter, const QRectF& rect);
void drawFocusRing(QPainter& painter, const QRectF& rect, double radius, const Palette& palette);
bool showsFocus(const QWidget* widget);   // has the focus and got it by the keyboard
int animationTime(const QWidget* widget); // 120 ms, 0 when the desktop wants no motion

} // namespace diffuscope::ui
