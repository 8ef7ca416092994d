#include "ui/forward/evidence/spectrum_plot.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/widgets/chart/plot_axis.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr double kLowest = -50, kHighest = 50; // dB
constexpr int kSpectrumAxis = 18;

double decibel(double power) { return power > 0 ? 10 * std::log10(power) : -1e3; }

} // namespace

SpectrumPlot::SpectrumPlot(QWidget* parent) : Chart(tr("Power by spatial frequency"), parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMouseTracking(true);
}

void SpectrumPlot::setData(const RadialSpectrum& spectrum)
{
    data_ = spectrum;
    Q_EMIT numbersChanged();
    update();
}

void SpectrumPlot::setState(const RadialSpectrum& spectrum)
{
    state_ = spectrum;
    Q_EMIT numbersChanged();
    update();
}

void SpectrumPlot::setAlphaBar(double alphaBar)
{
    alphaBar_ = alphaBar;
    Q_EMIT numbersChanged();
    update();
}

ChartTable SpectrumPlot::table() const
{
    ChartTable table;
    table.title = accessibleName();
    const auto drowned = drownedAbove();
    table.about = !drowned ? tr("the data is above the noise at every frequency")
                           : tr("detail finer than %1 cycles across has drowned").arg(number(*drowned, 1));
    const QString unit = tr("dB");
    table.columns = {{tr("cycles per side")},
                     {tr("x₀"), unit, 2},
                     {tr("data left"), unit, 2},
                     {tr("noise"), unit, 2},
                     {tr("xₜ measured"), unit, 2}};
    table.rows = std::max(data_.nyquist, state_.nyquist);
    table.cell = [this](qsizetype row, int column) -> QVariant {
        const int ring = int(row) + 1;
        if (column == 0)
            return qlonglong(ring);
        const RadialSpectrum& of = column == 4 ? state_ : data_;
        if (column != 3 && ring > of.nyquist)
            return {};
        const double power = column == 3 ? 1 - alphaBar_ : of.power[std::size_t(ring)] * (column == 2 ? alphaBar_ : 1);
        return 10 * std::log10(power);
    };
    return table;
}

// From the finest detail down to the first ring, smoothed over neighbours, that the noise does not cover.
std::optional<double> SpectrumPlot::drownedAbove() const
{
    const int last = data_.nyquist;
    if (last < 1 || alphaBar_ >= 1)
        return std::nullopt;
    for (int ring = last; ring >= 1; --ring) {
        double power = 0, count = 0;
        for (int near = std::max(1, ring - 1); near <= std::min(last, ring + 1); ++near) {
            power += data_.power[std::size_t(near)] * data_.count[std::size_t(near)];
            count += data_.count[std::size_t(near)];
        }
        if (alphaBar_ * power > (1 - alphaBar_) * count)
            return ring == last ? std::nullopt : std::optional<double>(ring + 0.5);
    }
    return 0;
}

QRectF SpectrumPlot::box() const
{
    const double labels = QFontMetricsF(textFont(11)).horizontalAdvance(compactNumber(-40)) + 6;
    return QRectF(rect()).adjusted(std::ceil(labels), 4, -1, -kSpectrumAxis);
}

QPointF SpectrumPlot::placeOf(double cycles, double power) const
{
    const QRectF inside = box();
    const double whole = std::log(std::max(2, std::max(data_.nyquist, state_.nyquist)));
    const double level = (std::clamp(decibel(power), kLowest, kHighest) - kLowest) / (kHighest - kLowest);
    return {inside.left() + std::log(std::max(cycles, 1.0)) / whole * inside.width(),
            inside.bottom() - level * inside.height()};
}

QPolygonF SpectrumPlot::curveOf(const RadialSpectrum& spectrum, double scale) const
{
    QPolygonF line;
    for (int ring = 1; ring <= spectrum.nyquist; ++ring)
        line.append(placeOf(ring, scale * spectrum.power[std::size_t(ring)]));
    return line;
}

