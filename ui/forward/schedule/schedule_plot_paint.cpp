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
        return (atData ? QStringLiteral("∞") : signedNumber(value, 2)) + QStringLiteral(" dB");
    return smallNumber(value, 3);
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
    const QRectF tools(inside.right() - hintRoom_ - 8, inside.top(), hintRoom_ + 8, 22);
    const std::vector<CurveName> names =
        placeNames(inside, curves, widths, {sampled(curve_)},
                   {tools, hintPlace(), QRectF(inside.left(), inside.bottom() - 26, 34, 26)});
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
    const QRectF place = valuePlace(dot, NumberLabel::width(value, font));
    if (!onCurve(place)) // the others' names and curves would be read with it
        painter.fillRect(place, p.canvas);
    painter.setPen(isAlphaBar() ? p.signal.text : p.text1);
    NumberLabel::draw(painter, place.bottomLeft() + QPointF(3, -4), value, font);
}

bool SchedulePlot::underHandle(const QRectF& place) const
{
    return std::any_of(rings_.begin(), rings_.end(), [&place](const CurveHandle* ring) {
        return !ring->isHidden() && place.intersects(QRectF(ring->geometry()).adjusted(4, 4, -4, -4));
    });
}

bool SchedulePlot::crosses(const Line& line, const QRectF& place) const
{
    for (double x = place.left(); x <= place.right(); x += 3) {
        const double share = shareOf({x, 0}).x;
        if (share >= 0 && share <= 1 && place.contains(QPointF(x, placeOf(share, valueOf(line, share)).y())))
            return true;
    }
    return false;
}

bool SchedulePlot::onCurve(const QRectF& place) const { return crosses(curve_, place); }

// Beside the dot where neither a handle nor the curve nor other words are; else where there is least of them.
QRectF SchedulePlot::valuePlace(const QPointF& dot, double wide) const
{
    constexpr double kTall = 17;
    const QRectF inside = box(), hint = hintPlace();
    const double right = inside.right() - (isAlphaBar() ? 0 : kZeroWord);
    QRectF best(std::clamp(dot.x() + 7, inside.left(), std::max(inside.left(), right - wide)), inside.top() + 1,
                wide + 6, kTall);
    int least = 100;
    for (const double top :
         {dot.y() - 19, dot.y() + 4, dot.y() - 36, dot.y() + 21, inside.top() + 26, inside.bottom() - 22})
        for (const double left : {dot.x() + 7, dot.x() - 13 - wide}) {
            const QRectF place(left, std::clamp(top, inside.top() + 1, inside.bottom() - kTall - 1), wide + 6, kTall);
            if (place.left() < inside.left() || place.right() > right + 4)
                continue;
            const int bad = 4 * int(underHandle(place)) + 2 * int(place.intersects(hint)) + 2 * int(onCurve(place));
            if (bad < least) {
                least = bad;
                best = place;
            }
        }
    return best;
}

// At the top right, else at the foot of the plot; nowhere where a curve or a handle is.
QRectF SchedulePlot::hintPlace() const
{
    const QString hint = hintShown();
    if (hint.isEmpty() || curve_.values.empty())
        return {};
    const QRectF inside = box();
    const double wide = QFontMetricsF(textFont(kCurveCaption)).horizontalAdvance(hint) + 4;
    for (const QPointF& at : {QPointF(inside.right() - 8 - hintRoom_ - wide, inside.top() + 4),
                              QPointF(inside.left() + 34, inside.bottom() - 22)}) {
        const QRectF place(at, QSizeF(wide, 18));
        const bool crossed =
            std::any_of(overlays_.begin(), overlays_.end(), [&](const Line& line) { return crosses(line, place); });
        if (place.left() > inside.left() && !underHandle(place) && !onCurve(place) && !crossed)
            return place;
    }
    return {};
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
            const bool covered = underHandle(card);
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
    painter.drawText(hintPlace(), Qt::AlignRight | Qt::AlignVCenter, hintShown());
}

} // namespace diffuscope::ui
