#include "ui/train/microscope/stage/block_bars.h"

#include "ui/style/paint_kit.h"
#include "ui/widgets/chart/plot_axis.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {
constexpr int kBarsLeft = 44, kBarsTop = 18, kShape = 62, kBarsGrow = 200, kLevelDrop = 10, kWidestBar = 26;
} // namespace

BlockBars::BlockBars(const QString& title, Concept which, QWidget* parent) : Chart(title, parent), which_(which)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    grow_.setStartValue(0.0);
    grow_.setEndValue(1.0);
    connect(&grow_, &QVariantAnimation::valueChanged, this, [this] { update(); });
}

std::vector<BlockBars::Bar> BlockBars::folded(const std::vector<Bar>& bars)
{
    std::vector<Bar> result;
    for (const Bar& bar : bars) {
        const bool joins = !result.empty() && !bar.aside && !result.back().aside && result.back().level == bar.level;
        if (!joins) {
            result.push_back(bar);
            result.back().parts = {bar};
            continue;
        }
        Bar& level = result.back();
        level.parts.push_back(bar);
        level.value = std::hypot(level.value, bar.value);
        level.name = level.parts.front().name + QStringLiteral(" – ") + bar.name;
    }
    return result;
}

void BlockBars::setBars(std::vector<Bar> bars, const QString& unit, int decimals)
{
    const bool first = bars_.empty();
    bars_ = bars.size() > kMostBars ? folded(bars) : std::move(bars);
    unit_ = unit;
    decimals_ = decimals;
    double least = 1e300, most = 0;
    for (const Bar& bar : bars_)
        if (bar.value > 0 && std::isfinite(bar.value)) {
            least = std::min(least, bar.value);
            most = std::max(most, bar.value);
        }
    high_ = most > 0 ? most * 1.15 : 1;
    low_ = most > 0 ? std::max(least / 2, most / 1e4) : 0.001;
    if (first && animationTime(this) > 0) {
        grow_.setDuration(kBarsGrow);
        grow_.start();
    }
    Q_EMIT numbersChanged();
    update();
}

void BlockBars::setBackwards(bool backwards)
{
    backwards_ = backwards;
    update();
}

int BlockBars::largest() const
{
    const auto most =
        std::max_element(bars_.begin(), bars_.end(), [](const Bar& a, const Bar& b) { return a.value < b.value; });
    return most == bars_.end() ? -1 : int(most - bars_.begin());
}

ChartTable BlockBars::table() const
{
    ChartTable table;
    table.title = accessibleName();
    if (const int at = largest(); at >= 0)
        table.about = tr("largest: %1, %2")
                          .arg(bars_[std::size_t(at)].name, smallNumber(bars_[std::size_t(at)].value, decimals_));
    table.columns = {{tr("block")}, {tr("value"), unit_, decimals_ + 2}};
    table.rows = qsizetype(bars_.size());
    table.cell = [this](qsizetype row, int column) -> QVariant {
        const Bar& bar = bars_[std::size_t(row)];
        return column == 0 ? QVariant(bar.name) : QVariant(bar.value);
    };
    return table;
}

QRectF BlockBars::plot() const
{
    const int top = kBarsTop + (backwards_ ? 16 : 0);
    return {double(kBarsLeft), double(top), double(width() - kBarsLeft - 4), double(height() - top - kShape)};
}

double BlockBars::middleOf(std::size_t bar) const
{
    const QRectF box = plot();
    return box.left() + box.width() * (double(bar) + 0.5) / double(std::max<std::size_t>(1, bars_.size()));
}

double BlockBars::heightOf(double value) const
{
    if (value <= 0 || !std::isfinite(value))
        return 0;
    return std::clamp(std::log(value / low_) / std::log(high_ / low_), 0.0, 1.0);
}

void BlockBars::drawScale(QPainter& painter) const
{
    const Palette& p = paletteOf(this);
    const QRectF box = plot();
    painter.setFont(textFont(11));
    double above = -100;
    for (const Tick& tick : logTicks(low_, high_)) {
        const double y = box.bottom() - heightOf(tick.value) * box.height();
        if (std::abs(y - above) < 22)
            continue;
        above = y;
        painter.fillRect(hairline(painter, QRectF(box.left(), y, box.width(), 1)), p.line);
        painter.setPen(p.text3);
        painter.drawText(QRectF(0, y - 8, kBarsLeft - 8, 16), Qt::AlignRight | Qt::AlignVCenter, tick.label + unit_);
    }
    painter.fillRect(hairline(painter, QRectF(box.left(), box.bottom(), box.width(), 1)), p.line2);
}

