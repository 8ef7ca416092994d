#include "ui/widgets/controls/surface.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"

#include <QPainter>

namespace diffuscope::ui {

Surface::Surface(Tone tone, Qt::Edges lines, QWidget* parent) : QWidget(parent), tone_(tone), lines_(lines) {}

void Surface::paintEvent(QPaintEvent*)
{
    const Palette& colours = paletteOf(this);
    QPainter painter(this);
    painter.fillRect(rect(), tone_ == Tone::Canvas    ? colours.canvas
                             : tone_ == Tone::Surface ? colours.surface
                                                      : colours.sunken);
    if (lines_ & Qt::LeftEdge)
        painter.fillRect(hairline(painter, QRectF(0, 0, 1, height())), colours.line);
    if (lines_ & Qt::RightEdge)
        painter.fillRect(hairline(painter, QRectF(width() - 1, 0, 1, height())), colours.line);
    if (lines_ & Qt::TopEdge)
        painter.fillRect(hairline(painter, QRectF(0, 0, width(), 1)), colours.line);
    if (lines_ & Qt::BottomEdge)
        painter.fillRect(hairline(painter, QRectF(0, height() - 1, width(), 1)), colours.line);
}

} // namespace diffuscope::ui
