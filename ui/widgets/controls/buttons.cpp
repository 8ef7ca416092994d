#include "ui/widgets/controls/buttons.h"
#include "ui/style/icons.h"
#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kButtonHeight = 30, kIcon = 18, kIconGap = 7;

QColor blend(const QColor& from, const QColor& to, float share)
{
    return QColor::fromRgbF(from.redF() + (to.redF() - from.redF()) * share,
                            from.greenF() + (to.greenF() - from.greenF()) * share,
                            from.blueF() + (to.blueF() - from.blueF()) * share);
}

QFont fontOf(Button::Look look) { return textFont(12, look == Button::Look::Primary ? 600 : 500); }

QString plain(QString text) // without the mnemonic's mark
{
    return text.replace(QLatin1String("&&"), QLatin1String("\x01")).remove(u'&').replace(u'\x01', u'&');
}

} // namespace

Button::Button(const QString& text, const QString& iconName, Look look, QWidget* parent)
    : QPushButton(text, parent), iconName_(iconName), look_(look)
{
    setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    setAutoDefault(false);
}

void Button::setIconName(const QString& name)
{
    iconName_ = name;
    updateGeometry();
    update();
}

QSize Button::sizeHint() const
{
    const int label = int(std::ceil(QFontMetricsF(fontOf(look_)).horizontalAdvance(plain(text()))));
    const int mark = iconName_.isEmpty() ? 0 : kIcon + (label > 0 ? kIconGap : 0);
    return {label + mark + (look_ == Look::Flat ? 18 : 26), kButtonHeight};
}

void Button::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    if (!isEnabled())
        painter.setOpacity(0.6);
    QColor fill = look_ == Look::Primary ? p.selected : look_ == Look::Flat ? QColor() : p.raised;
    QColor border = look_ == Look::Primary ? p.selected : look_ == Look::Flat ? QColor() : p.line2;
    QColor ink = look_ == Look::Primary ? p.inverse : look_ == Look::Flat ? p.text2 : p.text1;
    if (!isEnabled())
        fill = QColor(), border = p.line, ink = p.text3;
    else if (look_ == Look::Primary && (underMouse() || isDown()))
        fill = border = blend(p.selected, p.surface, isDown() ? 0.25f : 0.12f);
    else if (isDown())
        fill = p.line2;
    else if (underMouse())
        fill = look_ == Look::Flat ? p.hover : blend(p.raised, p.line2, 0.22f), ink = p.text1;
    if (isChecked() && look_ != Look::Primary)
        fill = p.selectedWash, border = p.text1;
    drawBox(painter, rect(), 6, fill, border);
    const QFont font = fontOf(look_);
    const QFontMetricsF metrics(font);
    const int beside = (iconName_.isEmpty() ? 0 : kIcon + kIconGap) + 12;
    const QString label = metrics.elidedText(plain(text()), Qt::ElideRight, std::max(width() - beside, 0));
    const double wide = metrics.horizontalAdvance(label), mark = iconName_.isEmpty() ? 0 : kIcon;
    double x = std::round((width() - wide - mark - (mark > 0 && wide > 0 ? kIconGap : 0)) / 2);
    if (mark > 0)
        drawIcon(painter, iconName_, QRectF(x, (height() - kIcon) / 2.0, kIcon, kIcon), ink);
    x += mark + (mark > 0 ? kIconGap : 0);
    painter.setFont(font);
    painter.setPen(ink);
    painter.drawText(QPointF(x, std::round((height() + metrics.capHeight()) / 2)), label);
    if (showsFocus(this))
        drawFocusRing(painter, rect(), 6, p);
}

IconButton::IconButton(const QString& iconName, const QString& tip, QWidget* parent)
    : QAbstractButton(parent), iconName_(iconName)
{
    setToolTip(tip);
    setAccessibleName(tip);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void IconButton::setIconName(const QString& name)
{
    iconName_ = name;
    update();
}

void IconButton::setBox(int width, int height, int iconSize)
{
    box_ = {width, height};
    iconSize_ = iconSize;
    updateGeometry();
}

void IconButton::setPrimary(bool primary)
{
    primary_ = primary;
    update();
}

void IconButton::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    if (!isEnabled())
        painter.setOpacity(0.45);
    const double radius = primary_ ? 8 : 6;
    QColor fill = primary_ ? p.selected : isChecked() ? p.selectedWash : QColor();
    QColor ink = primary_ ? p.inverse : isChecked() ? p.text1 : p.text2;
    if (isEnabled() && (isDown() || underMouse())) {
        fill = primary_ ? blend(p.selected, p.surface, isDown() ? 0.25f : 0.12f) : isDown() ? p.line2 : p.hover;
        ink = primary_ ? p.inverse : p.text1;
    }
    if (fill.isValid())
        drawBox(painter, rect(), radius, fill, QColor());
    const QPointF corner((width() - iconSize_) / 2.0, (height() - iconSize_) / 2.0);
    drawIcon(painter, iconName_, QRectF(corner, QSizeF(iconSize_, iconSize_)), ink);
    if (showsFocus(this))
        drawFocusRing(painter, rect(), radius, p);
}

} // namespace diffuscope::ui