// Under each bar a point, as deep as its block works.
void BlockBars::drawShape(QPainter& painter) const
{
    const Palette& p = paletteOf(this);
    const QRectF box = plot();
    const auto pointOf = [&](std::size_t k) {
        return QPointF(middleOf(k), box.bottom() + 13 + std::min(bars_[k].level, 3) * kLevelDrop);
    };
    painter.setPen(QPen(p.prediction.graphic, 1.5));
    for (std::size_t k = 1; k < bars_.size(); ++k)
        if (!bars_[k].aside)
            painter.drawLine(pointOf(k - 1), pointOf(k));
    painter.setBrush(p.prediction.wash);
    for (std::size_t k = 0; k < bars_.size(); ++k)
        if (!bars_[k].aside)
            painter.drawEllipse(pointOf(k), 4, 4);
    painter.setFont(textFont(11));
    painter.setPen(p.text2);
    const double room = box.width() / double(std::max<std::size_t>(1, bars_.size()));
    for (std::size_t k = 0; k < bars_.size(); ++k) {
        const double wide = bars_[k].aside ? room + 26 : room;
        const QString name = painter.fontMetrics().elidedText(bars_[k].name, Qt::ElideRight, int(wide));
        painter.drawText(QRectF(middleOf(k) - wide / 2, height() - 17, wide, 16), Qt::AlignCenter, name);
    }
}

void BlockBars::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    const ConceptColours& colours = p.of(which_);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    drawScale(painter);
    const QRectF box = plot();
    const double room = box.width() / double(std::max<std::size_t>(1, bars_.size()));
    const double wide = std::min<double>(kWidestBar, room * 0.62);
    const double grown = grow_.state() == QVariantAnimation::Running ? grow_.currentValue().toDouble() : 1;
    const int most = largest();
    for (std::size_t k = 0; k < bars_.size(); ++k) {
        const double high = heightOf(bars_[k].value) * box.height() * grown;
        painter.setOpacity(bars_[k].aside ? 0.55 : 1);
        drawBox(painter, QRectF(middleOf(k) - wide / 2, box.bottom() - high, wide, high), 2, colours.graphic, QColor());
        painter.setOpacity(1);
        const bool first = int(k) == most;
        painter.setFont(textFont(room < 40 ? 10 : 11, first ? 600 : 400));
        painter.setPen(first ? colours.text : p.text2);
        painter.drawText(QRectF(middleOf(k) - room / 2 - 4, box.bottom() - high - 17, room + 8, 16), Qt::AlignCenter,
                         smallNumber(bars_[k].value, decimals_));
    }
    drawShape(painter);
    if (!backwards_)
        return;
    painter.setFont(textFont(11));
    painter.setPen(QPen(colours.text, 1.5));
    const double y = 8, right = box.right() - 8, left = right - 120;
    painter.drawLine(QPointF(left, y), QPointF(right, y));
    painter.drawPolyline(QPolygonF({{left + 6, y - 4}, {left, y}, {left + 6, y + 4}}));
    painter.drawText(QRectF(left - 190, 0, 182, 16), Qt::AlignRight | Qt::AlignVCenter,
                     tr("the error travels backwards"));
}

void BlockBars::mousePressEvent(QMouseEvent* event)
{
    for (std::size_t k = 0; k < bars_.size(); ++k) {
        const double room = plot().width() / double(bars_.size());
        if (bars_[k].parts.size() < 2 || std::abs(event->position().x() - middleOf(k)) > room / 2)
            continue;
        const std::vector<Bar> parts = bars_[k].parts;
        bars_.erase(bars_.begin() + std::ptrdiff_t(k));
        bars_.insert(bars_.begin() + std::ptrdiff_t(k), parts.begin(), parts.end());
        Q_EMIT numbersChanged();
        return update();
    }
    Chart::mousePressEvent(event);
}

} // namespace diffuscope::ui
