#include "ui/window/frame/mode_rail.h"

#include "ui/style/icons.h"
#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QResizeEvent>

#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kLogoHeight = 48, kGap = 8, kSettingsHeight = 52;

} // namespace

ModeButton::ModeButton(const QString& iconName, const QString& title, const QString& shortcut, QWidget* parent)
    : QAbstractButton(parent), icon_(iconName)
{
    setText(title);
    setCheckable(true);
    setAccessibleName(title);
    setToolTip(title + QStringLiteral("  (") + shortcut + u')');
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
}

void ModeButton::setLabelled(bool labelled)
{
    labelled_ = labelled;
    update();
}

void ModeButton::setIconSize(int size) { iconSize_ = size; }

void ModeButton::paintEvent(QPaintEvent*)
{
    const Palette& palette = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(6.5, 4.5, -6.5, -4.5);
    if (isChecked() || underMouse()) {
        painter.setPen(isChecked() ? QPen(palette.line, 1) : QPen(Qt::NoPen));
        painter.setBrush(isChecked() ? palette.surface : palette.selectedWash);
        painter.drawRoundedRect(box, 8, 8);
    }
    if (isChecked()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(palette.selected);
        painter.drawRoundedRect(QRectF(-3, height() / 2.0 - 14, 6, 28), 2, 2);
    }
    if (showsFocus(this))
        drawFocusRing(painter, box, 8, palette);
    const QColor colour = isChecked() ? palette.text1 : underMouse() ? palette.text2 : palette.text3;
    const qreal words = labelled_ ? QFontMetricsF(textFont(11, 500)).height() : 0, gap = labelled_ ? 4 : 0;
    const qreal top = std::round((height() - iconSize_ - gap - words) / 2.0);
    drawIcon(painter, icon_, QRectF((width() - iconSize_) / 2.0, top, iconSize_, iconSize_), colour);
    if (!labelled_)
        return;
    painter.setPen(colour);
    painter.setFont(textFont(11, isChecked() ? 600 : 500));
    painter.drawText(QRectF(0, top + iconSize_ + gap, width(), words), Qt::AlignHCenter | Qt::AlignTop, text());
}

void LogoButton::paintEvent(QPaintEvent*)
{
    const Palette& palette = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (underMouse() && isEnabled())
        drawBox(painter, QRectF(rect()).adjusted(12, 5, -12, -5), 6, palette.hover, {});
    drawIcon(painter, QStringLiteral("logo"), QRectF((width() - 26) / 2.0, 11, 26, 26), palette.state.graphic);
    if (showsFocus(this))
        drawFocusRing(painter, QRectF(rect()).adjusted(12, 5, -12, -5), 6, palette);
}

ModeRail::ModeRail(QWidget* parent) : QWidget(parent), logo_(new LogoButton(this))
{
    logo_->setObjectName(QStringLiteral("logoButton"));
    logo_->setAttribute(Qt::WA_Hover);
    logo_->setFocusPolicy(Qt::TabFocus);
    setObjectName("modeRail");
    setAccessibleName("Modes");
    settings_ = new ModeButton(QStringLiteral("settings"), tr("Settings"), QStringLiteral("Ctrl+,"), this);
    settings_->setObjectName(QStringLiteral("settingsButton"));
    settings_->setCheckable(false);
    settings_->setIconSize(20);
}

void ModeRail::addMode(const QString& id, const QString& title)
{
    auto* button = new ModeButton(id, title, QStringLiteral("Ctrl+%1").arg(buttons_.size() + 1), this);
    button->setObjectName("mode_" + id);
    connect(button, &QAbstractButton::clicked, this, [this, id] {
        setCurrent(id);
        Q_EMIT modeChosen(id);
    });
    setTabOrder(buttons_.isEmpty() ? settings_ : buttons_.last(), button); // where the rail is in the focus's order
    setTabOrder(button, settings_);
    buttons_.append(button);
    ids_.append(id);
    arrange();
}

void ModeRail::setCurrent(const QString& id)
{
    for (int i = 0; i < buttons_.size(); ++i)
        buttons_[i]->setChecked(ids_[i] == id);
}

void ModeRail::setLabelled(bool labelled)
{
    if (labelled == labelled_)
        return;
    labelled_ = labelled;
    for (ModeButton* button : buttons_)
        button->setLabelled(labelled);
    settings_->setLabelled(labelled);
    arrange();
}

void ModeRail::arrange()
{
    const int item = labelled_ ? 64 : 52;
    logo_->setGeometry(0, 0, width(), kLogoHeight - 1);
    int top = kLogoHeight + kGap;
    for (ModeButton* button : buttons_) {
        button->setGeometry(0, top, width(), item);
        top += item;
    }
    settings_->setGeometry(0, height() - kSettingsHeight - 6, width(), kSettingsHeight);
}

void ModeRail::paintEvent(QPaintEvent*)
{
    const Palette& palette = paletteOf(this);
    QPainter painter(this);
    painter.fillRect(rect(), palette.base);
    painter.fillRect(hairline(painter, QRectF(width() - 1, 0, 1, height())), palette.line);
    painter.fillRect(hairline(painter, QRectF(0, kLogoHeight - 1, width(), 1)), palette.line);
}

void ModeRail::resizeEvent(QResizeEvent*) { arrange(); }

} // namespace diffuscope::ui
