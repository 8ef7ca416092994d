#include "ui/widgets/picture_paint.h"

#include <QPainter>

#include <algorithm>

namespace diffuscope::ui {

void drawPicture(QPainter& painter, const QImage& picture, const QRectF& place)
{
    const double dpr = painter.device()->devicePixelRatioF();
    painter.save();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, place.width() * dpr < picture.width() - 0.5);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.drawImage(place, picture);
    painter.restore();
}

QImage thumbnailOf(const QImage& picture, const QSize& size)
{
    if (picture.isNull() || size.isEmpty())
        return {};
    const int factor = std::max(1, (size.width() + picture.width() - 1) / picture.width());
    const QImage grown = factor > 1 ? picture.scaled(picture.size() * factor) : picture;
    return grown.size() == size ? grown : grown.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

void drawDashedCell(QPainter& painter, const QRectF& rect, const Palette& palette, Concept which)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QColor edge = palette.of(which).graphic;
    edge.setAlphaF(0.55f);
    QPen pen(edge, 1);
    pen.setDashPattern({4, 3});
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    painter.restore();
}

void drawProbe(QPainter& painter, const QRectF& cell)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(QColor(0x1B2344), 3.5));
    painter.drawRoundedRect(cell.adjusted(-1, -1, 1, 1), 2, 2);
    painter.setPen(QPen(Qt::white, 1.5));
    painter.drawRoundedRect(cell.adjusted(-1, -1, 1, 1), 2, 2);
    painter.restore();
}

} // namespace diffuscope::ui
