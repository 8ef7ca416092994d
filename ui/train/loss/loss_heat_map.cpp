#include "ui/train/loss/loss_heat_map.h"

#include "ui/style/paint_kit.h"
#include "ui/widgets/chart/plot_axis.h"
#include "ui/widgets/controls/number_label.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kHeatLeft = 52, kHeatRight = 24 + 40, kHeatTop = 4, kHeatBottom = 6;
constexpr int kRows = LossByTimestep::kRows;

QColor mixed(const QColor& a, const QColor& b, double share)
{
    const auto part = [share](int from, int to) { return int(std::lround(from + (to - from) * share)); };
    return {part(a.red(), b.red()), part(a.green(), b.green()), part(a.blue(), b.blue())};
}

QRectF plotBox(const QWidget* widget)
{
    return QRectF(kHeatLeft, kHeatTop, std::max(1, widget->width() - kHeatLeft - kHeatRight),
                  std::max(1, widget->height() - kHeatTop - kHeatBottom));
}

} // namespace

LossHeatMap::LossHeatMap(const RunHistory& history, QWidget* parent)
    : Chart(tr("Loss by timestep over training steps"), parent), history_(history)
{
    setMinimumSize(240, 80);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    setCursor(Qt::PointingHandCursor);
    connect(&history, &RunHistory::byTimestepChanged, this, [this] {
        Q_EMIT numbersChanged();
        update();
    });
    connect(&history, &RunHistory::curveChanged, this, [this] {
        if (losses().columns().empty())
            update(); // it says why
        if (axis_.last < double(history_.lastStep()) && axis_.first == 0 && !axis_.log)
            axis_.last = double(history_.lastStep()); // where nobody tells it another one
    });
}

void LossHeatMap::setProbe(int timestep)
{
    probe_ = timestep;
    update();
}

QColor LossHeatMap::colour(double level, bool dark)
{
    static const std::vector<std::pair<double, QColor>> kInk{
        {0, 0x101525}, {0.35, 0x542634}, {0.7, 0xFF7A68}, {1, 0xFFECE2}};
    static const std::vector<std::pair<double, QColor>> kPaper{
        {0, 0xFBF9F3}, {0.35, 0xF6CFC3}, {0.7, 0xD8503F}, {1, 0x6B1C16}};
    const auto& stops = dark ? kInk : kPaper;
    for (std::size_t i = 1; i < stops.size(); ++i)
        if (level <= stops[i].first)
            return mixed(stops[i - 1].second, stops[i].second,
                         std::clamp((level - stops[i - 1].first) / (stops[i].first - stops[i - 1].first), 0.0, 1.0));
    return stops.back().second;
}

// A row for each column of the map, a column for each of its rows, least noise first.
ChartTable LossHeatMap::table() const
{
    const int timesteps = losses().timesteps();
    ChartTable table;
    table.title = accessibleName();
    table.about = tr("Mean loss of the pictures whose noise level was drawn there.");
    table.columns = {{tr("step")}, {tr("to")}};
    for (int row = 0; row < kRows; ++row)
        table.columns.push_back({tr("t %1–%2")
                                     .arg((row * timesteps + kRows - 1) / kRows)
                                     .arg(((row + 1) * timesteps + kRows - 1) / kRows - 1),
                                 {},
                                 4});
    table.rows = qsizetype(losses().columns().size());
    table.now = table.rows - 1;
    table.cell = [this](qsizetype row, int column) -> QVariant {
        const LossByTimestep::Column& at = losses().columns()[std::size_t(row)];
        if (column < 2)
            return qlonglong(column == 0 ? at.first : at.last);
        const int count = at.count[column - 2];
        return count > 0 ? QVariant(at.sum[column - 2] / count) : QVariant();
    };
    return table;
}

QSize LossHeatMap::sizeHint() const { return {720, 160}; }

// Row 0 of the image is the noisiest; empty cells take the value below or before them.
QImage LossHeatMap::cells() const
{
    const auto& columns = losses().columns();
    QImage image(int(columns.size()), kRows, QImage::Format_RGB32);
    const bool dark = paletteOf(this).dark;
    const auto known = losses().range();
    const double low = std::max(known.first, 1e-9), high = std::max(known.second, low);
    std::vector<double> before(kRows, low);
    const double span = std::max(std::log(high / low), 1e-6);
    for (std::size_t x = 0; x < columns.size(); ++x)
        for (int row = 0; row < kRows; ++row) {
            double& mean = before[std::size_t(row)];
            if (columns[x].count[row] > 0)
                mean = columns[x].mean(row);
            image.setPixelColor(int(x), kRows - 1 - row, colour(std::log(mean / low) / span, dark));
        }
    return image;
}

