#include "ui/reverse/explore/spread_chart.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/timeline/timeline_geometry.h"
#include "ui/widgets/chart/plot_axis.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cstdlib>

namespace diffuscope::ui {

namespace {
constexpr int kSpreadTop = 14, kSpreadBottom = 14;
constexpr double kLeastSpread = 0.01; // of the axis: less is rounding and lies on it
} // namespace

SpreadChart::SpreadChart(QWidget* parent) : Chart(tr("How much is still open"), parent)
{
    setObjectName(QStringLiteral("spreadChart"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setToolTip(
        tr("How far the futures of one picture lie apart at the end, by the noise level at which they part: root mean "
           "square of their deviation from the mean, of values in [−1, 1]"));
}

void SpreadChart::clear(int totalSteps)
{
    points_.clear();
    totalSteps_ = std::max(1, totalSteps);
    most_ = 0;
    Q_EMIT numbersChanged();
    update();
}

void SpreadChart::add(const Point& point)
{
    const auto at = std::lower_bound(points_.begin(), points_.end(), point.step,
                                     [](const Point& known, int step) { return known.step < step; });
    if (at != points_.end() && at->step == point.step)
        *at = point;
    else
        points_.insert(at, point);
    most_ = std::max(most_, point.spread);
    Q_EMIT numbersChanged();
    update();
}

void SpreadChart::setStep(int step)
{
    step_ = step;
    Q_EMIT numbersChanged();
    update();
}

void SpreadChart::setHint(const QString& hint)
{
    hint_ = hint;
    update();
}

void SpreadChart::alignToTrack(int left, int width)
{
    left_ = left;
    width_ = width;
    update();
}

ChartTable SpreadChart::table() const
{
    ChartTable table;
    table.title = accessibleName();
    table.columns = {{tr("parted at step")}, {tr("spread"), {}, 5}};
    table.rows = qsizetype(points_.size());
    table.cell = [this](qsizetype row, int column) -> QVariant {
        const Point& point = points_[std::size_t(row)];
        return column == 0 ? QVariant(qlonglong(point.step)) : QVariant(point.spread);
    };
    return table;
}

QPointF SpreadChart::placeOf(const Point& point) const
{
    const double top = std::max(most_, kLeastSpread) * 1.1;
    return {left_ + TimelineGeometry{double(width_), totalSteps_, false}.xOf(point.step),
            height() - kSpreadBottom - point.spread / top * (height() - kSpreadTop - kSpreadBottom)};
}

void SpreadChart::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.fillRect(rect(), p.surface);
    painter.fillRect(hairline(painter, QRectF(0, 0, width(), 1)), p.line);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(textFont(12, 600));
    painter.setPen(p.text1);
    painter.drawText(QRect(16, 10, left_ - 70, 36), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                     tr("How much is still open"));
    painter.setFont(textFont(11));
    painter.setPen(p.text2);
    painter.drawText(QRect(16, 46, left_ - 70, height() - 50), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                     tr("How far the futures end apart, by where they part"));
    if (points_.empty()) {
        painter.setFont(textFont(12));
        painter.setPen(p.text3);
        painter.drawText(QRectF(left_, 0, width_, height()), Qt::AlignCenter | Qt::TextWordWrap, hint_);
        return;
    }
    for (const Tick& tick : linearTicks(0, std::max(most_, kLeastSpread) * 1.1, 3)) {
        const double y = placeOf({0, tick.value}).y();
        painter.fillRect(hairline(painter, QRectF(left_, y, width_, 1)), p.line);
        painter.setFont(textFont(11));
        painter.setPen(p.text3);
        painter.drawText(QRectF(left_ - 46, y - 8, 40, 16), Qt::AlignRight | Qt::AlignVCenter, tick.label);
    }
    QPainterPath path;
    path.moveTo(placeOf({0, 0})); // the picture itself has one future
    for (const Point& point : points_)
        path.lineTo(placeOf(point));
    painter.setPen(QPen(p.noise.graphic, 2));
    painter.drawPath(path);
    painter.setBrush(p.noise.graphic);
    painter.setPen(Qt::NoPen);
    for (const Point& point : points_)
        painter.drawEllipse(placeOf(point), 3, 3);
    const double x = placeOf({step_, 0}).x();
    painter.fillRect(QRectF(x - 0.75, 0, 1.5, height()), p.text1);
}

void SpreadChart::pick(const QPointF& position)
{
    if (position.x() >= left_)
        Q_EMIT stepPicked(TimelineGeometry{double(width_), totalSteps_, false}.stepAt(position.x() - left_));
}

void SpreadChart::mousePressEvent(QMouseEvent* event) { pick(event->position()); }

void SpreadChart::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton)
        pick(event->position());
}

} // namespace diffuscope::ui
