#include "ui/style/field_style.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QEvent>
#include <QScrollArea>
#include <QScrollBar>
#include <QStyleFactory>
#include <QStyleOption>
#include <QStyledItemDelegate>

namespace diffuscope::ui {

namespace {

constexpr int kField = 28, kArrow = 22, kStepper = 18;

void clearScrolledBackground(QWidget* widget)
{
    auto* viewport = widget->parentWidget();
    auto* area = viewport ? qobject_cast<QScrollArea*>(viewport->parentWidget()) : nullptr;
    if (area && area->widget() == widget)
        widget->setAutoFillBackground(false);
}

bool passesWheelOn(const QWidget* widget)
{
    if (qobject_cast<const QScrollBar*>(widget))
        return false;
    return qobject_cast<const QComboBox*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget) ||
           qobject_cast<const QAbstractSlider*>(widget);
}

} // namespace

FieldStyle::FieldStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

void FieldStyle::polish(QWidget* widget)
{
    QProxyStyle::polish(widget);
    clearScrolledBackground(widget);
    if (passesWheelOn(widget))
        widget->installEventFilter(this);
    if (auto* area = qobject_cast<QScrollArea*>(widget)) {
        area->setFrameShape(QFrame::NoFrame);
        area->viewport()->setAutoFillBackground(false);
    } else if (auto* combo = qobject_cast<QComboBox*>(widget)) {
        combo->setItemDelegate(new QStyledItemDelegate(combo));
        combo->setAttribute(Qt::WA_Hover);
    } else if (qobject_cast<QAbstractSpinBox*>(widget)) {
        widget->setAttribute(Qt::WA_Hover);
        widget->setMinimumHeight(kField);
    }
}

void FieldStyle::unpolish(QWidget* widget)
{
    widget->removeEventFilter(this);
    QProxyStyle::unpolish(widget);
}

// With the focus, too: who scrolls an inspector looks at what comes, not at the field that lies under the pointer.
bool FieldStyle::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::Wheel)
        return QProxyStyle::eventFilter(watched, event);
    event->ignore();
    return true;
}

int FieldStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_IndicatorWidth:
        return 28;
    case PM_IndicatorHeight:
    case PM_SliderThickness:
    case PM_SliderControlThickness:
        return 16;
    case PM_SliderLength:
        return 12;
    case PM_CheckBoxLabelSpacing:
        return 8;
    case PM_ScrollBarExtent:
        return 10;
    case PM_ScrollView_ScrollBarSpacing:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int FieldStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                          QStyleHintReturn* returned) const
{
    switch (hint) {
    case SH_ComboBox_Popup:
        return 0;
    case SH_Widget_Animation_Duration:
        if (qApp->property("diffuscopeReducedMotion").toBool())
            return 0;
        return QProxyStyle::styleHint(hint, option, widget, returned);
    case SH_ToolTip_WakeUpDelay:
        return 500;
    case SH_Slider_AbsoluteSetButtons:
        return Qt::LeftButton;
    default:
        return QProxyStyle::styleHint(hint, option, widget, returned);
    }
}

QSize FieldStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                   const QWidget* widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    if (type == CT_ComboBox || type == CT_SpinBox || type == CT_LineEdit)
        result.setHeight(kField);
    if (type == CT_ComboBox)
        result.setWidth(size.width() + kArrow + 12);
    return result;
}

QRect FieldStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                                 const QWidget* widget) const
{
    const QRect whole = option->rect;
    if (control == CC_ComboBox && part == SC_ComboBoxEditField)
        return whole.adjusted(5, 1, -kArrow, -1);
    if (control == CC_ComboBox && part == SC_ComboBoxArrow)
        return whole.adjusted(whole.width() - kArrow, 0, 0, 0);
    if (control != CC_SpinBox)
        return QProxyStyle::subControlRect(control, option, part, widget);
    const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
    const int stepper = spin && spin->buttonSymbols == QAbstractSpinBox::NoButtons ? 0 : kStepper;
    switch (part) {
    case SC_SpinBoxEditField:
        return whole.adjusted(4, 1, -std::max(stepper, 4), -1);
    case SC_SpinBoxUp:
        return stepper ? QRect(whole.right() - stepper + 1, whole.top(), stepper, whole.height() / 2) : QRect();
    case SC_SpinBoxDown:
        return stepper ? QRect(whole.right() - stepper + 1, whole.center().y() + 1, stepper, whole.height() / 2)
                       : QRect();
    default:
        return whole;
    }
}

QRect FieldStyle::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const
{
    const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
    if (element == SE_LineEditContents && frame && frame->lineWidth > 0)
        return option->rect.adjusted(6, 1, -6, -1);
    return QProxyStyle::subElementRect(element, option, widget);
}

} // namespace diffuscope::ui
