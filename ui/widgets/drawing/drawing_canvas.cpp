#include "ui/style/paint_kit.h"
#include "ui/widgets/drawing/drawing_pad.h"
#include "ui/widgets/image/picture_paint.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kPadFrame = 5, kFarther = 8; // border and gap; pixels a key moves with Shift

} // namespace

DrawingCanvas::DrawingCanvas(QWidget* parent) : QWidget(parent)
{
    setObjectName("drawingCanvas");
    setProperty("takesKeys", true); // before the timeline does
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::CrossCursor);
    setAccessibleName(tr("x 0, drawing. Arrows move, Space draws, Enter is done, Escape gives up."));
}

void DrawingCanvas::start(const QImage& picture)
{
    drawing_ = Drawing(picture);
    cursor_.reset();
    last_ = QPoint(drawing_.side() / 2, drawing_.side() / 2);
    stroking_ = false;
    update();
}

void DrawingCanvas::setTool(const DrawingTool& tool)
{
    tool_ = tool;
    update();
}

void DrawingCanvas::clear(const QColor& colour)
{
    drawing_.clear(colour.rgb());
    update();
    Q_EMIT changed();
}

void DrawingCanvas::resizeImage(int side)
{
    drawing_.resize(side);
    cursor_.reset();
    last_ = QPoint(drawing_.side() / 2, drawing_.side() / 2);
    update();
    Q_EMIT changed();
}

void DrawingCanvas::undo()
{
    drawing_.undo();
    update();
    Q_EMIT changed();
}

void DrawingCanvas::redo()
{
    drawing_.redo();
    update();
    Q_EMIT changed();
}

// Whole multiples of device pixels where the picture grows, as an ImageView shows it.
QRectF DrawingCanvas::place() const
{
    const QRectF room = QRectF(rect()).adjusted(kPadFrame, kPadFrame, -kPadFrame, -kPadFrame);
    const double dpr = devicePixelRatioF(), side = std::max(1, drawing_.side());
    double scale = std::min(room.width(), room.height()) * dpr / side;
    if (scale >= 1)
        scale = std::floor(scale);
    const double length = scale * side / dpr;
    return {std::round((width() - length) / 2 * dpr) / dpr, std::round((height() - length) / 2 * dpr) / dpr, length,
            length};
}

QPoint DrawingCanvas::pixelAt(const QPointF& position) const
{
    const QRectF inside = place();
    const auto cell = [&](double at) { return int(std::floor(at / inside.width() * drawing_.side())); };
    return {cell(position.x() - inside.left()), cell(position.y() - inside.top())};
}

QRgb DrawingCanvas::ink() const
{
    return tool_.kind == DrawingTool::Kind::Eraser ? qRgb(255, 255, 255) : tool_.colour.rgb();
}

void DrawingCanvas::press(const QPoint& pixel)
{
    last_ = pixel;
    if (tool_.kind == DrawingTool::Kind::Fill) {
        drawing_.fill(pixel, ink());
    } else {
        drawing_.begin();
        drawing_.line(pixel, pixel, tool_.size, ink());
        stroking_ = true;
    }
    update();
    Q_EMIT changed();
}

void DrawingCanvas::moveTo(const QPoint& pixel)
{
    if (!stroking_ || pixel == last_)
        return;
    drawing_.line(last_, pixel, tool_.size, ink());
    last_ = pixel;
    update();
    Q_EMIT changed();
}

void DrawingCanvas::mousePressEvent(QMouseEvent* event)
{
    const QPoint pixel = pixelAt(event->position());
    if (event->button() == Qt::RightButton && drawing_.picture().rect().contains(pixel))
        Q_EMIT colourPicked(QColor(drawing_.picture().pixel(pixel)));
    if (event->button() == Qt::LeftButton)
        press(pixel);
}

void DrawingCanvas::mouseMoveEvent(QMouseEvent* event)
{
    const QPoint pixel = pixelAt(event->position());
    showCursor(pixel);
    if (event->buttons() & Qt::LeftButton)
        moveTo(pixel);
}

void DrawingCanvas::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !stroking_)
        return;
    stroking_ = false;
    drawing_.end();
    Q_EMIT changed();
}

void DrawingCanvas::leaveEvent(QEvent*) { showCursor(std::nullopt); }

void DrawingCanvas::showCursor(std::optional<QPoint> pixel)
{
    if (pixel == cursor_)
        return;
    cursor_ = pixel;
    update();
}

bool DrawingCanvas::moveByKey(const QKeyEvent& event)
{
    QPoint by;
    const int far = event.modifiers() & Qt::ShiftModifier ? kFarther : 1;
    switch (event.key()) {
    case Qt::Key_Left:
        by = {-far, 0};
        break;
    case Qt::Key_Right:
        by = {far, 0};
        break;
    case Qt::Key_Up:
        by = {0, -far};
        break;
    case Qt::Key_Down:
        by = {0, far};
        break;
    default:
        return false;
    }
    const int most = drawing_.side() - 1;
    const QPoint from = cursor_.value_or(last_) + by;
    const QPoint to(std::clamp(from.x(), 0, most), std::clamp(from.y(), 0, most));
    showCursor(to);
    last_ = stroking_ ? last_ : to;
    return true;
}

void DrawingCanvas::keyPressEvent(QKeyEvent* event)
{
    const bool confirms = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (event->matches(QKeySequence::Undo))
        undo();
    else if (event->matches(QKeySequence::Redo) ||
             (event->key() == Qt::Key_Z && event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier)))
        redo();
    else if (event->key() == Qt::Key_Space) {
        showCursor(cursor_.value_or(last_));
        press(*cursor_);
        stroking_ = false;
        drawing_.end();
        Q_EMIT changed();
    } else if (confirms || event->key() == Qt::Key_Escape) {
        Q_EMIT finished(confirms);
    } else if (!moveByKey(*event)) {
        QWidget::keyPressEvent(event);
    }
}

void DrawingCanvas::paintEvent(QPaintEvent*)
{
    const Palette& palette = paletteOf(this);
    QPainter painter(this);
    const QRectF inside = place();
    drawBox(painter, inside.adjusted(-kPadFrame, -kPadFrame, kPadFrame, kPadFrame), 3, QColor(), palette.signal.graphic,
            2);
    if (showsFocus(this))
        drawFocusRing(painter, inside.adjusted(-kPadFrame, -kPadFrame, kPadFrame, kPadFrame), 3, palette);
    drawPicture(painter, drawing_.picture(), inside);
    if (!cursor_)
        return;
    const double cell = inside.width() / std::max(1, drawing_.side());
    const int size = tool_.kind == DrawingTool::Kind::Fill ? 1 : tool_.size;
    const QPointF centre =
        inside.topLeft() + cell * (QPointF(*cursor_) + (size % 2 ? QPointF(0.5, 0.5) : QPointF(0, 0)));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    const double radius = std::max(2.0, size * cell / 2);
    for (const auto& [colour, pen] : {std::pair{QColor(0x1B2344), 3.0}, std::pair{QColor(Qt::white), 1.25}}) {
        painter.setPen(QPen(colour, pen));
        size == 1 ? painter.drawRect(QRectF(centre - QPointF(cell, cell) / 2, QSizeF(cell, cell)))
                  : painter.drawEllipse(centre, radius, radius);
    }
}

} // namespace diffuscope::ui
