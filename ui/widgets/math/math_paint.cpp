#include "ui/widgets/math/math_layout.h"

#include <QPainter>

#include <algorithm>

namespace diffuscope::ui {

namespace {

void drawScript(QPainter& painter, const MathBox& box, QPointF at, const QColor& colour, const Palette& palette)
{
    const MathBox& base = *box.parts[0];
    drawMath(painter, base, at, colour, palette);
    const double x = at.x() + base.width + box.size * 0.02;
    if (box.parts[1])
        drawMath(painter, *box.parts[1], {x - box.size * 0.02, at.y() + box.size * 0.22}, colour, palette);
    if (box.parts[2])
        drawMath(painter, *box.parts[2], {x + box.size * 0.02, at.y() - box.size * 0.36}, colour, palette);
}

void drawAccent(QPainter& painter, const MathBox& box, QPointF at, const QColor& colour)
{
    const double size = box.size, top = at.y() - box.parts[0]->ascent, slant = size * 0.06;
    painter.setPen(QPen(colour, std::max(1.0, size * 0.06), Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
    if (box.kind == MathBox::Kind::Bar) {
        const double y = top - size * 0.13;
        painter.drawLine(QPointF(at.x() + slant, y), QPointF(at.x() + box.width, y));
        return;
    }
    const double centre = at.x() + box.width / 2 + slant, half = std::clamp(box.width * 0.42, size * 0.16, size * 0.3);
    const double foot = top - size * 0.08, peak = foot - size * 0.18;
    painter.drawPolyline(QPolygonF{QPointF(centre - half, foot), QPointF(centre, peak), QPointF(centre + half, foot)});
}

void drawRoot(QPainter& painter, const MathBox& box, QPointF at, const QColor& colour)
{
    const double size = box.size, top = at.y() - box.ascent + size * 0.04, bottom = at.y() + box.descent;
    const double knee = at.y() - box.ascent * 0.38, x = at.x();
    const double thin = std::max(0.9, size * 0.055);
    painter.setPen(QPen(colour, thin, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
    painter.drawPolyline(QPolygonF{QPointF(x + size * 0.04, knee + size * 0.06), QPointF(x + size * 0.15, knee)});
    painter.setPen(QPen(colour, thin * 1.7, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
    painter.drawLine(QPointF(x + size * 0.14, knee - size * 0.01), QPointF(x + size * 0.32, bottom));
    painter.setPen(QPen(colour, thin, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
    painter.drawPolyline(QPolygonF{QPointF(x + size * 0.32, bottom), QPointF(x + size * 0.56, top),
                                   QPointF(x + box.width - size * 0.02, top)});
}

} // namespace

void drawMath(QPainter& painter, const MathBox& box, QPointF at, const QColor& inherited, const Palette& palette)
{
    const QColor colour = box.colour ? palette.of(*box.colour).text : inherited;
    switch (box.kind) {
    case MathBox::Kind::Run:
        painter.setFont(box.font);
        painter.setPen(colour);
        painter.drawText(at, box.text);
        break;
    case MathBox::Kind::Row:
        for (const auto& part : box.parts) {
            drawMath(painter, *part, at, colour, palette);
            at.rx() += part->width;
        }
        break;
    case MathBox::Kind::Script:
        drawScript(painter, box, at, colour, palette);
        break;
    case MathBox::Kind::Bar:
    case MathBox::Kind::Hat:
        drawMath(painter, *box.parts[0], at, colour, palette);
        drawAccent(painter, box, at, colour);
        break;
    case MathBox::Kind::Root:
        drawMath(painter, *box.parts[0], at + QPointF(box.size * 0.62, 0), colour, palette);
        drawRoot(painter, box, at, colour);
        break;
    case MathBox::Kind::Space:
        break;
    }
}

} // namespace diffuscope::ui
