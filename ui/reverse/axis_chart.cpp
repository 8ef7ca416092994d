#include "ui/reverse/axis_chart.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/timeline/timeline_geometry.h"

#include <QMouseEvent>
#include <QPainter>

namespace diffuscope::ui {

AxisChart::AxisChart(const QString& title, QWidget* parent) : Chart(title, parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void AxisChart::alignToTrack(int left, int width)
{
    if (left == left_ && width == width_)
        return;
    left_ = left;
    width_ = width;
    aligned();
}

void AxisChart::setStep(int step)
{
    step_ = step;
    Q_EMIT numbersChanged();
    update();
}

double AxisChart::xOf(double step) const
{
    return left_ + TimelineGeometry{double(width_), totalSteps(), false}.xOf(step);
}

void AxisChart::pick(const QPointF& position)
{
    if (position.x() >= left_)
        Q_EMIT stepPicked(TimelineGeometry{double(width_), totalSteps(), false}.stepAt(position.x() - left_));
}

void AxisChart::mousePressEvent(QMouseEvent* event) { pick(event->position()); }

void AxisChart::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton)
        pick(event->position());
}

void AxisChart::drawGround(QPainter& painter) const
{
    painter.fillRect(rect(), paletteOf(this).surface);
    painter.fillRect(hairline(painter, QRectF(0, 0, width(), 1)), paletteOf(this).line);
}

int AxisChart::drawTitle(QPainter& painter, const QString& title) const
{
    painter.setFont(textFont(12, 600));
    painter.setPen(paletteOf(this).text1);
    QRect drawn;
    painter.drawText(QRect(16, 8, left_ - 70, 36), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, title, &drawn);
    return drawn.bottom() + 1;
}

void AxisChart::drawLevel(QPainter& painter, double y, const QString& label, bool zero) const
{
    const Palette& colours = paletteOf(this);
    painter.fillRect(hairline(painter, QRectF(left_, y, width_, 1)), zero ? colours.line2 : colours.line);
    painter.setFont(textFont(11));
    painter.setPen(colours.text3);
    painter.drawText(QRectF(left_ - 50, y - 8, 44, 16), Qt::AlignRight | Qt::AlignVCenter, label);
}

void AxisChart::drawHint(QPainter& painter, const QString& hint) const
{
    painter.setFont(textFont(12));
    painter.setPen(paletteOf(this).text3);
    painter.drawText(QRectF(left_, 0, width_, height()), Qt::AlignCenter | Qt::TextWordWrap, hint);
}

void AxisChart::drawPlayhead(QPainter& painter) const
{
    painter.fillRect(QRectF(xOf(step_) - 0.75, 0, 1.5, height()), paletteOf(this).text1);
}

} // namespace diffuscope::ui
