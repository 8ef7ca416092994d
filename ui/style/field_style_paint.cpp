#include "ui/style/field_style.h"
#include "ui/style/icons.h"
#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"

#include <QPainter>
#include <QSlider>
#include <QStyleOption>
#include <QWidget>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

void drawField(QPainter& painter, const QStyleOption& option, const Palette& p, bool focused)
{
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool hovered = enabled && (option.state & QStyle::State_MouseOver);
    drawBox(painter, option.rect, 5, enabled ? p.raised : QColor(), !enabled ? p.line : hovered ? p.text3 : p.line2);
    if (focused && enabled)
        drawBox(painter, option.rect, 5, QColor(), p.focus, 2);
}

void drawSwitch(QPainter& painter, const QStyleOption& option, const Palette& p, const QWidget* widget)
{
    const bool on = option.state & QStyle::State_On;
    const QRectF rect = QRectF(option.rect.left(), option.rect.center().y() - 7.5, 28, 16);
    painter.save();
    if (!(option.state & QStyle::State_Enabled))
        painter.setOpacity(0.6);
    drawBox(painter, rect, 8, on ? p.text1 : p.line2, QColor());
    drawBox(painter, QRectF(rect.left() + (on ? 14 : 2), rect.top() + 2, 12, 12), 6, on ? p.canvas : p.raised,
            QColor());
    if (widget && showsFocus(widget))
        drawBox(painter, rect, 8, QColor(), p.focus, 2);
    painter.restore();
}

void drawChevron(QPainter& painter, const QPointF& centre, double half, const QColor& colour, bool up)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const double rise = (up ? -half : half) / 2;
    painter.drawPolyline(
        QPolygonF{centre + QPointF(-half, -rise), centre + QPointF(0, rise), centre + QPointF(half, -rise)});
    painter.restore();
}

void drawSpinBox(const FieldStyle& style, const QStyleOptionSpinBox& option, QPainter& painter, const Palette& p,
                 const QWidget* widget)
{
    const bool focused = option.state & QStyle::State_HasFocus;
    if (option.frame)
        drawField(painter, option, p, focused);
    const bool shown = (option.state & QStyle::State_Enabled) && (focused || (option.state & QStyle::State_MouseOver));
    if (!shown || option.buttonSymbols == QAbstractSpinBox::NoButtons)
        return;
    for (const bool up : {true, false}) {
        const auto part = up ? QStyle::SC_SpinBoxUp : QStyle::SC_SpinBoxDown;
        const QRect rect = style.subControlRect(QStyle::CC_SpinBox, &option, part, widget);
        const bool can =
            option.stepEnabled & (up ? QAbstractSpinBox::StepUpEnabled : QAbstractSpinBox::StepDownEnabled);
        drawChevron(painter, QRectF(rect).center() + QPointF(-1, up ? 2 : -2), 3, can ? p.text2 : p.line2, up);
    }
}

void drawScrollBar(const QStyleOptionSlider& option, QPainter& painter, const QRect& handle, const Palette& p)
{
    const bool active = option.state & (QStyle::State_MouseOver | QStyle::State_Sunken);
    const QRectF bar = option.orientation == Qt::Vertical ? QRectF(handle).adjusted(3, 2, -2, -2)
                                                          : QRectF(handle).adjusted(2, 3, -2, -2);
    drawBox(painter, bar, 2.5, active ? p.text3 : p.line2, QColor());
}

