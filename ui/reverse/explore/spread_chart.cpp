#include "ui/reverse/explore/spread_chart.h"

#include "ui/style/theme.h"
#include "ui/widgets/chart/plot_axis.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace diffuscope::ui {

namespace {
constexpr int kSpreadTop = 14, kSpreadBottom = 14;
constexpr double kLeastSpread = 0.01; // of the axis: less is rounding and lies on it
} // namespace

SpreadChart::SpreadChart(QWidget* parent) : AxisChart(tr("How much is still open"), parent)
{
    setObjectName(QStringLiteral("spreadChart"));
    setToolTip(
        tr("How far the futures of one picture lie apart at the end, by the noise level at which they part: root mean "
           "square of their deviation from the mean, of values in [−1, 1]"));
}

void SpreadChart::clear(int totalSteps)
{
    points_.clear();
    totalSteps_ = std::max(1, totalSteps);
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
    Q_EMIT numbersChanged();
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

double SpreadChart::top() const
{
    double most = kLeastSpread;
    for (const Point& point : points_)
        most = std::max(most, point.spread);
    return most * 1.1;
}

QPointF SpreadChart::placeOf(const Point& point) const
{
    return {xOf(point.step), height() - kSpreadBottom - point.spread / top() * (height() - kSpreadTop - kSpreadBottom)};
}

void SpreadChart::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    drawGround(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    const int under = drawTitle(painter, tr("How much is still open")) + kUnderTitle;
    painter.setFont(textFont(11));
    painter.setPen(p.text2);
    painter.drawText(QRect(16, under, trackLeft() - 70, height() - under - 4),
                     Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                     tr("How far the futures end apart, by where they part"));
    if (points_.empty())
        return drawHint(painter, tr("Measure the curve to see when a picture's fate is sealed."));
    for (const Tick& tick : linearTicks(0, top(), 3))
        drawLevel(painter, placeOf({0, tick.value}).y(), tick.label);
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
    drawPlayhead(painter);
}

} // namespace diffuscope::ui
