#include "ui/export/export_tiles.h"

#include "ui/style/icons.h"
#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kTileHeight = 52, kTileWidth = 236, kTileIcon = 20, kTilePad = 14;

} // namespace

FormatTile::FormatTile(const QString& id, const QString& name, const QString& about, const QString& icon,
                       QWidget* parent)
    : QAbstractButton(parent), id_(id), name_(name), about_(about), icon_(icon)
{
    setObjectName(QStringLiteral("formatTile ") + id);
    setCheckable(true);
    setAutoExclusive(true);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(name);
    setAccessibleDescription(about);
}

void FormatTile::setSizeText(const QString& text)
{
    size_ = text;
    setAccessibleDescription(text.isEmpty() ? about_ : about_ + QStringLiteral(", ") + text);
    update();
}

QSize FormatTile::sizeHint() const { return {kTileWidth, kTileHeight}; }

void FormatTile::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)
        Q_EMIT movedBy(event->key() == Qt::Key_Up ? -1 : 1);
    else
        QAbstractButton::keyPressEvent(event);
}

void FormatTile::paintEvent(QPaintEvent*)
{
    const Palette& palette = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(1, 1, -1, -1);
    drawBox(painter, box, 6, isChecked() || underMouse() ? palette.raised : palette.surface,
            isChecked() ? palette.selected : palette.line, isChecked() ? 1.5 : 1);
    if (showsFocus(this))
        drawFocusRing(painter, box.adjusted(3, 3, -3, -3), 4, palette);
    drawIcon(painter, icon_, QRectF(kTilePad, (height() - kTileIcon) / 2.0, kTileIcon, kTileIcon), palette.text2);
    const double left = kTilePad + kTileIcon + 12, right = width() - kTilePad;
    painter.setFont(textFont(12, isChecked() ? 600 : 400));
    painter.setPen(isChecked() ? palette.text1 : palette.text3);
    const double taken = painter.fontMetrics().horizontalAdvance(size_);
    painter.drawText(QRectF(right - taken, 0, taken + 1, height()), Qt::AlignRight | Qt::AlignVCenter, size_);
    const QRectF words(left, 0, right - taken - 8 - left, height());
    painter.setFont(textFont(13, 600));
    painter.setPen(palette.text1);
    painter.drawText(words.adjusted(0, 8, 0, -height() / 2.0), Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(name_, Qt::ElideRight, int(words.width())));
    painter.setFont(textFont(11));
    painter.setPen(palette.text3);
    painter.drawText(words.adjusted(0, height() / 2.0, 0, -8), Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(about_, Qt::ElideRight, int(words.width())));
}

ExportPreview::ExportPreview(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void ExportPreview::setPicture(const QImage& picture, bool small)
{
    picture_ = picture;
    small_ = small;
    update();
}

double ExportPreview::zoom() const
{
    if (picture_.isNull())
        return 1;
    const double ratio = devicePixelRatioF(); // a pixel of the file is one of the screen
    const double fits = std::min(width() * ratio / picture_.width(), height() * ratio / picture_.height());
    return small_ ? fits : std::min(1.0, fits);
}

QRectF ExportPreview::place() const
{
    const double scale = zoom() / devicePixelRatioF();
    const QSizeF size(picture_.width() * scale, picture_.height() * scale);
    return {(width() - size.width()) / 2, small_ ? 0 : (height() - size.height()) / 2, size.width(), size.height()};
}

void ExportPreview::paintEvent(QPaintEvent*)
{
    if (picture_.isNull())
        return;
    QPainter painter(this);
    const QRectF where = place();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, zoom() < 1);
    painter.drawImage(where, picture_);
    painter.setRenderHint(QPainter::Antialiasing);
    drawBox(painter, where, 0, {}, paletteOf(this).line2);
}

} // namespace diffuscope::ui
