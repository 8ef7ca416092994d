#include "ui/widgets/plots.h"

#include "ui/widgets/plot_axis.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace diffuscope::ui {

namespace {

constexpr int kBins = 64, kAxis = 20;
constexpr double kReach = 4, kBinWidth = 2 * kReach / kBins;

double bell(double x) { return std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi); }

double bellMass(int bin) // the two end bins hold the tails
{
    const auto below = [](double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); };
    const double left = bin == 0 ? 0 : below(-kReach + bin * kBinWidth);
    return (bin == kBins - 1 ? 1 : below(-kReach + (bin + 1) * kBinWidth)) - left;
}

} // namespace

HistogramPlot::HistogramPlot(QWidget* parent) : QWidget(parent), density_(kBins, 0.0)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Histogram of pixel values"));
}

void HistogramPlot::setImage(const Image& image)
{
    density_.assign(kBins, 0.0);
    for (const float value : image.values)
        if (std::isfinite(value))
            ++density_[std::size_t(std::clamp(int(std::floor((double(value) + kReach) / kBinWidth)), 0, kBins - 1))];
    double total = 0;
    for (const double count : density_)
        total += count;
    kl_ = 0;
    for (int bin = 0; bin < kBins && total > 0; ++bin) {
        double& share = density_[std::size_t(bin)];
        share /= total;
        if (share > 0)
            kl_ += share * std::log(share / bellMass(bin));
        share /= kBinWidth;
    }
    setAccessibleDescription(tr("KL to the normal bell %1 nat").arg(number(kl_, 3)));
    update();
}

QSize HistogramPlot::sizeHint() const { return {304, 112}; }

void HistogramPlot::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box(0, 6, width(), height() - kAxis - 6);
    const double peak = std::max(0.5, *std::max_element(density_.begin(), density_.end()));
    const auto at = [&](double value, double density) {
        return QPointF(box.left() + (value + kReach) / (2 * kReach) * box.width(),
                       box.bottom() - density / peak * box.height());
    };
    QPainterPath curve(at(-kReach, bell(-kReach)));
    for (int i = 1; i <= 120; ++i) {
        const double x = -kReach + 2 * kReach * i / 120;
        curve.lineTo(at(x, bell(x)));
    }
    QPainterPath area = curve;
    area.lineTo(box.bottomRight());
    area.lineTo(box.bottomLeft());
    painter.fillPath(area, p.noise.wash);
    QColor bars = p.state.graphic;
    bars.setAlphaF(0.82f);
    for (int bin = 0; bin < kBins; ++bin) {
        const QPointF a = at(-kReach + bin * kBinWidth, density_[std::size_t(bin)]),
                      b = at(-kReach + (bin + 1) * kBinWidth, 0);
        painter.fillRect(QRectF(a, b).adjusted(0.4, 0, -0.4, 0), bars);
    }
    painter.setPen(QPen(p.noise.graphic, 2));
    painter.drawPath(curve);
    drawAxis(painter, box);
}

void HistogramPlot::drawAxis(QPainter& painter, const QRectF& box) const
{
    const Palette& p = paletteOf(this);
    painter.setFont(textFont(11));
    painter.setPen(p.text2);
    for (int value = -3; value <= 3; ++value) {
        const double x = box.left() + (value + kReach) / (2 * kReach) * box.width();
        painter.drawText(QRectF(x - 20, box.bottom() + 3, 40, 16), Qt::AlignCenter, compactNumber(value));
    }
    painter.drawText(QRectF(box.left(), box.center().y() - 22, 100, 16), Qt::AlignLeft | Qt::AlignVCenter,
                     tr("pixels now"));
    painter.setPen(p.noise.text);
    painter.drawText(QRectF(box.right() - 100, box.center().y() - 22, 100, 16), Qt::AlignRight | Qt::AlignVCenter,
                     tr("target bell"));
    painter.fillRect(QRectF(box.left(), box.bottom(), box.width(), 1), p.line2);
}

} // namespace diffuscope::ui
