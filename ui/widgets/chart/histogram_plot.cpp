#include "ui/widgets/chart/histogram_plot.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/widgets/chart/plot_axis.h"

#include <QCoreApplication>
#include <QEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace diffuscope::ui {

namespace {

constexpr int kBins = ValueHistogram::kBins, kAxis = 20, kPieces = 80;
constexpr double kReach = ValueHistogram::kReach, kBinWidth = ValueHistogram::kBinWidth;
constexpr double kHighest = 1.6; // densities above it are cut, or the bell would be flat beside a plain picture

double bell(double x) { return std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi); }

double highestOf(const ValueHistogram& histogram)
{
    return *std::max_element(histogram.shares.begin(), histogram.shares.end()) / kBinWidth;
}

} // namespace

QString channelName(int channel, int channels)
{
    if (channels != 3)
        return channels == 1 ? QCoreApplication::translate("channel", "grey")
                             : QCoreApplication::translate("channel", "channel %1").arg(channel);
    return channel == 0   ? QCoreApplication::translate("channel", "red")
           : channel == 1 ? QCoreApplication::translate("channel", "green")
                          : QCoreApplication::translate("channel", "blue");
}

QString channelLetter(int channel, int channels)
{
    return channels == 3 ? QStringLiteral("RGB").mid(channel, 1) : channelName(channel, channels);
}

Qt::PenStyle channelDash(int channel)
{
    return channel == 0 ? Qt::SolidLine : channel == 1 ? Qt::DashLine : Qt::DotLine;
}

HistogramPlot::HistogramPlot(QWidget* parent) : Chart(tr("Histogram of pixel values"), parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void HistogramPlot::setImage(const Image& image)
{
    all_ = histogramOf(image);
    kl_ = klToBell(all_);
    if (byChannel_)
        countChannels(image);
    peak_ = std::clamp(highestOf(all_), 0.5, kHighest);
    Q_EMIT numbersChanged();
    update();
}

void HistogramPlot::setByChannel(bool on)
{
    byChannel_ = on;
    if (!on)
        channels_.clear();
    Q_EMIT numbersChanged();
    update();
}

ChartTable HistogramPlot::table() const
{
    ChartTable table;
    table.title = accessibleName();
    const QString pixels = QStringLiteral("%");
    table.about = tr("%1 values, KL to the normal bell %2 nat").arg(grouped(qlonglong(all_.count)), number(kl_, 3));
    table.columns = {
        {tr("value from"), {}, 3}, {tr("to"), {}, 3}, {tr("pixels"), pixels, 3}, {tr("N(0, 1)"), pixels, 3}};
    for (std::size_t channel = 0; channel < channels_.size(); ++channel)
        table.columns.push_back({channelName(int(channel), int(channels_.size())), pixels, 3});
    table.rows = all_.count > 0 ? kBins : 0;
    table.cell = [this](qsizetype row, int column) -> QVariant {
        if (column < 2)
            return -kReach + double(row + column) * kBinWidth;
        if (column == 3)
            return 100 * bellMass(int(row));
        const ValueHistogram& of = column == 2 ? all_ : channels_[std::size_t(column) - 4];
        return 100 * of.shares[std::size_t(row)];
    };
    return table;
}

void HistogramPlot::countChannels(const Image& image)
{
    channels_.clear();
    for (int channel = 0; channel < image.channels; ++channel)
        channels_.push_back(histogramOf(image, channel));
}

QSize HistogramPlot::sizeHint() const { return {304, 102}; }

void HistogramPlot::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        axis_ = {};
    QWidget::changeEvent(event);
}

QPointF HistogramPlot::placeOf(const QRectF& box, double value, double density) const
{
    return {box.left() + (value + kReach) / (2 * kReach) * box.width(),
            box.bottom() - std::min(density / (peak_ * 1.04), 1.0) * box.height()};
}

void HistogramPlot::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box(0, 4, width(), height() - kAxis - 4);
    drawBell(painter, box, true);
    byChannel_ ? drawOutlines(painter, box) : drawBars(painter, box);
    drawBell(painter, box, false);
    if (axis_.size() != size() * devicePixelRatioF() || axis_.devicePixelRatio() != devicePixelRatioF())
        renderAxis(box);
    painter.drawPixmap(0, 0, axis_);
}

void HistogramPlot::drawBell(QPainter& painter, const QRectF& box, bool area) const
{
    const Palette& p = paletteOf(this);
    QPainterPath curve(placeOf(box, -kReach, bell(-kReach)));
    for (int i = 1; i <= kPieces; ++i) {
        const double x = -kReach + 2 * kReach * i / kPieces;
        curve.lineTo(placeOf(box, x, bell(x)));
    }
    if (!area) {
        painter.setPen(QPen(p.noise.graphic, 2));
        return painter.drawPath(curve);
    }
    curve.lineTo(box.bottomRight());
    curve.lineTo(box.bottomLeft());
    painter.fillPath(curve, p.noise.wash);
}

// On whole device pixels, with one of them between.
void HistogramPlot::drawBars(QPainter& painter, const QRectF& box) const
{
    QColor bars = paletteOf(this).state.graphic;
    bars.setAlphaF(0.82f);
    painter.setRenderHint(QPainter::Antialiasing, false);
    const double dpr = devicePixelRatioF();
    const auto whole = [dpr](double at) { return std::round(at * dpr) / dpr; };
    for (int bin = 0; bin < kBins; ++bin) {
        const QPointF a = placeOf(box, -kReach + bin * kBinWidth, all_.shares[std::size_t(bin)] / kBinWidth),
                      b = placeOf(box, -kReach + (bin + 1) * kBinWidth, 0);
        const QPointF corner(whole(a.x()), whole(a.y())), opposite(whole(b.x()) - 1 / dpr, whole(b.y()));
        if (opposite.y() > corner.y())
            painter.fillRect(QRectF(corner, opposite), bars);
    }
    painter.setRenderHint(QPainter::Antialiasing);
}

void HistogramPlot::drawOutlines(QPainter& painter, const QRectF& box) const
{
    const Palette& p = paletteOf(this);
    for (std::size_t channel = 0; channel < channels_.size(); ++channel) {
        QPolygonF line;
        for (int bin = 0; bin < kBins; ++bin) {
            const double density = channels_[channel].shares[std::size_t(bin)] / kBinWidth;
            line << placeOf(box, -kReach + bin * kBinWidth, density)
                 << placeOf(box, -kReach + (bin + 1) * kBinWidth, density);
        }
        painter.setPen(QPen(p.state.graphic, 1.5, channelDash(int(channel))));
        painter.drawPolyline(line);
    }
}

void HistogramPlot::renderAxis(const QRectF& box)
{
    axis_ = QPixmap((QSizeF(size()) * devicePixelRatioF()).toSize().expandedTo({1, 1}));
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
    painter.fillRect(hairline(painter, QRectF(box.left(), box.bottom(), box.width(), 1)), p.line2);
}

} // namespace diffuscope::ui
