#include "ui/style/paint_kit.h"
#include "ui/train/loss/loss_plot.h"
#include "ui/widgets/chart/plot_axis.h"
#include "ui/widgets/controls/number_label.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <utility>

namespace diffuscope::ui {

namespace {
constexpr int kTop = 12, kBottom = 26, kOverhang = 40; // grid lines go on past the last step
} // namespace

// The vertical range: where the finite losses lie, widened to at least half a decade.
LossPlot::Scale LossPlot::scale() const
{
    const auto [left, right] = axisPixels();
    Scale s{QRectF(left, kTop, right - left, std::max(1, height() - kTop - kBottom)), 0.01, 1,
            double(std::max<std::int64_t>(1, history_.lastStep()))};
    double low = INFINITY, high = 0;
    for (const auto& point : history_.points())
        if (std::isfinite(point.loss) && point.loss > 0)
            low = std::min(low, point.loss), high = std::max(high, std::max(point.loss, point.smoothed));
    for (const auto& [step, loss] : history_.validation())
        low = std::min(low, loss), high = std::max(high, loss);
    if (high > 0) {
        const double middle = std::sqrt(low * high), half = std::max(std::sqrt(high / low), 1.8);
        s.low = middle / half / 1.08, s.high = middle * half * 1.08;
    }
    return s;
}

double LossPlot::Scale::x(double step) const { return box.left() + step / last * box.width(); }

double LossPlot::Scale::y(double loss) const
{
    const double share = std::log(std::clamp(loss, low, high) / low) / std::log(high / low);
    return box.bottom() - share * box.height();
}

void LossPlot::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Scale s = scale();
    drawAxes(painter, s);
    if (history_.points().empty()) {
        painter.setPen(paletteOf(this).text3);
        painter.setFont(textFont(12));
        const QString words = tr("The loss appears here when training starts.");
        const QRectF around = painter.boundingRect(s.box, Qt::AlignCenter, words);
        painter.fillRect(around.adjusted(-8, -2, 8, 2), paletteOf(this).canvas); // no grid line through the words
        painter.drawText(s.box, Qt::AlignCenter, words);
        return;
    }
    drawCurves(painter, s);
    drawValidation(painter, s);
    drawSkipped(painter, s);
    drawCheckpoints(painter, s);
    if (hover_ >= 0 && hover_ < int(history_.points().size()))
        drawReadout(painter, s);
}

void LossPlot::drawAxes(QPainter& painter, const Scale& s) const
{
    const Palette& p = paletteOf(this);
    painter.setFont(textFont(11));
    double lastLabel = INFINITY;
    for (const auto& tick : logTicks(s.low, s.high)) {
        const double y = std::round(s.y(tick.value));
        painter.fillRect(hairline(painter, QRectF(s.box.left(), y, s.box.width() + kOverhang, 1)), p.line);
        if (lastLabel - y < 16)
            continue;
        lastLabel = y;
        painter.setPen(p.text2);
        painter.drawText(QRectF(0, y - 8, s.box.left() - 8, 16), Qt::AlignRight | Qt::AlignVCenter, tick.label);
    }
    painter.fillRect(hairline(painter, QRectF(s.box.left(), s.box.bottom(), s.box.width() + kOverhang, 1)), p.line2);
    painter.setPen(p.text2);
    for (const auto& tick : linearTicks(0, s.last, int(s.box.width() / 90))) {
        const QRectF place(s.x(tick.value) - 40, s.box.bottom() + 7, 80, 16);
        if (std::floor(tick.value) == tick.value)
            painter.drawText(place, Qt::AlignCenter, tick.label);
    }
    painter.setPen(p.text3);
    painter.drawText(QRectF(s.box.right(), s.box.bottom() + 7, kOverhang, 16), Qt::AlignRight | Qt::AlignVCenter,
                     tr("step"));
}

