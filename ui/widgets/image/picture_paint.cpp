#include "ui/widgets/image/picture_paint.h"

#include "ui/style/paint_kit.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

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

int wholeSide(int room, int pixels, double dpr)
{
    const double times = pixels > 0 ? std::floor(room * dpr / pixels + 1e-9) : 0;
    return times < 1 ? room : std::min(room, int(std::ceil(times * pixels / dpr - 1e-9)));
}

QRectF wholePlace(const QPainter& painter, const QSize& pixels, const QRectF& cell)
{
    const QTransform toDevice = painter.deviceTransform();
    if (pixels.isEmpty() || toDevice.type() > QTransform::TxScale)
        return cell;
    const QRectF room = toDevice.mapRect(cell);
    const double times = std::floor(std::min(room.width() / pixels.width(), room.height() / pixels.height()) + 1e-6);
    const QSizeF size = times < 1 ? QSizeF(room.size().toSize()) : QSizeF(pixels) * times;
    const QPointF corner = room.center() - QPointF(size.width(), size.height()) / 2;
    return toDevice.inverted().mapRect(QRectF(QPointF(std::round(corner.x()), std::round(corner.y())), size));
}

void drawVisible(QPainter& painter, const QImage& picture, const ViewTransform& view)
{
    const QRect seen = view.visiblePixels();
    if (picture.isNull() || seen.isEmpty())
        return;
    const double cell = view.cellSize();
    painter.save();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, view.scale() < 1);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.drawImage(QRectF(view.picture().topLeft() + QPointF(seen.topLeft()) * cell, QSizeF(seen.size()) * cell),
                      picture, seen);
    painter.restore();
}

void drawPixelGrid(QPainter& painter, const ViewTransform& view)
{
    if (view.scale() < ViewTransform::kGridFrom || view.look.magnification <= 1)
        return;
    const QRect seen = view.visiblePixels();
    const QPointF start = view.picture().topLeft();
    const double cell = view.cellSize(), hair = 1 / view.dpr;
    const QRectF inside = view.picture().intersected(view.frame);
    const QColor line(128, 128, 128, 110);
    for (int column = std::max(seen.left(), 1); column <= seen.right(); ++column)
        painter.fillRect(QRectF(start.x() + column * cell, inside.top(), hair, inside.height()), line);
    for (int row = std::max(seen.top(), 1); row <= seen.bottom(); ++row)
        painter.fillRect(QRectF(inside.left(), start.y() + row * cell, inside.width(), hair), line);
}

void drawChip(QPainter& painter, const QRectF& room, Qt::Alignment corner, const QString& text, const Palette& palette)
{
    const QFont font = textFont(11);
    const QFontMetricsF metrics(font);
    const QString shown = metrics.elidedText(text, Qt::ElideMiddle, room.width() - 12);
    const QSizeF size(std::ceil(metrics.horizontalAdvance(shown)) + 12, 18);
    const QRectF box(corner & Qt::AlignRight ? room.right() - size.width() : room.left(),
                     corner & Qt::AlignBottom ? room.bottom() - size.height() : room.top(), size.width(),
                     size.height());
    QColor ground = palette.raised;
    ground.setAlphaF(0.92f);
    drawBox(painter, box, 4, ground, palette.line2);
    painter.setFont(font);
    painter.setPen(palette.text2);
    painter.drawText(box, Qt::AlignCenter, shown);
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

void drawOutline(QPainter& painter, const ViewTransform& view, const QSize& pixels,
                 const std::function<bool(int x, int y)>& marked)
{
    for (int y = 0; y < pixels.height(); ++y)
        for (int x = 0; x < pixels.width(); ++x) {
            if (!marked(x, y))
                continue;
            const QRectF cell = view.cell({x, y});
            if (!marked(x - 1, y))
                painter.drawLine(cell.topLeft(), cell.bottomLeft());
            if (!marked(x + 1, y))
                painter.drawLine(cell.topRight(), cell.bottomRight());
            if (!marked(x, y - 1))
                painter.drawLine(cell.topLeft(), cell.topRight());
            if (!marked(x, y + 1))
                painter.drawLine(cell.bottomLeft(), cell.bottomRight());
        }
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
