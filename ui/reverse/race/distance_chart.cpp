#include "ui/reverse/race/distance_chart.h"

#include "ui/style/theme.h"
#include "ui/widgets/chart/plot_axis.h"
#include "ui/widgets/controls/number_label.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace diffuscope::ui {

namespace {
constexpr int kDistanceTop = 12, kDistanceBottom = 14, kDistanceLegend = 38, kDistanceRow = 19;

Qt::PenStyle racerStyle(std::size_t index)
{
    constexpr Qt::PenStyle kStyles[] = {Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine, Qt::DashDotDotLine};
    return kStyles[index % std::size(kStyles)];
}
} // namespace

QString racerLetter(int index) { return QString(QChar(u'A' + index)); }

void drawLetter(QPainter& painter, const QPointF& centre, int index, bool filled, const QWidget* themed)
{
    const Palette& p = paletteOf(themed);
    painter.setPen(QPen(p.text1, 1.2));
    painter.setBrush(filled ? p.text1 : p.surface);
    painter.drawEllipse(centre, 8, 8);
    painter.setFont(textFont(11, 600));
    painter.setPen(filled ? p.surface : p.text1);
    painter.drawText(QRectF(centre.x() - 8, centre.y() - 8, 16, 16), Qt::AlignCenter, racerLetter(index));
}

DistanceChart::DistanceChart(QWidget* parent) : AxisChart(tr("Distance of the guesses from the longest run"), parent)
{
    setObjectName(QStringLiteral("raceDistance"));
    setToolTip(
        tr("Root mean square of the difference between a racer's guess and the result of the racer with the most "
           "network calls, of values in [−1, 1]"));
}

void DistanceChart::setLines(std::vector<Line> lines, int totalSteps)
{
    lines_ = std::move(lines);
    totalSteps_ = std::max(1, totalSteps);
    low_ = 1, high_ = 0.1;
    for (const Line& line : lines_)
        for (const Race::Point& point : line.points)
            if (point.distance > 1e-4)
                low_ = std::min(low_, point.distance), high_ = std::max(high_, point.distance);
    low_ = std::min(low_ / 1.2, high_ / 10);
    high_ *= 1.2;
    Q_EMIT numbersChanged();
    update();
}

void DistanceChart::setStops(const std::vector<int>& steps, int selected)
{
    stops_ = steps;
    selected_ = selected;
    Q_EMIT numbersChanged();
    update();
}

ChartTable DistanceChart::table() const
{
    ChartTable table;
    table.title = accessibleName();
    table.columns = {{tr("racer")}, {tr("step")}, {tr("RMS"), {}, 5}};
    std::vector<std::pair<std::size_t, std::size_t>> rows;
    for (std::size_t k = 0; k < lines_.size(); ++k)
        for (std::size_t i = 0; i < lines_[k].points.size(); ++i)
            rows.emplace_back(k, i);
    table.rows = qsizetype(rows.size());
    table.cell = [this, rows](qsizetype row, int column) -> QVariant {
        const auto [line, index] = rows[std::size_t(row)];
        const Race::Point& point = lines_[line].points[index];
        return column == 0   ? QVariant(lines_[line].name)
               : column == 1 ? QVariant(qlonglong(point.step))
                             : QVariant(point.distance);
    };
    return table;
}

QPointF DistanceChart::placeOf(const Race::Point& point) const
{
    const double level = std::log(std::clamp(point.distance, low_, high_) / low_) / std::log(high_ / low_);
    return {xOf(point.step), height() - kDistanceBottom - level * (height() - kDistanceTop - kDistanceBottom)};
}

void DistanceChart::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    drawGround(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    paintLegend(painter);
    if (lines_.empty())
        return drawHint(painter, tr("The distance of every guess from the longest run appears when the race is over."));
    for (const Tick& tick : logTicks(low_, high_))
        drawLevel(painter, placeOf({0, tick.value}).y(), tick.label);
    for (std::size_t k = 0; k < lines_.size(); ++k) {
        QPolygonF line;
        for (const Race::Point& point : lines_[k].points)
            line.append(placeOf(point));
        painter.setPen(QPen(p.error.graphic, int(k) == selected_ ? 2.25 : 1.5, racerStyle(k)));
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(line);
    }
    for (std::size_t k = 0; k < std::min(lines_.size(), stops_.size()); ++k) {
        const auto& points = lines_[k].points;
        const int stop = stops_[k];
        const auto near = std::min_element(points.begin(), points.end(), [stop](const auto& a, const auto& b) {
            return std::abs(a.step - stop) < std::abs(b.step - stop);
        });
        if (near != points.end() && stop >= 0)
            drawLetter(painter, placeOf(*near), int(k), int(k) == selected_, this);
    }
}

void DistanceChart::paintLegend(QPainter& painter) const
{
    const Palette& p = paletteOf(this);
    const int top =
        std::max(kDistanceLegend, drawTitle(painter, tr("How far its guess is")) + kUnderTitle + kDistanceRow / 2);
    const QFont font = textFont(12, 600);
    const double apart =
        std::min<double>(kDistanceRow, (height() - top - 8.0) / std::max<std::size_t>(1, lines_.size() - 1));
    for (std::size_t k = 0; k < lines_.size(); ++k) {
        const double y = top + double(k) * apart;
        painter.setPen(QPen(p.error.graphic, 1.75, racerStyle(k)));
        painter.drawLine(QPointF(16, y), QPointF(38, y));
        painter.setFont(textFont(12));
        painter.setPen(p.text2);
        painter.drawText(QPointF(46, y + 4), racerLetter(int(k)));
        const QString text = smallNumber(lines_[k].last, 3);
        painter.setPen(p.error.text);
        NumberLabel::draw(painter, QPointF(trackLeft() - 62 - NumberLabel::width(text, font), y + 4), text, font);
    }
}

} // namespace diffuscope::ui
