#include "ui/reverse/sampler/sampler_tiles.h"

#include "core/session/catalog.h"
#include "ui/style/theme.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QPainter>

namespace diffuscope::ui {

namespace {
constexpr int kColumns = 3, kSamplerTile = 30;
}

SamplerTiles::SamplerTiles(QWidget* parent) : QWidget(parent), group_(new QButtonGroup(this))
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(5);
    const auto entries = samplers();
    const int columns = entries.size() == 4 ? 2 : kColumns;
    int k = 0;
    for (const CatalogEntry& entry : entries) {
        auto* tile = new Tile(QString::fromStdString(entry.name), QString::fromStdString(entry.about));
        tile->setObjectName(QString::fromStdString(entry.id));
        group_->addButton(tile);
        grid->addWidget(tile, k / columns, k % columns);
        ++k;
    }
    connect(group_, &QButtonGroup::buttonToggled, this, [this](QAbstractButton* button, bool on) {
        if (on)
            Q_EMIT currentChanged(button->objectName());
    });
    setCurrent(QStringLiteral("ddim"));
    if (!group_->checkedButton() && !group_->buttons().isEmpty())
        group_->buttons().first()->setChecked(true);
}

QString SamplerTiles::current() const
{
    return group_->checkedButton() ? group_->checkedButton()->objectName() : QString();
}

void SamplerTiles::setCurrent(const QString& id)
{
    for (QAbstractButton* button : group_->buttons())
        if (button->objectName() == id)
            button->setChecked(true);
}

Tile::Tile(const QString& text, const QString& tip, QWidget* parent) : QAbstractButton(parent)
{
    setText(text);
    setToolTip(tip);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
}

QSize Tile::sizeHint() const { return {QFontMetrics(textFont(12, 600)).horizontalAdvance(text()) + 14, kSamplerTile}; }

void Tile::paintEvent(QPaintEvent*)
{
    const Palette& colours = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double pen = isChecked() ? 1.5 : 1;
    painter.setPen(QPen(isChecked() ? colours.selected : colours.line2, pen));
    painter.setBrush(isChecked() ? colours.raised : underMouse() ? colours.hover : colours.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2), 5, 5);
    painter.setFont(textFont(12, isChecked() ? 600 : 500));
    painter.setPen(isChecked() ? colours.text1 : colours.text2);
    painter.drawText(rect(), Qt::AlignCenter, text());
    if (!hasFocus())
        return;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colours.focus, 2));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 5, 5);
}

} // namespace diffuscope::ui
