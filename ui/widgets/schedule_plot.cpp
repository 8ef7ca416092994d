#include "ui/style/paint_kit.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/math_text.h"
#include "ui/widgets/plots.h"

#include <QEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr double kLogSnrLimit = 10; // natural log; beyond it the curve leaves the box

std::vector<double> curveOf(const Schedule& schedule, SchedulePlot::Quantity quantity)
{
    std::vector<double> curve;
    const bool alphaBar = quantity == SchedulePlot::Quantity::AlphaBar;
    curve.push_back(alphaBar ? 1.0 : kLogSnrLimit);
    for (int t = 0; t < schedule.timesteps(); ++t)
        curve.push_back(alphaBar ? schedule.alphaBar(t) : schedule.logSnr(t));
    return curve;
}

QPointF place(const QRectF& box, double share, double value, bool alphaBar)
{
    const double level =
        alphaBar ? value : (std::clamp(value, -kLogSnrLimit, kLogSnrLimit) + kLogSnrLimit) / (2 * kLogSnrLimit);
    return {box.left() + share * box.width(), box.bottom() - 4 - level * (box.height() - 8)};
}

QPainterPath pathOf(const std::vector<double>& curve, const QRectF& box, bool alphaBar)
{
    QPainterPath path;
    const std::size_t last = curve.size() - 1, pieces = std::min<std::size_t>(last, 240);
    for (std::size_t i = 0; i <= pieces; ++i) {
        const std::size_t at = pieces ? i * last / pieces : 0;
        const QPointF point = place(box, last ? double(at) / double(last) : 0, curve[at], alphaBar);
        i ? path.lineTo(point) : path.moveTo(point);
    }
    return path;
}

} // namespace

SchedulePlot::SchedulePlot(Quantity quantity, QWidget* parent) : QWidget(parent), quantity_(quantity)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(quantity == Quantity::AlphaBar ? tr("alpha-bar over the noise level")
                                                     : tr("log SNR over the noise level"));
}

void SchedulePlot::setSchedule(const Schedule& schedule)
{
    curve_ = curveOf(schedule, quantity_);
    ground_ = {};
    step_ = std::clamp(step_, 0, int(curve_.size()) - 1);
    update();
}

void SchedulePlot::setComparisons(const std::vector<Schedule>& others, const QString& names)
{
    others_.clear();
    for (const auto& other : others)
        others_.push_back(curveOf(other, quantity_));
    otherNames_ = names;
    ground_ = {};
    update();
}

void SchedulePlot::setStep(int step)
{
    step_ = std::max(0, step);
    if (!curve_.empty())
        setAccessibleDescription(number(curve_[std::min(std::size_t(step_), curve_.size() - 1)], 3));
    update();
}

QSize SchedulePlot::sizeHint() const { return {304, quantity_ == Quantity::AlphaBar ? 104 : 60}; }

QRectF SchedulePlot::box() const { return QRectF(rect()).adjusted(1, 1, -1, -1); }

void SchedulePlot::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (ground_.size() != size() * devicePixelRatioF() || ground_.devicePixelRatio() != devicePixelRatioF())
        renderGround();
    painter.drawPixmap(0, 0, ground_);
    if (curve_.empty())
        return;
    painter.setClipRect(box());
    drawCursor(painter, box());
}

void SchedulePlot::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        ground_ = {};
    QWidget::changeEvent(event);
}

// All but the cursor, which alone moves while the timeline does.
void SchedulePlot::renderGround()
{
    const Palette& p = paletteOf(this);
    const bool alphaBar = quantity_ == Quantity::AlphaBar;
    ground_ = QPixmap((size() * devicePixelRatioF()).expandedTo({1, 1}));
    ground_.setDevicePixelRatio(devicePixelRatioF());
    ground_.fill(Qt::transparent);
    QPainter painter(&ground_);
    painter.setRenderHint(QPainter::Antialiasing);
    drawBox(painter, rect(), 3, p.canvas, p.line);
    if (curve_.empty())
        return;
    const QRectF inside = box();
    painter.setClipRect(inside);
    painter.setPen(QPen(p.line2, 1.25));
    for (const auto& other : others_)
        painter.drawPath(pathOf(other, inside, alphaBar));
    const QPainterPath path = pathOf(curve_, inside, alphaBar);
    if (alphaBar) {
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
    painter.setPen(QPen(alphaBar ? p.signal.graphic : p.text1, alphaBar ? 2.25 : 1.75));
    painter.drawPath(path);
    painter.setBrush(Qt::NoBrush);
    drawLabels(painter, inside);
}

void SchedulePlot::drawCursor(QPainter& painter, const QRectF& inside) const
{
    const Palette& p = paletteOf(this);
    const bool alphaBar = quantity_ == Quantity::AlphaBar;
    const std::size_t last = curve_.size() - 1, at = std::min(std::size_t(step_), last);
    const QPointF dot = place(inside, last ? double(at) / double(last) : 0, curve_[at], alphaBar);
    painter.setPen(QPen(p.text1, 1.5));
    painter.drawLine(QPointF(dot.x(), inside.top()), QPointF(dot.x(), inside.bottom()));
    painter.setPen(QPen(p.canvas, 1.5));
    painter.setBrush(alphaBar ? p.signal.graphic : p.text1);
    painter.drawEllipse(dot, 4.5, 4.5);
    painter.setBrush(Qt::NoBrush);
    const QFont font = textFont(12, 600);
    const QString value = at == 0 && !alphaBar ? QStringLiteral("∞")
                          : alphaBar           ? number(curve_[at], 3)
                                               : signedNumber(curve_[at], 2);
    const double wide = NumberLabel::width(value, font);
    const bool left = dot.x() + 12 + wide > inside.right();
    const double y = std::clamp(dot.y() - 6, inside.top() + 14, inside.bottom() - 8);
    painter.setPen(alphaBar ? p.signal.text : p.text1);
    NumberLabel::draw(painter, {left ? dot.x() - 10 - wide : dot.x() + 10, y}, value, font);
}

void SchedulePlot::drawLabels(QPainter& painter, const QRectF& inside) const
{
    const Palette& p = paletteOf(this);
    if (quantity_ == Quantity::AlphaBar)
        MathText::draw(painter, inside.bottomLeft() + QPointF(8, -9), QStringLiteral("\\signal{\\bar{\\alpha}_t}"), 14,
                       p.signal.text, this);
    painter.setFont(textFont(11));
    if (quantity_ == Quantity::LogSnr) {
        painter.setPen(p.text2);
        painter.drawText(inside.bottomLeft() + QPointF(8, -8), tr("log SNR"));
    }
    painter.setPen(p.text3);
    const QString note = quantity_ == Quantity::AlphaBar ? otherNames_ : QStringLiteral("0 dB");
    const double y = quantity_ == Quantity::AlphaBar ? inside.center().y() + 4 : inside.center().y() - 6;
    painter.drawText(QRectF(inside.left(), y - 12, inside.width() - 8, 16), Qt::AlignRight | Qt::AlignVCenter, note);
}

} // namespace diffuscope::ui
