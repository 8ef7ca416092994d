#include "ui/reverse/copying/copying_chart.h"

#include "ui/style/theme.h"
#include "ui/widgets/chart/plot_axis.h"

#include <QPainter>

#include <algorithm>
#include <utility>

namespace diffuscope::ui {

namespace {
constexpr int kCopyingTop = 10, kCopyingBottom = 22, kCopyingLeft = 40, kCopyingRight = 6;
constexpr double kLeastDifference = 0.01; // of the axis
} // namespace

CopyingChart::CopyingChart(QWidget* parent) : AxisChart(tr("The network against the exact denoiser"), parent)
{
    setObjectName(QStringLiteral("copyingChart"));
    setToolTip(tr("How far the network's guess is from what a perfect memoriser of the training set predicts, at each "
                  "noise level: root mean square of values in [−1, 1]"));
}

void CopyingChart::setPoints(std::vector<Point> points, int totalSteps)
{
    points_ = std::move(points);
    totalSteps_ = std::max(1, totalSteps);
    Q_EMIT numbersChanged();
    update();
}

ChartTable CopyingChart::table() const
{
    ChartTable table;
    table.title = accessibleName();
    table.columns = {{tr("step")}, {tr("RMS to the exact denoiser"), {}, 5}};
    table.rows = qsizetype(points_.size());
    for (qsizetype row = 0; row < table.rows && table.now < 0; ++row)
        if (points_[std::size_t(row)].step <= step())
            table.now = row;
    table.cell = [this](qsizetype row, int column) -> QVariant {
        const Point& point = points_[std::size_t(row)];
        return column == 0 ? QVariant(qlonglong(point.step)) : QVariant(point.difference);
    };
    return table;
}

void CopyingChart::resizeEvent(QResizeEvent* event)
{
    AxisChart::resizeEvent(event);
    alignToTrack(kCopyingLeft, std::max(40, width() - kCopyingLeft - kCopyingRight));
}

double CopyingChart::top() const
{
    double most = kLeastDifference;
    for (const Point& point : points_)
        most = std::max(most, point.difference);
    return most * 1.1;
}

QPointF CopyingChart::placeOf(const Point& point) const
{
    const double bottom = height() - kCopyingBottom;
    return {xOf(point.step), bottom - point.difference / top() * (bottom - kCopyingTop)};
}

void CopyingChart::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    drawGround(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const Tick& tick : linearTicks(0, top(), 2))
        drawLevel(painter, placeOf({0, tick.value}).y(), tick.label, tick.value == 0);
    painter.setFont(textFont(11));
    painter.setPen(p.text3);
    const QRectF axis(trackLeft(), height() - kCopyingBottom + 4, trackWidth(), 16);
    const bool noiseFirst = xOf(totalSteps_) < xOf(0);
    painter.drawText(axis, Qt::AlignLeft, noiseFirst ? tr("noise") : tr("data"));
    painter.drawText(axis, Qt::AlignRight, noiseFirst ? tr("data") : tr("noise"));
    QPolygonF line;
    for (const Point& point : points_)
        line.append(placeOf(point));
    painter.setPen(QPen(p.prediction.graphic, 2));
    painter.drawPolyline(line);
    drawPlayhead(painter);
}

} // namespace diffuscope::ui
