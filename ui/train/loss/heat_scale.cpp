#include "ui/train/loss/heat_scale.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/train/loss/loss_heat_map.h"

#include <QPainter>

namespace diffuscope::ui {

namespace {
constexpr int kRamp = 92, kGap = 6, kNumber = 48;

QString rounded(double loss) { return QString::number(loss, 'g', 2); }
} // namespace

HeatScale::HeatScale(QWidget* parent) : QWidget(parent) { setFixedSize(kRamp + 2 * (kGap + kNumber), 16); }

void HeatScale::setRange(std::pair<double, double> range)
{
    const bool known = range.second > 0;
    const QString low = known ? rounded(range.first) : QString(), high = known ? rounded(range.second) : QString();
    if (low == low_ && high == high_)
        return;
    low_ = low;
    high_ = high;
    setAccessibleName(known ? tr("Colours from loss %1 to %2").arg(low, high) : QString());
    setToolTip(accessibleName());
    update();
}

void HeatScale::paintEvent(QPaintEvent*)
{
    if (high_.isEmpty())
        return;
    const Palette& colours = paletteOf(this);
    QPainter painter(this);
    painter.setFont(textFont(11));
    painter.setPen(colours.text2);
    painter.drawText(QRect(0, 0, kNumber, height()), Qt::AlignRight | Qt::AlignVCenter, low_);
    painter.drawText(QRect(width() - kNumber, 0, kNumber, height()), Qt::AlignLeft | Qt::AlignVCenter, high_);
    const QRect ramp(kNumber + kGap, 4, kRamp, 8);
    for (int x = 0; x < kRamp; ++x)
        painter.fillRect(ramp.left() + x, ramp.top(), 1, ramp.height(),
                         LossHeatMap::colour((x + 0.5) / kRamp, colours.dark));
    drawBox(painter, QRectF(ramp).adjusted(-1, -1, 1, 1), 0, QColor(), colours.line2);
}

} // namespace diffuscope::ui
