#include "ui/style/paint_kit.h"

#include "ui/style/theme.h"

#include <QPainter>
#include <QStyle>
#include <QTransform>
#include <QWidget>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

void drawBox(QPainter& painter, const QRectF& rect, double radius, const QColor& fill, const QColor& border,
             double borderWidth)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF place = hairline(painter, rect);
    const double dpr = painter.deviceTransform().m11(),
                 wide = std::max(1.0, std::floor(borderWidth * dpr + 0.25)) / dpr;
    const double inset = border.isValid() ? wide / 2 : 0;
    painter.setPen(border.isValid() ? QPen(border, wide) : QPen(Qt::NoPen));
    painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(place.adjusted(inset, inset, -inset, -inset), radius - inset, radius - inset);
    painter.restore();
}

QRectF hairline(const QPainter& painter, const QRectF& rect)
{
    const QTransform toDevice = painter.deviceTransform();
    if (toDevice.type() > QTransform::TxScale)
        return rect;
    const QRectF exact = toDevice.mapRect(rect);
    const double left = std::round(exact.left()), top = std::round(exact.top());
    // A thin side keeps its width wherever it falls; a broad one ends where its neighbour begins.
    const auto extent = [](double from, double to, double size) {
        return size < 4 ? std::max(1.0, std::floor(size + 0.25)) : std::round(to) - from;
    };
    const QRectF snapped(left, top, extent(left, exact.right(), exact.width()),
                         extent(top, exact.bottom(), exact.height()));
    return toDevice.inverted().mapRect(snapped);
}

void drawFocusRing(QPainter& painter, const QRectF& rect, double radius, const Palette& palette)
{
    drawBox(painter, rect, radius, QColor(), palette.focus, 2);
    drawBox(painter, rect.adjusted(2, 2, -2, -2), radius - 1.5, QColor(), palette.surface, 1);
}

bool showsFocus(const QWidget* widget)
{
    return widget->hasFocus() && widget->window()->testAttribute(Qt::WA_KeyboardFocusChange);
}

int animationTime(const QWidget* widget)
{
    return widget->isVisible() && widget->style()->styleHint(QStyle::SH_Widget_Animation_Duration) > 0 ? 120 : 0;
}

} // namespace diffuscope::ui
