#include "ui/reverse/edit/split_chart.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/widgets/chart/plot_axis.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace diffuscope::ui {

namespace {

constexpr double kSplitLowest = -50, kSplitHighest = 40; // dB
constexpr int kSplitAxis = 18;

double splitLevel(double power) { return power > 0 ? 10 * std::log10(power) : -1e3; }

} // namespace

SplitChart::SplitChart(QWidget* parent) : Chart(tr("Power by spatial frequency"), parent)
{
    setObjectName(QStringLiteral("editSplit"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setToolTip(tr("Power by spatial frequency: cycles per picture side, 0 dB is white noise of variance 1. Amber: what "
                  "is left from afar. Coral: the detail near by. Dashed: the picture, both together. They cross near "
                  "the cut-off, where the blur leaves half of a wave's height."));
}

void SplitChart::setParts(const std::optional<HybridSplit::Parts>& parts)
{
    parts_ = parts;
    Q_EMIT numbersChanged();
    update();
}

// Of exp(-2 (pi deviation f)^2), f in cycles per pixel.
double SplitChart::cutOff(double deviation, int side)
{
    return deviation > 0 ? side * std::sqrt(std::numbers::ln2 / 2) / (std::numbers::pi * deviation) : 0;
}

int SplitChart::rings() const { return parts_ ? parts_->ofPicture.nyquist : 0; }

ChartTable SplitChart::table() const
{
    ChartTable table;
    table.title = accessibleName();
    table.rows = rings();
    if (!parts_)
        return table;
    const double cut = cutOff(parts_->deviation, std::min(parts_->picture.width, parts_->picture.height));
    table.about = tr("cut-off at %1 cycles per side").arg(number(cut, 1));
    const QString unit = tr("dB");
    table.columns = {
        {tr("cycles per side")}, {tr("from afar"), unit, 2}, {tr("near by"), unit, 2}, {tr("both"), unit, 2}};
    table.cell = [this](qsizetype row, int column) -> QVariant {
        const auto ring = std::size_t(row) + 1;
        if (column == 0)
            return qlonglong(ring);
        const RadialSpectrum& of = column == 1 ? parts_->ofFar : column == 2 ? parts_->ofNear : parts_->ofPicture;
        const bool known = ring < of.power.size() && of.power[ring] > 0;
        return known ? QVariant(10 * std::log10(of.power[ring])) : QVariant();
    };
    return table;
}

QRectF SplitChart::box() const
{
    const double labels = QFontMetricsF(textFont(11)).horizontalAdvance(compactNumber(-40)) + 6;
    return QRectF(rect()).adjusted(std::ceil(labels), 4, -1, -kSplitAxis);
}

QPointF SplitChart::placeOf(double cycles, double power) const
{
    const QRectF inside = box();
    const double whole = std::log(std::max(2, rings()));
    const double level =
        (std::clamp(splitLevel(power), kSplitLowest, kSplitHighest) - kSplitLowest) / (kSplitHighest - kSplitLowest);
    return {inside.left() + std::log(std::max(cycles, 1.0)) / whole * inside.width(),
            inside.bottom() - level * inside.height()};
}

void SplitChart::drawCurve(QPainter& painter, const RadialSpectrum& spectrum, const QPen& pen) const
{
    QPolygonF line;
    for (int ring = 1; ring <= spectrum.nyquist; ++ring)
        line.append(placeOf(ring, spectrum.power[std::size_t(ring)]));
    painter.setPen(pen);
    painter.drawPolyline(line);
}

void SplitChart::drawCutOff(QPainter& painter) const
{
    const Palette& p = paletteOf(this);
    const double cut = cutOff(parts_->deviation, std::min(parts_->picture.width, parts_->picture.height));
    if (cut < 1 || cut > rings())
        return;
    const QRectF inside = box();
    const double x = placeOf(cut, 1).x();
    painter.setPen(QPen(p.text2, 1, Qt::DashLine));
    painter.drawLine(QPointF(x, inside.top()), QPointF(x, inside.bottom()));
    painter.setFont(textFont(11));
    painter.setPen(p.text2);
    const QString words = tr("cut-off %1").arg(number(cut, 1));
    const double wide = painter.fontMetrics().horizontalAdvance(words);
    const double left = x + 4 + wide < inside.right() ? x + 4 : x - 4 - wide;
    painter.drawText(QRectF(left, inside.top() + 3, wide + 1, 16), Qt::AlignLeft | Qt::AlignVCenter, words);
}

void SplitChart::drawAxes(QPainter& painter) const
{
    const Palette& p = paletteOf(this);
    const QRectF inside = box();
    painter.setFont(textFont(11));
    painter.setPen(p.text3);
    for (const int level : {-40, 0, 40}) {
        const double y = placeOf(1, std::pow(10, level / 10.0)).y();
        painter.drawText(QRectF(0, std::max(y - 8, 0.0), inside.left() - 5, 16), Qt::AlignRight | Qt::AlignVCenter,
                         compactNumber(level));
    }
    double taken = inside.left() - 40;
    for (int cycles = 1; cycles <= rings(); cycles *= 2) {
        const double x = placeOf(cycles, 1).x();
        if (x - taken < 26)
            continue;
        painter.drawText(QRectF(std::min(x, width() - 9.0) - 20, inside.bottom() + 2, 40, 16), Qt::AlignCenter,
                         compactNumber(cycles));
        taken = x;
    }
    painter.setPen(p.signal.text);
    painter.drawText(inside.adjusted(8, 0, 0, -4), Qt::AlignLeft | Qt::AlignBottom, tr("from afar"));
    painter.setPen(p.error.text);
    painter.drawText(inside.adjusted(0, 0, -8, -4), Qt::AlignRight | Qt::AlignBottom, tr("near by"));
}

void SplitChart::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF inside = box();
    drawBox(painter, inside, 3, p.canvas, p.line);
    if (!parts_) {
        painter.setFont(textFont(12));
        painter.setPen(p.text3);
        return painter.drawText(inside, Qt::AlignCenter | Qt::TextWordWrap, tr("The spectrum of the shown try"));
    }
    painter.save();
    painter.setClipRect(inside.adjusted(1, 1, -1, -1));
    QPen dashed(p.state.graphic, 1.5);
    dashed.setDashPattern({4, 3});
    drawCurve(painter, parts_->ofPicture, dashed);
    drawCurve(painter, parts_->ofFar, QPen(p.signal.graphic, 2));
    drawCurve(painter, parts_->ofNear, QPen(p.error.graphic, 2));
    painter.restore();
    drawCutOff(painter);
    drawAxes(painter);
}

} // namespace diffuscope::ui
