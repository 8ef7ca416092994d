#include "core/base/smoothing.h"
#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
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

// The vertical range: where the finite values lie that are looked at, widened to at least half a decade. Throughput is
// measured from nothing.
LossPlot::Scale LossPlot::scale() const
{
    const auto [left, right] = axisPixels();
    Scale s{QRectF(left, kTop, right - left, std::max(1, height() - kTop - kBottom)), axis(), 0.01, 1,
            quantity_ != Quantity::Throughput};
    double low = INFINITY, high = 0;
    const auto [first, end] = shownPoints();
    for (std::size_t k = first; k < end; ++k) {
        const RunHistory::Point& point = history_.points()[k];
        if (const double value = valueOf(point); std::isfinite(value) && value > 0)
            low = std::min(low, value), high = std::max(high, isLoss() ? std::max(value, point.smoothed) : value);
    }
    for (const auto& [step, loss] : isLoss() ? history_.validation() : std::vector<RunHistory::Validation>())
        if (double(step) >= s.axis.first && double(step) <= s.axis.last)
            low = std::min(low, loss), high = std::max(high, loss);
    if (high <= 0)
        return s;
    if (!s.log) {
        s.low = 0, s.high = high * 1.08;
        return s;
    }
    const double middle = std::sqrt(low * high), half = std::max(std::sqrt(high / low), 1.8);
    s.low = middle / half / 1.08, s.high = middle * half * 1.08;
    return s;
}

double LossPlot::Scale::x(double step) const { return box.left() + axis.share(step) * box.width(); }

double LossPlot::Scale::y(double value) const
{
    const double at = std::clamp(value, low, high);
    const double share = log ? std::log(at / low) / std::log(high / low) : (at - low) / (high - low);
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
    painter.save();
    painter.setClipRect(s.box.adjusted(-6, -kTop, 6, 8)); // of a closer look
    drawChanges(painter, s);
    drawCurves(painter, s);
    if (isLoss())
        drawValidation(painter, s);
    drawSkipped(painter, s);
    drawCheckpoints(painter, s);
    painter.restore();
    drawHints(painter, s);
    if (hover_ >= 0 && hover_ < int(history_.points().size()))
        drawReadout(painter, s);
}

