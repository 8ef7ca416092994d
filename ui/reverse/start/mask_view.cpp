#include "ui/reverse/start/mask_view.h"

#include "ui/widgets/image/picture_paint.h"

#include <QContextMenuEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace diffuscope::ui {

MaskView::MaskView(QWidget* parent) : ImageView(Concept::Signal, parent) { setCursor(Qt::CrossCursor); }

double MaskView::share() const
{
    if (mask_.empty())
        return 0;
    const auto marked = std::count_if(mask_.values.begin(), mask_.values.end(), [](float value) { return value > 0; });
    return double(marked) / double(mask_.values.size());
}

void MaskView::ensureMask()
{
    if (mask_.width != image().width || mask_.height != image().height)
        mask_ = Image(1, image().height, image().width, -1.0f);
}

void MaskView::setMask(const Image& mask)
{
    mask_ = mask;
    update();
    Q_EMIT maskChanged();
}

void MaskView::setMaskable(bool maskable)
{
    maskable_ = maskable;
    update();
}

void MaskView::clearMask() { setMask({}); }

void MaskView::invertMask()
{
    if (!hasImage())
        return;
    ensureMask();
    for (float& value : mask_.values)
        value = -value;
    setMask(Image(mask_));
}

void MaskView::mark(const QPoint& pixel, bool marked)
{
    if (!hasImage())
        return;
    ensureMask();
    stamp(pixel, marked);
    tellMarked();
}

// All the way between two places of the pointer, which may be far apart where the hand is quick.
void MaskView::strokeTo(const QPoint& pixel, bool marked)
{
    if (!hasImage())
        return;
    ensureMask();
    const QPoint from = last_.value_or(pixel), way = pixel - from;
    const int steps = std::max({1, std::abs(way.x()), std::abs(way.y())});
    for (int k = last_ ? 1 : steps; k <= steps; ++k)
        stamp(from +
                  QPoint(int(std::lround(double(way.x()) * k / steps)), int(std::lround(double(way.y()) * k / steps))),
              marked);
    last_ = pixel;
    tellMarked();
}

void MaskView::stamp(const QPoint& pixel, bool marked)
{
    const double radius = std::max(0.5, brush_ / 2.0 - 0.5);
    const int reach = int(radius);
    for (int y = std::max(0, pixel.y() - reach); y <= std::min(mask_.height - 1, pixel.y() + reach); ++y)
        for (int x = std::max(0, pixel.x() - reach); x <= std::min(mask_.width - 1, pixel.x() + reach); ++x)
            if (std::hypot(x - pixel.x(), y - pixel.y()) <= radius)
                mask_.at(0, y, x) = marked ? 1.0f : -1.0f;
}

void MaskView::tellMarked()
{
    if (share() == 0)
        mask_ = {};
    update();
    Q_EMIT maskChanged();
}

bool MaskView::paints(const QMouseEvent& event)
{
    const bool left = event.buttons() & Qt::LeftButton, right = event.buttons() & Qt::RightButton;
    if (!maskable_ || !hasImage() || (!left && !right))
        return false;
    const ViewTransform t = transform();
    if (const auto pixel = t.pixelAt(event.position()))
        strokeTo(*pixel, left && !(event.modifiers() & Qt::ShiftModifier));
    else
        last_.reset(); // it comes in again elsewhere
    return true;
}

void MaskView::mousePressEvent(QMouseEvent* event)
{
    last_.reset();
    if (!paints(*event))
        ImageView::mousePressEvent(event);
}

void MaskView::mouseMoveEvent(QMouseEvent* event)
{
    if (!paints(*event))
        ImageView::mouseMoveEvent(event);
}

void MaskView::contextMenuEvent(QContextMenuEvent* event)
{
    if (!maskable_ || event->reason() == QContextMenuEvent::Keyboard) // the right button takes marks away
        ImageView::contextMenuEvent(event);
}

void MaskView::drawContent(QPainter& painter, const ViewTransform& t)
{
    ImageView::drawContent(painter, t);
    if (!maskable_ || mask_.empty() || mask_.width != image().width)
        return;
    // A hatch with an edge: a wash alone would be lost on a colourful picture.
    const Palette& colours = paletteOf(this);
    QColor wash = colours.noise.graphic;
    wash.setAlphaF(0.5f);
    const auto marked = [this](int x, int y) {
        return x >= 0 && y >= 0 && x < mask_.width && y < mask_.height && mask_.at(0, y, x) > 0;
    };
    for (int y = 0; y < mask_.height; ++y)
        for (int x = 0; x < mask_.width; ++x)
            if (marked(x, y)) {
                painter.fillRect(t.cell({x, y}), wash);
                painter.fillRect(t.cell({x, y}), QBrush(colours.canvas, Qt::BDiagPattern));
            }
    painter.setPen(QPen(colours.text1, 2));
    drawOutline(painter, t, {mask_.width, mask_.height}, marked);
}

} // namespace diffuscope::ui