// One vertical span of extremes and one smoothed value a pixel column, however many points there are.
void LossPlot::drawCurves(QPainter& painter, const Scale& s) const
{
    const Palette& p = paletteOf(this);
    const auto& points = history_.points();
    QColor raw = p.error.graphic;
    raw.setAlphaF(0.27f);
    QPainterPath line;
    QList<QLineF> spans;
    for (std::size_t at = 0; at < points.size();) {
        const double x = s.x(double(points[at].step));
        double low = INFINITY, high = 0, smooth = points[at].smoothed;
        for (const double column = std::floor(x);
             at < points.size() && std::floor(s.x(double(points[at].step))) <= column; ++at) {
            smooth = points[at].smoothed;
            if (std::isfinite(points[at].loss) && points[at].loss > 0)
                low = std::min(low, points[at].loss), high = std::max(high, points[at].loss);
        }
        if (high > 0)
            spans.push_back({x, s.y(low) + 0.5, x, s.y(high) - 0.5});
        const QPointF point(x, s.y(smooth));
        line.elementCount() ? line.lineTo(point) : line.moveTo(point);
    }
    painter.setPen(QPen(raw, 1));
    if (spans.size() * 2 >= qsizetype(points.size())) { // sparse: join the values instead
        for (int i = 1; i < int(points.size()); ++i)
            painter.drawLine(
                QPointF(s.x(double(points[std::size_t(i) - 1].step)), s.y(points[std::size_t(i) - 1].loss)),
                QPointF(s.x(double(points[std::size_t(i)].step)), s.y(points[std::size_t(i)].loss)));
    } else {
        painter.drawLines(spans);
    }
    painter.setPen(QPen(p.error.graphic, 2.25, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(line);
}

void LossPlot::drawValidation(QPainter& painter, const Scale& s) const
{
    const Palette& p = paletteOf(this);
    QPolygonF line;
    for (const auto& [step, loss] : history_.validation())
        if (step <= history_.lastStep())
            line << QPointF(s.x(double(step)), s.y(loss));
    QPen dashes(p.text1, 1.5, Qt::CustomDashLine, Qt::FlatCap);
    dashes.setDashPattern({2.5, 2});
    painter.setPen(dashes);
    painter.drawPolyline(line);
    painter.setPen(Qt::NoPen);
    painter.setBrush(p.text1);
    QPointF before(-INFINITY, 0);
    for (const QPointF& point : std::as_const(line)) { // dots that would touch are left out, but never the newest
        if (point.x() - before.x() < 7 && point != line.back())
            continue;
        painter.drawEllipse(point, 2.25, 2.25);
        before = point;
    }
    painter.setBrush(Qt::NoBrush);
}

void LossPlot::drawSkipped(QPainter& painter, const Scale& s) const
{
    for (const auto step : history_.skipped())
        if (step <= history_.lastStep()) {
            const double x = std::round(s.x(double(step)));
            painter.fillRect(QRectF(x - 1, s.box.bottom() - 6, 2, 12), paletteOf(this).error.graphic);
        }
}

void LossPlot::drawCheckpoints(QPainter& painter, const Scale& s) const
{
    const Palette& p = paletteOf(this);
    for (const auto step : history_.checkpoints()) {
        if (step > history_.lastStep())
            continue;
        const double x = s.x(double(step)), y = s.box.bottom() - 11;
        const QPolygonF flag{{x - 4.5, y}, {x + 4.5, y}, {x + 4.5, y + 5}, {x, y + 9.5}, {x - 4.5, y + 5}};
        painter.setPen(QPen(p.text2, 1.25));
        painter.setBrush(step == history_.checkpoints().back() ? p.text1 : p.canvas);
        painter.drawPolygon(flag);
    }
    painter.setBrush(Qt::NoBrush);
}

void LossPlot::drawReadout(QPainter& painter, const Scale& s) const
{
    const Palette& p = paletteOf(this);
    const RunHistory::Point& point = history_.points()[std::size_t(hover_)];
    const double x = std::round(s.x(double(point.step))) + 0.5;
    painter.setPen(QPen(p.text2, 1, Qt::DotLine));
    painter.drawLine(QPointF(x, s.box.top()), QPointF(x, s.box.bottom()));
    painter.setPen(QPen(p.canvas, 1.5));
    painter.setBrush(p.error.graphic);
    painter.drawEllipse(QPointF(x, s.y(point.smoothed)), 4.5, 4.5);
    painter.setBrush(Qt::NoBrush);
    const auto* validation = validationNear(point.step);
    if (validation) { // which of the dots the card speaks of
        painter.setPen(QPen(p.text1, 1.25));
        painter.drawEllipse(QPointF(s.x(double(validation->step)), s.y(validation->loss)), 5.0, 5.0);
    }
    const double height = validation ? 112 : 78;
    const QRectF card(x + 14 + 150 > s.box.right() ? x - 164 : x + 14, s.box.top() + 12, 150, height);
    drawBox(painter, card, 6, p.raised, p.line2);
    painter.setPen(p.text1);
    NumberLabel::draw(painter, card.topLeft() + QPointF(12, 21), tr("Step %1").arg(grouped(point.step)),
                      textFont(12, 600));
    painter.fillRect(hairline(painter, QRectF(card.left() + 12, card.top() + 31, card.width() - 24, 1)), p.line);
    const auto row = [&](double y, const QString& name, double value, const QColor& colour) {
        painter.setFont(textFont(12));
        painter.setPen(p.text2);
        painter.drawText(card.topLeft() + QPointF(12, y), name);
        const QFont font = textFont(12, 600);
        const QString text = std::isfinite(value) ? number(value, 4) : tr("not a number");
        painter.setPen(colour);
        NumberLabel::draw(painter, {card.right() - 12 - NumberLabel::width(text, font), card.top() + y}, text, font);
    };
    row(48, tr("batch"), point.loss, p.text1);
    row(66, tr("smoothed"), point.smoothed, p.error.text);
    if (!validation)
        return;
    row(84, tr("validation"), validation->loss, p.text1);
    painter.setFont(textFont(11));
    painter.setPen(p.text3);
    painter.drawText(card.topLeft() + QPointF(12, 100), tr("measured at %1").arg(grouped(validation->step)));
}

} // namespace diffuscope::ui
