#include "ui/forward/schedule/schedule_plot.h"
#include "ui/forward/schedule/schedule_plot_handle.h"
#include "ui/forward/schedule/schedule_plot_names.h"
#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/math/math_text.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kWideEnough = 270;
constexpr int kCurveCaption = 11, kZeroWord = 44; // room for "0 dB"

} // namespace

void SchedulePlot::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (ground_.size() != size() * devicePixelRatioF() || ground_.devicePixelRatio() != devicePixelRatioF())
        renderGround();
    painter.drawPixmap(0, 0, ground_);
    if (curve_.values.empty())
        return;
    painter.setClipRect(box());
    drawCursor(painter);
    if (hover_ && !scrubbing_ && stroke_.empty() && !pen_)
        drawHover(painter);
    if (stroke_.size() > 1) {
        QPolygonF line;
        for (const CurvePoint& point : stroke_)
            line.append(placeOf(point.x, point.y));
        painter.setPen(QPen(paletteOf(this).signal.text, 2.25, Qt::DotLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolyline(line);
    }
}

QString SchedulePlot::valueText(double value, bool atData) const
{
    if (!isAlphaBar())
        return atData ? QStringLiteral("∞") : signedNumber(value, 2);
    return value > 0 && value < 0.0005
               ? QString::number(value, 'e', 0).replace(QStringLiteral("e-0"), QStringLiteral("e−"))
               : number(value, 3);
}

// In a narrow plot the curve and its value need the room.
QString SchedulePlot::hintShown() const { return width() < kWideEnough ? QString() : hint_; }

// All but the cursor and the pointer's values, which alone move while the timeline does.
void SchedulePlot::renderGround()
{
    const Palette& p = paletteOf(this);
    ground_ = QPixmap((QSizeF(size()) * devicePixelRatioF()).toSize().expandedTo({1, 1}));
    ground_.setDevicePixelRatio(devicePixelRatioF());
    ground_.fill(Qt::transparent);
    QPainter painter(&ground_);
    painter.setRenderHint(QPainter::Antialiasing);
    drawBox(painter, rect(), 3, p.canvas, p.line);
    if (curve_.values.empty())
        return;
    const QRectF inside = box();
    painter.setClipRect(inside);
    const QPainterPath path = pathOf(curve_);
    if (isAlphaBar()) {
        QPainterPath area = path;
        area.lineTo(inside.bottomRight());
        area.lineTo(inside.bottomLeft());
        QColor wash = p.signal.wash;
        wash.setAlphaF(0.35f);
        painter.fillPath(area, wash);
    } else {
        const double middle = std::round(inside.center().y()) + 0.5;
        painter.setPen(QPen(p.line2, 1, Qt::DotLine));
        painter.drawLine(QPointF(inside.left(), middle), QPointF(inside.right(), middle));
    }
    drawOverlays(painter);
    painter.setPen(QPen(isAlphaBar() ? p.signal.graphic : p.text1, isAlphaBar() ? 2.25 : 1.75));
    painter.drawPath(path);
    painter.setBrush(Qt::NoBrush);
    drawLabels(painter);
    if (isAlphaBar())
        nameOverlays(painter);
}

void SchedulePlot::drawOverlays(QPainter& painter) const
{
    QColor ink = paletteOf(this).text3;
    ink.setAlphaF(0.5f);
    painter.setPen(QPen(ink, 1));
    for (const Line& overlay : overlays_)
        painter.drawPath(pathOf(overlay));
}

// Each name beside its own curve; where there is no room the pointer tells it.
void SchedulePlot::nameOverlays(QPainter& painter) const
{
    constexpr int kSamples = 60;
    const QRectF inside = box();
    painter.setFont(textFont(kCurveCaption));
    const QFontMetricsF metrics(painter.font());
    const auto sampled = [this](const Line& line) {
        QPolygonF points;
        for (int i = 0; i <= kSamples; ++i)
            points.append(placeOf(double(i) / kSamples, valueOf(line, double(i) / kSamples)));
        return points;
    };
    std::vector<QPolygonF> curves;
    std::vector<double> widths;
    for (const Line& overlay : overlays_) {
        curves.push_back(sampled(overlay));
        widths.push_back(metrics.horizontalAdvance(overlay.name));
    }
    const double hint = hintRoom_ + metrics.horizontalAdvance(hintShown()) + 8;
    const std::vector<CurveName> names = placeNames(
        inside, curves, widths, {sampled(curve_)},
        {QRectF(inside.right() - hint, inside.top(), hint, 22), QRectF(inside.left(), inside.bottom() - 26, 34, 26)});
    QColor thin = paletteOf(this).text3;
    thin.setAlphaF(0.6f);
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto& [place, leader] = names[i];
        if (place.isEmpty())
            continue;
        painter.setPen(paletteOf(this).text3);
        painter.drawText(place.adjusted(0, -2, 4, 2), Qt::AlignLeft | Qt::AlignVCenter, overlays_[i].name);
        if (leader.isNull())
            continue;
        painter.setPen(QPen(thin, 0.75));
        painter.drawLine(QPointF(std::clamp(leader.x(), place.left() - 2, place.right() + 2),
                                 std::clamp(leader.y(), place.top(), place.bottom())),
                         leader);
    }
}

