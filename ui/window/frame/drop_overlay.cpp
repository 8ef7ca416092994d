#include "ui/window/frame/drop_overlay.h"

#include "ui/style/icons.h"
#include "ui/style/theme.h"

#include <QPainter>

namespace diffuscope::ui {

DropOverlay::DropOverlay(QWidget* window) : QWidget(window)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

void DropOverlay::offer(const QString& sentence)
{
    sentence_ = sentence;
    setGeometry(parentWidget()->rect());
    raise();
    show();
    update();
}

void DropOverlay::paintEvent(QPaintEvent*)
{
    const Palette& palette = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor veil = palette.canvas;
    veil.setAlpha(215);
    painter.fillRect(rect(), veil);
    QPen dashes(palette.signal.graphic, 2);
    dashes.setDashPattern({4, 3});
    painter.setPen(dashes);
    painter.drawRoundedRect(QRectF(rect()).adjusted(16, 16, -16, -16), 10, 10);
    drawIcon(painter, "upload", QRectF(width() / 2.0 - 20, height() / 2.0 - 44, 40, 40), palette.signal.text);
    painter.setPen(palette.text1);
    painter.setFont(textFont(18, 600));
    painter.drawText(QRectF(0, height() / 2.0 + 6, width(), 30), Qt::AlignCenter, sentence_);
}

} // namespace diffuscope::ui
