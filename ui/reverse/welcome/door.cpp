#include "ui/reverse/welcome/door.h"

#include "ui/style/icons.h"
#include "ui/style/paint_kit.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kDoorPicture = 64, kDoorPad = 14, kGapOfText = 14, kDoorRadius = 8;

qreal lineHeight(const QFont& font) { return QFontMetricsF(font).height(); }

} // namespace

Door::Door(const QString& title, const QString& about, const QString& keys, Concept frame, QWidget* parent)
    : QAbstractButton(parent), about_(about), keys_(keys), frame_(frame)
{
    setText(title);
    setAccessibleName(title);
    setAccessibleDescription(about);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
}

void Door::setPicture(const QImage& picture)
{
    picture_ = picture;
    update();
}

QSize Door::sizeHint() const
{
    const qreal words = lineHeight(textFont(14, 600)) + lineHeight(textFont(12)) + lineHeight(textFont(11)) + 14;
    return {402, std::max(kDoorPicture + 2 * kDoorPad, int(words) + 2 * kDoorPad)};
}

void Door::paintPicture(QPainter& painter, const QRectF& place) const
{
    const Palette& palette = paletteOf(this);
    const ConceptColours& colours = palette.of(frame_);
    if (!picture_.isNull()) {
        painter.setRenderHint(QPainter::SmoothPixmapTransform, picture_.width() > place.width() * devicePixelRatioF());
        painter.drawImage(place, picture_);
        drawBox(painter, place, 3, {}, colours.graphic, 2);
        return;
    }
    painter.setPen(QPen(colours.graphic, 1, Qt::DashLine));
    painter.setBrush(colours.wash);
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    drawIcon(painter, icon_, QRectF(place.center() - QPointF(12, 12), QSizeF(24, 24)), colours.text);
}

void Door::paintEvent(QPaintEvent*)
{
    const Palette& palette = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(1, 1, -1, -1);
    const bool marked = hasFocus() || underMouse();
    drawBox(painter, box, kDoorRadius, isDown() ? palette.selected : palette.raised,
            marked ? palette.text1 : palette.line2, hasFocus() ? 1.5 : 1);
    const QRectF picture(box.left() + kDoorPad, box.center().y() - kDoorPicture / 2.0, kDoorPicture, kDoorPicture);
    paintPicture(painter, picture);

    const QFont titleFont = textFont(14, 600), aboutFont = textFont(12), keyFont = textFont(10, 500);
    const qreal left = picture.right() + kGapOfText, right = box.right() - 36;
    const qreal title = lineHeight(titleFont), about = lineHeight(aboutFont), caps = lineHeight(keyFont) + 5;
    qreal top = box.center().y() - (title + about + caps + 8) / 2;
    const auto line = [&](const QFont& font, const QColor& colour, const QString& words, qreal height) {
        painter.setFont(font);
        painter.setPen(colour);
        painter.drawText(QRectF(left, top, right - left, height), Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetricsF(font).elidedText(words, Qt::ElideRight, right - left));
        top += height + 4;
    };
    line(titleFont, palette.text1, text(), title);
    line(aboutFont, palette.text2, about_, about);
    qreal cap = left;
    painter.setFont(keyFont);
    for (const QString& key : keys_.split(u' ', Qt::SkipEmptyParts)) {
        const QRectF place(cap + 0.5, top + 0.5, QFontMetricsF(keyFont).horizontalAdvance(key) + 9, caps - 1);
        painter.setPen(QPen(palette.line2, 1));
        painter.setBrush(palette.surface);
        painter.drawRoundedRect(place, 3, 3);
        painter.setPen(palette.text2);
        painter.drawText(place, Qt::AlignCenter, key);
        cap = place.right() + 4;
    }
    drawIcon(painter, QStringLiteral("chevronRight"), QRectF(box.right() - 32, box.center().y() - 10, 20, 20),
             palette.text2);
    if (showsFocus(this))
        drawFocusRing(painter, box, kDoorRadius, palette);
}

void Door::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return click();
    case Qt::Key_Up:
    case Qt::Key_Down:
        Q_EMIT movedBy(event->key() == Qt::Key_Up ? -1 : 1);
        return;
    default:
        QAbstractButton::keyPressEvent(event);
    }
}

} // namespace diffuscope::ui
