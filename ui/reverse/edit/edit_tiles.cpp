#include "ui/reverse/edit/edit_tiles.h"

#include "ui/style/theme.h"
#include "ui/widgets/terms/explain.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>

#include <algorithm>

namespace diffuscope::ui {

namespace {
constexpr int kTilePad = 12, kTwoLines = 40;
}

EditTiles::EditTiles(QWidget* parent) : QWidget(parent), group_(new QButtonGroup(this))
{
    setObjectName(QStringLiteral("editTiles"));
    setAccessibleName(tr("Way to edit"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    connect(group_, &QButtonGroup::buttonToggled, this, [this](QAbstractButton* button, bool on) {
        if (on)
            Q_EMIT currentChanged(button->objectName());
    });
}

void EditTiles::add(const QString& id, const QString& title, const QString& about)
{
    auto* tile = new EditTile(title, about);
    tile->setObjectName(id);
    group_->addButton(tile);
    layout()->addWidget(tile);
}

QString EditTiles::current() const
{
    return group_->checkedButton() ? group_->checkedButton()->objectName() : QString();
}

QAbstractButton* EditTiles::tile(const QString& id) const
{
    for (QAbstractButton* button : group_->buttons())
        if (button->objectName() == id)
            return button;
    return nullptr;
}

void EditTiles::setCurrent(const QString& id)
{
    if (QAbstractButton* chosen = tile(id))
        chosen->setChecked(true);
}

void EditTiles::setReason(const QString& id, const QString& reason)
{
    QAbstractButton* one = tile(id);
    if (!one)
        return;
    one->setEnabled(reason.isEmpty());
    diffuscope::ui::setReason(one, reason);
}

EditTile::EditTile(const QString& title, const QString& about, QWidget* parent) : QAbstractButton(parent), about_(about)
{
    setText(title);
    setToolTip(title + QStringLiteral(": ") + about);
    setAccessibleDescription(about);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAttribute(Qt::WA_Hover);
}

void EditTile::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double pen = isChecked() ? 1.5 : 1;
    painter.setPen(QPen(isChecked() ? p.selected : p.line2, pen));
    painter.setBrush(isChecked() ? p.raised : underMouse() && isEnabled() ? p.hover : p.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2), 5, 5);
    const QRect room = rect().adjusted(kTilePad, 0, -6, 0);
    const auto words = [&](const QRect& place, const QString& text, int alignment) {
        painter.drawText(place, alignment | Qt::AlignLeft,
                         painter.fontMetrics().elidedText(text, Qt::ElideRight, place.width()));
    };
    painter.setFont(textFont(13, isChecked() ? 600 : 500));
    painter.setPen(!isEnabled() ? p.text3 : p.text1);
    if (height() < kTwoLines) {
        words(room, text(), Qt::AlignVCenter);
    } else {
        const int middle = height() / 2;
        words(room.adjusted(0, 0, 0, -middle + 1), text(), Qt::AlignBottom);
        painter.setFont(textFont(11));
        painter.setPen(isEnabled() ? p.text2 : p.text3);
        words(room.adjusted(0, middle + 2, 0, 0), about_, Qt::AlignTop);
    }
    if (!hasFocus())
        return;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(p.focus, 2));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 5, 5);
}

} // namespace diffuscope::ui