void SchedulePlot::drawCursor(QPainter& painter) const
{
    const Palette& p = paletteOf(this);
    const QRectF inside = box();
    const std::size_t last = curve_.values.size() - 1, at = std::min(std::size_t(step_), last);
    const QPointF dot = placeOf(last ? double(at) / double(last) : 0, curve_.values[at]);
    painter.setPen(QPen(p.text1, 1.5));
    painter.drawLine(QPointF(dot.x(), inside.top()), QPointF(dot.x(), inside.bottom()));
    painter.setPen(QPen(p.canvas, 1.5));
    painter.setBrush(isAlphaBar() ? p.signal.graphic : p.text1);
    painter.drawEllipse(dot, 4.5, 4.5);
    painter.setBrush(Qt::NoBrush);
    const QFont font = textFont(12, 600);
    const QString value = valueText(curve_.values[at], at == 0);
    const double wide = NumberLabel::width(value, font);
    const bool left = dot.x() + 12 + wide > inside.right() - (isAlphaBar() ? 0 : kZeroWord);
    const double y = std::clamp(dot.y() - 6, inside.top() + 14, inside.bottom() - 8);
    QPointF place(left ? dot.x() - 10 - wide : dot.x() + 10, y);
    const double hint = hintRoom_ + QFontMetricsF(textFont(11)).horizontalAdvance(hintShown()) + 8;
    if (!hintShown().isEmpty() && place.x() + wide + 3 > inside.right() - hint) // its words are whole or not there
        place.setY(std::max(y, inside.top() + 36));
    // Names and the hint may be where the value is, and would be read with it.
    painter.fillRect(QRectF(place.x() - 3, place.y() - 13, wide + 6, 17), p.canvas);
    painter.setPen(isAlphaBar() ? p.signal.text : p.text1);
    NumberLabel::draw(painter, place, value, font);
}

// Beside the pointer, and not under a handle.
QRectF SchedulePlot::cardFor(double wide) const
{
    const QRectF inside = box();
    QRectF best;
    for (const double top : {hover_->y() + 10, hover_->y() - 28, inside.top() + 26, inside.bottom() - 24})
        for (const double left : {hover_->x() + 12, hover_->x() - 12 - wide}) {
            const QRectF card(
                std::clamp(left, inside.left() + 2, std::max(inside.left() + 2, inside.right() - wide - 2)),
                std::clamp(top, inside.top() + 2, inside.bottom() - 22), wide, 20);
            const bool covered = std::any_of(rings_.begin(), rings_.end(), [&](const CurveHandle* ring) {
                return !ring->isHidden() && card.intersects(QRectF(ring->geometry()).adjusted(4, 4, -4, -4));
            });
            if (!covered && !card.contains(*hover_))
                return card;
            if (best.isNull())
                best = card;
        }
    return best;
}

// What the curves are at the pointer, in a small card that keeps out of its way.
void SchedulePlot::drawHover(QPainter& painter) const
{
    const Palette& p = paletteOf(this);
    const QRectF inside = box();
    const int at = stepAt(hover_->x()), last = int(curve_.values.size()) - 1, near = overlayNear(*hover_);
    const double share = last ? double(at) / last : 0;
    const double value = curve_.values[std::size_t(at)];
    painter.setPen(QPen(p.text3, 1, Qt::DotLine));
    const double x = placeOf(share, 0).x();
    painter.drawLine(QPointF(x, inside.top()), QPointF(x, inside.bottom()));
    QStringList words{tr("step %1").arg(grouped(at)), valueText(value, at == 0)};
    if (near >= 0) {
        const Line& overlay = overlays_[std::size_t(near)];
        painter.setPen(QPen(p.text2, 1.75));
        painter.drawPath(pathOf(overlay));
        words << overlay.name + u' ' + valueText(valueOf(overlay, share), at == 0);
    }
    const QString text = words.join(QStringLiteral("  "));
    painter.setFont(textFont(kCurveCaption));
    const double wide = painter.fontMetrics().horizontalAdvance(text) + 14;
    const QRectF card = cardFor(wide);
    drawBox(painter, card, 4, p.raised, p.line2);
    painter.setPen(p.text1);
    painter.drawText(card, Qt::AlignCenter, text);
}

void SchedulePlot::drawLabels(QPainter& painter) const
{
    const Palette& p = paletteOf(this);
    const QRectF inside = box();
    if (isAlphaBar())
        MathText::draw(painter, inside.bottomLeft() + QPointF(8, -9), QStringLiteral("\\signal{\\bar{\\alpha}_t}"), 14,
                       p.signal.text, this);
    painter.setFont(textFont(kCurveCaption));
    if (!isAlphaBar()) {
        painter.setPen(p.text2);
        painter.drawText(inside.bottomLeft() + QPointF(8, -8), tr("log SNR"));
        painter.setPen(p.text3);
        painter.drawText(QRectF(inside.left(), inside.center().y() - 18, inside.width() - 8, 16),
                         Qt::AlignRight | Qt::AlignVCenter, QStringLiteral("0 dB"));
        return;
    }
    painter.setPen(p.text3);
    painter.drawText(QRectF(inside.left(), inside.top() + 4, inside.width() - 8 - hintRoom_, 18),
                     Qt::AlignRight | Qt::AlignVCenter, hintShown());
}

} // namespace diffuscope::ui