void SpectrumPlot::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF inside = box();
    drawBox(painter, inside, 3, p.canvas, p.line);
    painter.save();
    painter.setClipRect(inside.adjusted(1, 1, -1, -1));
    const double noiseLevel = placeOf(1, 1 - alphaBar_).y();
    const auto drowned = drownedAbove();
    if (drowned) {
        QColor wash = p.noise.wash;
        wash.setAlphaF(0.55f);
        const double x = placeOf(std::max(1.0, *drowned), 1).x();
        painter.fillRect(QRectF(x, inside.top(), inside.right() - x, inside.height()), wash);
    }
    QColor faint = p.signal.graphic;
    faint.setAlphaF(0.45f);
    painter.setPen(QPen(faint, 1));
    painter.drawPolyline(curveOf(data_, 1));
    if (alphaBar_ < 1) {
        painter.setPen(QPen(p.noise.graphic, 2));
        painter.drawLine(QPointF(inside.left(), noiseLevel), QPointF(inside.right(), noiseLevel));
    }
    painter.setPen(QPen(p.signal.graphic, 2.25));
    painter.drawPolyline(curveOf(data_, alphaBar_));
    QPen dashed(p.state.graphic, 1.75);
    dashed.setDashPattern({5 / 1.75, 3 / 1.75});
    painter.setPen(dashed);
    painter.drawPolyline(curveOf(state_, 1));
    painter.restore();
    drawAxes(painter);
    if (hover_ > 0)
        drawHover(painter);
}

void SpectrumPlot::drawAxes(QPainter& painter) const
{
    const Palette& p = paletteOf(this);
    const QRectF inside = box();
    painter.setFont(textFont(11));
    painter.setPen(p.text3);
    for (const int level : {-40, 0, 40}) {
        const double y = placeOf(1, std::pow(10, level / 10.0)).y();
        painter.drawText(QRectF(0, y - 8, inside.left() - 5, 16), Qt::AlignRight | Qt::AlignVCenter,
                         compactNumber(level));
    }
    const int last = std::max(2, std::max(data_.nyquist, state_.nyquist));
    double taken = inside.left() - 40;
    for (int cycles = 1; cycles <= last; cycles *= 2) {
        const double x = placeOf(cycles, 1).x();
        if (x - taken < 26)
            continue;
        painter.drawText(QRectF(std::min(x, width() - 9.0) - 20, inside.bottom() + 2, 40, 16), Qt::AlignCenter,
                         compactNumber(cycles));
        taken = x;
    }
    // Where the noise's line would strike them out, the words stand on it.
    const double tall = painter.fontMetrics().height(), line = placeOf(1, 1 - alphaBar_).y();
    const bool struck = alphaBar_ < 1 && line > inside.bottom() - tall - 8;
    const double up = struck ? inside.bottom() - line + 2 : 5;
    painter.setPen(p.signal.text);
    painter.drawText(inside.adjusted(8, 0, 0, -up), Qt::AlignLeft | Qt::AlignBottom, tr("data left"));
    painter.setPen(p.noise.text);
    painter.drawText(inside.adjusted(0, 0, -8, -up), Qt::AlignRight | Qt::AlignBottom, tr("noise"));
    painter.setPen(p.text2);
    painter.drawText(inside.adjusted(0, 4, -8, 0), Qt::AlignRight | Qt::AlignTop, tr("xₜ measured, dashed · dB"));
}

void SpectrumPlot::drawHover(QPainter& painter) const
{
    const Palette& p = paletteOf(this);
    const QRectF inside = box();
    const auto level = [](const RadialSpectrum& spectrum, int ring) {
        return ring <= spectrum.nyquist ? signedNumber(decibel(spectrum.power[std::size_t(ring)]), 1)
                                        : QStringLiteral("–");
    };
    const double x = placeOf(hover_, 1).x();
    painter.setPen(QPen(p.text3, 1, Qt::DotLine));
    painter.drawLine(QPointF(x, inside.top()), QPointF(x, inside.bottom()));
    const QString text = tr("%1 cycles  x₀ %2  xₜ %3 dB").arg(hover_).arg(level(data_, hover_), level(state_, hover_));
    painter.setFont(textFont(11));
    const double wide = painter.fontMetrics().horizontalAdvance(text) + 14;
    const QRectF card(
        std::clamp(x - wide / 2, inside.left() + 2, std::max(inside.left() + 2, inside.right() - wide - 2)),
        inside.top() + 22, wide, 20);
    drawBox(painter, card, 4, p.raised, p.line2);
    painter.setPen(p.text1);
    painter.drawText(card, Qt::AlignCenter, text);
}

void SpectrumPlot::mouseMoveEvent(QMouseEvent* event)
{
    const QRectF inside = box();
    const int last = std::max(data_.nyquist, state_.nyquist);
    const double share = (event->position().x() - inside.left()) / inside.width();
    hover_ = last < 1 || share < 0 ? 0 : std::clamp(int(std::lround(std::pow(double(last), share))), 1, last);
    update();
}

void SpectrumPlot::leaveEvent(QEvent*)
{
    hover_ = 0;
    update();
}

} // namespace diffuscope::ui