void LossPlot::drawAxes(QPainter& painter, const Scale& s) const
{
    const Palette& p = paletteOf(this);
    painter.setFont(textFont(11));
    double lastLabel = INFINITY;
    for (const auto& tick : s.log ? logTicks(s.low, s.high) : linearTicks(s.low, s.high, 5)) {
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
    const StepAxis& steps = s.axis;
    double lastRight = -INFINITY;
    for (const auto& tick : steps.log ? logTicks(std::max(1.0, steps.first), steps.last)
                                      : linearTicks(steps.first, steps.last, int(s.box.width() / 90))) {
        const QRectF place(s.x(tick.value) - 40, s.box.bottom() + 7, 80, 16);
        const double half = painter.fontMetrics().horizontalAdvance(tick.label) / 2.0 + 6;
        if (std::floor(tick.value) != tick.value || place.center().x() - half < lastRight)
            continue;
        painter.drawText(place, Qt::AlignCenter, tick.label);
        lastRight = place.center().x() + half;
    }
    painter.setPen(p.text3);
    painter.drawText(QRectF(s.box.right(), s.box.bottom() + 7, kOverhang, 16), Qt::AlignRight | Qt::AlignVCenter,
                     tr("step"));
}

// One vertical span of extremes and one smoothed value a pixel column, however many points there are. What is not the
// loss is smoothed here, in the same way, over all that came before.
void LossPlot::drawCurves(QPainter& painter, const Scale& s) const
{
    const Palette& p = paletteOf(this);
    const auto& points = history_.points();
    const auto [first, end] = shownPoints();
    const QColor ink = isLoss() ? p.error.graphic : p.text1;
    QColor raw = ink;
    raw.setAlphaF(0.27f);
    double average = 0;
    std::int64_t seen = 0;
    const auto smoothedAt = [&](std::size_t k) {
        const double value = valueOf(points[k]);
        if (isLoss() || !std::isfinite(value))
            return isLoss() ? points[k].smoothed : average;
        if (quantity_ == Quantity::LearningRate) // nothing to smooth
            return average = value;
        return average += smoothingWeight(++seen) * (value - average);
    };
    for (std::size_t k = 0; k < first; ++k)
        (void)smoothedAt(k);
    QPainterPath line, values;
    QList<QLineF> spans;
    for (std::size_t at = first; at < end;) {
        const double x = s.x(double(points[at].step));
        double low = INFINITY, high = 0, smooth = 0;
        for (const double column = std::floor(x); at < end && std::floor(s.x(double(points[at].step))) <= column;
             ++at) {
            smooth = smoothedAt(at);
            const double value = valueOf(points[at]);
            if (!std::isfinite(value) || value <= 0)
                continue;
            low = std::min(low, value), high = std::max(high, value);
            const QPointF here(s.x(double(points[at].step)), s.y(value));
            values.elementCount() ? values.lineTo(here) : values.moveTo(here);
        }
        if (high > 0)
            spans.push_back({x, s.y(low) + 0.5, x, s.y(high) - 0.5});
        const QPointF point(x, s.y(smooth));
        line.elementCount() ? line.lineTo(point) : line.moveTo(point);
    }
    painter.setPen(QPen(raw, 1));
    if (spans.size() * 2 >= qsizetype(end - first)) // sparse: join the values instead
        painter.drawPath(values);
    else
        painter.drawLines(spans);
    painter.setPen(QPen(ink, 2.25, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(line);
}

// Where somebody has changed a setting: a line through the curve, so that what follows can be told from it.
void LossPlot::drawChanges(QPainter& painter, const Scale& s) const
{
    const Palette& p = paletteOf(this);
    painter.setPen(QPen(p.text2, 1, Qt::DashLine));
    for (const auto& change : history_.changes()) {
        if (change.step > history_.lastStep())
            continue;
        const double x = std::round(s.x(double(change.step))) + 0.5;
        painter.drawLine(QPointF(x, s.box.top()), QPointF(x, s.box.bottom()));
        painter.setBrush(p.text2);
        painter.drawPolygon(
            QPolygonF{{x - 4, s.box.top()}, {x, s.box.top() - 4}, {x + 4, s.box.top()}, {x, s.box.top() + 4}});
    }
    painter.setBrush(Qt::NoBrush);
}

// What a closer look leaves out, how to come back, and what a drag will show.
void LossPlot::drawHints(QPainter& painter, const Scale& s) const
{
    const Palette& p = paletteOf(this);
    if (pressed_ >= 0 && std::abs(dragged_ - pressed_) > 1) {
        QColor veil = p.text1;
        veil.setAlphaF(0.08f);
        const double left = std::clamp(std::min(pressed_, dragged_), s.box.left(), s.box.right());
        const double right = std::clamp(std::max(pressed_, dragged_), s.box.left(), s.box.right());
        painter.fillRect(QRectF(left, s.box.top(), right - left, s.box.height()), veil);
    }
    QStringList words;
    const auto [first, end] = shownPoints();
    if (looksCloser())
        words << tr("steps %1 to %2; double click: all")
                     .arg(grouped(std::llround(s.axis.first)), grouped(std::llround(s.axis.last)));
    if (double(end - first) > 2 * s.box.width())
        words << tr("%1 points, least to greatest in each column").arg(grouped(qint64(end - first)));
    painter.setFont(textFont(11));
    painter.setPen(p.text3);
    painter.drawText(s.box.adjusted(0, -10, -4, 0), Qt::AlignRight | Qt::AlignTop, words.join(QStringLiteral(" · ")));
}

QStringList LossPlot::changesNear(const Scale& s, std::int64_t step) const
{
    constexpr double kNear = 5; // pixels
    QStringList lines;
    const auto text = [](const ParamValue& value) {
        if (const auto* real = std::get_if<double>(&value))
            return smallNumber(*real, 6);
        if (const auto* whole = std::get_if<long long>(&value))
            return grouped(*whole);
        const auto* words = std::get_if<std::string>(&value);
        return words ? QString::fromStdString(*words) : tr(std::get<bool>(value) ? "on" : "off");
    };
    for (const auto& change : history_.changes())
        if (std::abs(s.x(double(change.step)) - s.x(double(step))) <= kNear)
            lines << tr("%1 %2 \u2192 %3")
                         .arg(QString::fromStdString(change.key).replace(u'_', u' '), text(change.before),
                              text(change.after));
    return lines;
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
    painter.drawEllipse(QPointF(x, s.y(isLoss() ? point.smoothed : valueOf(point))), 4.5, 4.5);
    painter.setBrush(Qt::NoBrush);
    const auto* validation = isLoss() ? validationNear(point.step) : nullptr;
    if (validation) { // which of the dots the card speaks of
        painter.setPen(QPen(p.text1, 1.25));
        painter.drawEllipse(QPointF(s.x(double(validation->step)), s.y(validation->loss)), 5.0, 5.0);
    }
    struct Row {
        QString name;
        double value;
        QColor colour;
    };
    QList<Row> rows;
    if (isLoss())
        rows = {{tr("batch"), point.loss, p.text1}, {tr("smoothed"), point.smoothed, p.error.text}};
    else
        rows = {{quantity_ == Quantity::GradientNorm   ? tr("gradient")
                 : quantity_ == Quantity::LearningRate ? tr("rate")
                                                       : tr("pictures/s"),
                 valueOf(point), p.text1}};
    if (validation)
        rows << Row{tr("validation"), validation->loss, p.text1};
    const QStringList changed = changesNear(s, point.step);
    painter.setFont(textFont(11));
    int wide = 150;
    for (const QString& line : changed)
        wide = std::max(wide, painter.fontMetrics().horizontalAdvance(line) + 24);
    const double height = 38 + 18 * double(rows.size()) + (validation ? 16 : 0) + 16 * double(changed.size()) + 4;
    const QRectF card(x + 14 + wide > s.box.right() ? x - wide - 14 : x + 14, s.box.top() + 12, wide, height);
    drawBox(painter, card, 6, p.raised, p.line2);
    painter.setPen(p.text1);
    NumberLabel::draw(painter, card.topLeft() + QPointF(12, 21), tr("Step %1").arg(grouped(point.step)),
                      textFont(12, 600));
    painter.fillRect(hairline(painter, QRectF(card.left() + 12, card.top() + 31, card.width() - 24, 1)), p.line);
    double y = 48;
    for (const Row& row : rows) {
        painter.setFont(textFont(12));
        painter.setPen(p.text2);
        painter.drawText(card.topLeft() + QPointF(12, y), row.name);
        const QFont font = textFont(12, 600);
        const QString text = std::isfinite(row.value) ? smallNumber(row.value, 4) : tr("not a number");
        painter.setPen(row.colour);
        NumberLabel::draw(painter, {card.right() - 12 - NumberLabel::width(text, font), card.top() + y}, text, font);
        y += 18;
    }
    painter.setFont(textFont(11));
    painter.setPen(p.text3);
    y -= 2;
    if (validation) {
        painter.drawText(card.topLeft() + QPointF(12, y), tr("measured at %1").arg(grouped(validation->step)));
        y += 16;
    }
    painter.setPen(p.text2);
    for (const QString& line : changed) {
        painter.drawText(card.topLeft() + QPointF(12, y), line);
        y += 16;
    }
}

} // namespace diffuscope::ui