void drawSlider(const QStyleOptionSlider& option, QPainter& painter, const QRect& handle, const Palette& p,
                const QWidget* widget)
{
    const bool across = option.orientation == Qt::Horizontal;
    const QRectF whole = option.rect, knob = handle;
    const double middle = std::round(across ? whole.center().y() : whole.center().x());
    painter.save();
    if (!(option.state & QStyle::State_Enabled))
        painter.setOpacity(0.6);
    const auto stretch = [&](double from, double to, const QColor& colour) {
        const QRectF groove = across ? QRectF(from, middle - 1, to - from, 2) : QRectF(middle - 1, from, 2, to - from);
        drawBox(painter, groove, 1, colour, QColor());
    };
    const double start = across ? whole.left() + 6 : whole.top() + 6,
                 end = across ? whole.right() - 6 : whole.bottom() - 6;
    if (option.tickPosition != QSlider::NoTicks && option.tickInterval > 0 && across)
        for (int v = option.minimum; v <= option.maximum; v += option.tickInterval) {
            const double x =
                start + (end - start) * (v - option.minimum) / std::max(1, option.maximum - option.minimum);
            painter.fillRect(hairline(painter, QRectF(std::floor(x), middle + 3, 1, 4)), p.line2);
        }
    const QPointF centre = across ? QPointF(knob.center().x(), middle) : QPointF(middle, knob.center().y());
    const double at = across ? centre.x() : centre.y();
    stretch(start, end, p.line2);
    option.upsideDown ? stretch(at, end, p.text1) : stretch(start, at, p.text1);
    drawBox(painter, QRectF(centre - QPointF(6, 6), QSizeF(12, 12)), 6, p.raised,
            widget && showsFocus(widget) ? p.focus : p.text1, 2);
    painter.restore();
}

} // namespace

void FieldStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                               const QWidget* widget) const
{
    const Palette& p = paletteOf(widget);
    switch (element) {
    case PE_PanelLineEdit:
        if (const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option); frame && frame->lineWidth > 0)
            drawField(*painter, *option, p, option->state & State_HasFocus);
        return;
    case PE_FrameLineEdit:
    case PE_FrameFocusRect:
        return;
    case PE_IndicatorCheckBox:
        return drawSwitch(*painter, *option, p, widget);
    default:
        return QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void FieldStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                             const QWidget* widget) const
{
    const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(option);
    if (!bar || element == CE_ProgressBarLabel)
        return QProxyStyle::drawControl(element, option, painter, widget);
    const Palette& p = paletteOf(widget);
    const double height = std::min(4, option->rect.height());
    const QRectF groove(option->rect.left(), QRectF(option->rect).center().y() - height / 2, option->rect.width(),
                        height);
    if (element == CE_ProgressBarGroove)
        drawBox(*painter, groove, height / 2, p.line2, QColor());
    if (element == CE_ProgressBarContents && bar->maximum > bar->minimum) {
        const double share = double(bar->progress - bar->minimum) / (bar->maximum - bar->minimum);
        drawBox(*painter, QRectF(groove.topLeft(), QSizeF(groove.width() * std::clamp(share, 0.0, 1.0), height)),
                height / 2, p.prediction.graphic, QColor());
    }
    if (element == CE_ProgressBarContents && bar->maximum <= bar->minimum) { // busy: a steady half-tone band
        QColor band = p.prediction.graphic;
        band.setAlphaF(0.5f);
        drawBox(*painter, groove, height / 2, band, QColor());
    }
}

void FieldStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                    const QWidget* widget) const
{
    const Palette& p = paletteOf(widget);
    if (control == CC_ComboBox) {
        drawField(*painter, *option, p, option->state & State_HasFocus);
        const QRect arrow = subControlRect(control, option, SC_ComboBoxArrow, widget);
        const QColor colour = option->state & State_Enabled ? p.text3 : p.line2;
        drawChevron(*painter, QRectF(arrow).center() - QPointF(2, 0), 4, colour, false);
        return;
    }
    if (const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option); spin && control == CC_SpinBox)
        return drawSpinBox(*this, *spin, *painter, p, widget);
    const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (slider && control == CC_ScrollBar)
        return drawScrollBar(*slider, *painter, proxy()->subControlRect(control, option, SC_ScrollBarSlider, widget),
                             p);
    if (slider && control == CC_Slider)
        return drawSlider(*slider, *painter, proxy()->subControlRect(control, option, SC_SliderHandle, widget), p,
                          widget);
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

} // namespace diffuscope::ui
