#include "ui/train/loss_legend.h"

#include "ui/style/theme.h"

#include <QPainter>

namespace diffuscope::ui {

namespace {
constexpr int kSample = 16, kGap = 6, kBetween = 18;
}

LossLegend::LossLegend(QWidget* parent) : QWidget(parent)
{
    const QFontMetrics metrics(textFont(11));
    setFixedSize(2 * (kSample + kGap) + kBetween + metrics.horizontalAdvance(tr("batch")) +
                     metrics.horizontalAdvance(tr("smoothed")) + 2,
                 16);
}

void LossLegend::paintEvent(QPaintEvent*)
{
    const Palette& colours = paletteOf(this);
    QPainter painter(this);
    painter.setFont(textFont(11));
    QColor raw = colours.error.graphic;
    raw.setAlphaF(0.27f);
    painter.fillRect(QRectF(0, 4.5, kSample, 7), raw);
    painter.setPen(colours.text2);
    const int left = kSample + kGap;
    painter.drawText(QRect(left, 0, 80, 16), Qt::AlignVCenter, tr("batch"));
    const int second = left + painter.fontMetrics().horizontalAdvance(tr("batch")) + kBetween;
    painter.fillRect(QRectF(second, 7, kSample, 2.25), colours.error.graphic);
    painter.drawText(QRect(second + kSample + kGap, 0, 100, 16), Qt::AlignVCenter, tr("smoothed"));
}

} // namespace diffuscope::ui