void LossHeatMap::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    const QRectF box = plotBox(this);
    if (losses().columns().empty()) {
        painter.setPen(p.text3);
        painter.setFont(textFont(12));
        painter.drawText(box, Qt::AlignCenter,
                         history_.points().empty()
                             ? tr("The loss at each noise level appears here when training starts.")
                             : tr("Not recorded for this run."));
    } else {
        drawCells(painter, box);
    }
    drawBox(painter, box.adjusted(-1, -1, 1, 1), 0, QColor(), p.line2);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(textFont(11, 600));
    const QRectF label(0, box.top() - 2, box.left() - 8, 16);
    painter.setPen(p.noise.text);
    painter.drawText(label, Qt::AlignRight | Qt::AlignVCenter, tr("noise"));
    painter.setPen(p.signal.text);
    painter.drawText(label.translated(0, box.height() - 12), Qt::AlignRight | Qt::AlignVCenter, tr("data"));
    painter.setFont(textFont(11));
    painter.setPen(p.text2);
    painter.drawText(label.translated(0, box.height() / 2 - 6), Qt::AlignRight | Qt::AlignVCenter,
                     compactNumber(losses().timesteps() / 2));
    if (probe_ >= 0)
        drawProbe(painter, box);
}

void LossHeatMap::setAxis(const StepAxis& axis)
{
    if (axis == axis_)
        return;
    axis_ = axis;
    update();
}

// Each step lies below the same step of the loss curve, so what a run that goes on did before stays free.
void LossHeatMap::drawCells(QPainter& painter, const QRectF& box) const
{
    const auto& columns = losses().columns();
    const QImage all = cells();
    const auto x = [&](double step) { return box.left() + axis_.share(step) * box.width(); };
    painter.save();
    painter.setClipRect(box);
    for (std::size_t k = 0; k < columns.size(); ++k) {
        const double left = x(double(columns[k].first - 1)), right = x(double(columns[k].last));
        if (right >= box.left() && left <= box.right()) // a hair wider: no seams
            painter.drawImage(QRectF(left, box.top(), right - left + 0.5, box.height()), all,
                              QRectF(double(k), 0, 1, kRows));
    }
    const double before = std::min(x(double(columns.front().first - 1)), box.right()) - box.left();
    painter.restore();
    painter.setPen(paletteOf(this).text3);
    painter.setFont(textFont(12));
    const QString words = tr("not recorded");
    if (before > painter.fontMetrics().horizontalAdvance(words) + 16)
        painter.drawText(QRectF(box.topLeft(), QSizeF(before, box.height())), Qt::AlignCenter, words);
}

void LossHeatMap::drawProbe(QPainter& painter, const QRectF& box) const
{
    const Palette& p = paletteOf(this);
    const double y = std::round(box.bottom() - (probe_ + 0.5) / losses().timesteps() * box.height()) + 0.5;
    painter.setPen(QPen(p.text1, 1, Qt::DotLine));
    painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y));
    painter.setPen(Qt::NoPen);
    painter.setBrush(p.text1);
    painter.drawPolygon(QPolygonF{{box.right() + 2, y}, {box.right() + 9, y - 4.5}, {box.right() + 9, y + 4.5}});
    painter.setPen(p.text1);
    NumberLabel::draw(painter, {box.right() + 12, y + 4}, QString::number(probe_), textFont(11, 600));
}

void LossHeatMap::mousePressEvent(QMouseEvent* event)
{
    const QRectF box = plotBox(this);
    if (event->button() != Qt::LeftButton || !box.adjusted(0, -4, 60, 4).contains(event->position()))
        return;
    const double share = (box.bottom() - event->position().y()) / box.height();
    const int timestep = std::clamp(int(std::floor(share * losses().timesteps())), 0, losses().timesteps() - 1);
    setProbe(timestep);
    Q_EMIT timestepPicked(timestep);
}

} // namespace diffuscope::ui
