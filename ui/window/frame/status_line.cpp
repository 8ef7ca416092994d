#include "ui/window/frame/status_line.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"

#include <QFontMetricsF>
#include <QPainter>

namespace diffuscope::ui {

namespace {

constexpr int kShownMs = 12'000; // time to read it, and to look up from what one did

} // namespace

StatusLine::StatusLine(QWidget* parent) : QWidget(parent)
{
    setObjectName("statusLine");
    setAccessibleName("Status");
    gone_.setSingleShot(true);
    gone_.setInterval(kShownMs);
    connect(&gone_, &QTimer::timeout, this, [this] { setMessage({}); });
}

void StatusLine::setHints(const QList<QPair<QString, QString>>& hints)
{
    hints_ = hints;
    update();
}

void StatusLine::setMessage(const QString& message)
{
    message.isEmpty() ? gone_.stop() : gone_.start(); // said again, it is news again
    if (message == message_)
        return;
    message_ = message;
    setAccessibleDescription(message);
    update();
}

namespace {

qreal drawKeys(QPainter& painter, qreal left, int height, const QString& keys, const Palette& palette)
{
    const QFont font = textFont(10, 500);
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    for (const QString& key : keys.split(u' ', Qt::SkipEmptyParts)) {
        const QRectF cap(left + 0.5, (height - 15) / 2 + 0.5, metrics.horizontalAdvance(key) + 9, 15);
        painter.setPen(QPen(palette.line2, 1));
        painter.setBrush(palette.surface);
        painter.drawRoundedRect(cap, 3, 3);
        painter.setPen(palette.text2);
        painter.drawText(cap, Qt::AlignCenter, key);
        left = cap.right() + 3;
    }
    return left;
}

} // namespace

void StatusLine::paintEvent(QPaintEvent*)
{
    const Palette& palette = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), palette.base);
    painter.fillRect(hairline(painter, QRectF(0, 0, width(), 1)), palette.line);
    const QFont font = textFont(11);
    const QFontMetricsF metrics(font);
    const qreal space = width() - 24;
    const QString message = metrics.elidedText(message_, Qt::ElideMiddle, space * 0.6);
    const qreal end = width() - 12 - metrics.horizontalAdvance(message) - 24;
    painter.setFont(font);
    painter.setPen(palette.text3);
    painter.drawText(QRectF(12, 1, space, height() - 1), Qt::AlignRight | Qt::AlignVCenter, message);
    qreal left = 12;
    for (const auto& [keys, words] : hints_) {
        const qreal needed = QFontMetricsF(textFont(10, 500)).horizontalAdvance(keys) +
                             12.0 * double(keys.split(u' ', Qt::SkipEmptyParts).size()) +
                             metrics.horizontalAdvance(words);
        if (left + needed > end)
            break;
        left = drawKeys(painter, left, height(), keys, palette) + 2;
        painter.setFont(font);
        painter.setPen(palette.text3);
        painter.drawText(QRectF(left, 1, 400, height() - 1), Qt::AlignLeft | Qt::AlignVCenter, words);
        left += metrics.horizontalAdvance(words) + 14;
    }
}

} // namespace diffuscope::ui
