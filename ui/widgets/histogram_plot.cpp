#include "ui/widgets/plots.h"

#include "ui/widgets/plot_axis.h"

#include <QEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

namespace diffuscope::ui {

namespace {

constexpr int kBins = 64, kAxis = 20, kPieces = 80;
constexpr double kReach = 4, kBinWidth = 2 * kReach / kBins;

double bell(double x) { return std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi); }

double bellMass(int bin) // the two end bins hold the tails
{
    const auto below = [](double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); };
    const double left = bin == 0 ? 0 : below(-kReach + bin * kBinWidth);
    return (bin == kBins - 1 ? 1 : below(-kReach + (bin + 1) * kBinWidth)) - left;
}

QPointF placeIn(const QRectF& box, double peak, double value, double density)
{
    return {box.left() + (value + kReach) / (2 * kReach) * box.width(), box.bottom() - density / peak * box.height()};
}

// Values in each bin, the tails in the end ones; what isn't finite is left out. Neighbours are counted in tables of
// their own: equal ones would wait for each other.
std::vector<double> counted(const std::vector<float>& values)
{
    constexpr std::size_t kTables = 4;
    std::array<std::array<std::uint32_t, kBins + 1>, kTables> tables{};
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double place = std::clamp((double(values[i]) + kReach) / kBinWidth, 0.0, kBins - 1.0);
        const bool finite = std::abs(values[i]) <= std::numeric_limits<float>::max();
        ++tables[i % kTables][finite ? std::size_t(int(place)) : std::size_t(kBins)];
    }
    std::vector<double> density(kBins, 0.0);
    for (std::size_t bin = 0; bin < kBins; ++bin)
        for (const auto& table : tables)
            density[bin] += table[bin];
    return density;
}

} // namespace

HistogramPlot::HistogramPlot(QWidget* parent) : QWidget(parent), density_(kBins, 0.0)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Histogram of pixel values"));
}

void HistogramPlot::setImage(const Image& image)
{
    density_ = counted(image.values);
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

void HistogramPlot::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        axis_ = {};
    QWidget::changeEvent(event);
}

void HistogramPlot::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box(0, 6, width(), height() - kAxis - 6);
    const double peak = std::max(0.5, *std::max_element(density_.begin(), density_.end()));
    QPainterPath curve(placeIn(box, peak, -kReach, bell(-kReach)));
    for (int i = 1; i <= kPieces; ++i) {
        const double x = -kReach + 2 * kReach * i / kPieces;
        curve.lineTo(placeIn(box, peak, x, bell(x)));
    }
    QPainterPath area = curve;
    area.lineTo(box.bottomRight());
    area.lineTo(box.bottomLeft());
    painter.fillPath(area, p.noise.wash);
    QColor bars = p.state.graphic;
    bars.setAlphaF(0.82f);
    painter.setRenderHint(QPainter::Antialiasing, false); // on whole device pixels, with one of them between
    const double dpr = devicePixelRatioF();
    const auto whole = [dpr](double at) { return std::round(at * dpr) / dpr; };
    for (int bin = 0; bin < kBins; ++bin) {
        const QPointF a = placeIn(box, peak, -kReach + bin * kBinWidth, density_[std::size_t(bin)]),
                      b = placeIn(box, peak, -kReach + (bin + 1) * kBinWidth, 0);
        const QPointF corner(whole(a.x()), whole(a.y())), opposite(whole(b.x()) - 1 / dpr, whole(b.y()));
        if (opposite.y() > corner.y())
            painter.fillRect(QRectF(corner, opposite), bars);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(p.noise.graphic, 2));
    painter.drawPath(curve);
    if (axis_.size() != size() * dpr || axis_.devicePixelRatio() != dpr)
        renderAxis(box);
    painter.drawPixmap(0, 0, axis_);
}

void HistogramPlot::renderAxis(const QRectF& box)
{
    axis_ = QPixmap((size() * devicePixelRatioF()).expandedTo({1, 1}));
    axis_.setDevicePixelRatio(devicePixelRatioF());
    axis_.fill(Qt::transparent);
    QPainter painter(&axis_);
    painter.setRenderHint(QPainter::Antialiasing);
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
