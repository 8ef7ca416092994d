#include "ui/style/paint_kit.h"

#include "ui/style/theme.h"

#include <QPainter>
#include <QStyle>
#include <QWidget>

namespace diffuscope::ui {

void drawBox(QPainter& painter, const QRectF& rect, double radius, const QColor& fill, const QColor& border,
             double borderWidth)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double inset = border.isValid() ? borderWidth / 2 : 0;
    painter.setPen(border.isValid() ? QPen(border, borderWidth) : QPen(Qt::NoPen));
    painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius - inset, radius - inset);
    painter.restore();
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
