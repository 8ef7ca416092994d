#include "ui/train/clocks/guess_chart.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/image/picture_paint.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kGuessTop = 2, kGuessSide = 18, kCurveTop = 30, kCurveBottom = 24, kCurveSide = 10;
constexpr double kLeastDistance = 0.05; // of the axis

} // namespace

GuessChart::GuessChart(ClocksState& state, QWidget* parent)
    : Chart(tr("The guess at this t as it learns"), parent), state_(state)
{
    setObjectName(QStringLiteral("guessChart"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setToolTip(tr("How far the guess at this noise level is from the finished picture of the last row: root mean "
                  "square of values in [−1, 1]. A click chooses that moment of training."));
    connect(&state, &ClocksState::momentChanged, this, &GuessChart::refresh);
    connect(&state, &ClocksState::viewChanged, this, &GuessChart::refresh);
    refresh();
}

void GuessChart::refresh()
{
    distances_.clear();
    top_ = kLeastDistance;
    for (int row = 0; row < state_.history().count(); ++row) {
        distances_.push_back(state_.history().distance(row, state_.picture(), state_.t()));
        top_ = std::max(top_, distances_.back().value_or(0) * 1.12);
    }
    Q_EMIT numbersChanged();
    update();
}

ChartTable GuessChart::table() const
{
    ChartTable table;
    table.title = accessibleName();
    table.columns = {{tr("training step")}, {tr("RMS to the finished picture"), {}, 4}};
    std::vector<std::pair<std::int64_t, double>> known;
    for (std::size_t row = 0; row < distances_.size() && int(row) < state_.history().count(); ++row)
        if (distances_[row]) {
            if (int(row) == state_.row())
                table.now = qsizetype(known.size());
            known.emplace_back(state_.history().at(int(row)).step, *distances_[row]);
        }
    table.rows = qsizetype(known.size());
    table.cell = [known](qsizetype row, int column) -> QVariant {
        const auto& [step, distance] = known[std::size_t(row)];
        return column == 0 ? QVariant(qlonglong(step)) : QVariant(distance);
    };
    return table;
}

QRectF GuessChart::box() const
{
    return {0, kCurveTop, double(width()), std::max(10.0, double(height() - kCurveTop - kCurveBottom))};
}

// Evenly, as the rows are: most moments are early.
double GuessChart::xOf(int row) const
{
    const int last = std::max(1, int(distances_.size()) - 1);
    return kCurveSide + double(row) / last * (width() - 2 * kCurveSide);
}

QPointF GuessChart::placeOf(int row) const
{
    const QRectF place = box().adjusted(0, 8, 0, -8);
    return {xOf(row), place.bottom() - distances_[std::size_t(row)].value_or(0) / top_ * place.height()};
}

void GuessChart::drawStrip(QPainter& painter) const
{
    const WalkHistory& history = state_.history();
    const int places = std::max(2, (width() + 4) / (kGuessSide + 4));
    const std::vector<int> rows = spreadRows(history, state_.row(), std::min(places, ClockRows::kMost));
    const double pitch = rows.size() < 2 ? 0 : double(width() - kGuessSide - 4) / double(rows.size() - 1);
    for (std::size_t k = 0; k < rows.size(); ++k) {
        const QRectF cell(2 + double(k) * pitch, kGuessTop, kGuessSide, kGuessSide);
        const PackedImage* guess = history.cell(rows[k], state_.picture(), state_.t(), true, history.reach());
        if (guess)
            painter.drawImage(cell,
                              thumbnailOf(toQImage(guess->unpacked()), (cell.size() * devicePixelRatioF()).toSize()));
        else
            drawDashedCell(painter, cell.adjusted(1, 1, -1, -1), paletteOf(this), Concept::Prediction);
        if (rows[k] == state_.row())
            drawBox(painter, cell.adjusted(-1.5, -1.5, 1.5, 1.5), 3, {}, paletteOf(this).text1, 2);
    }
}

void GuessChart::drawValue(QPainter& painter, int row) const
{
    const Palette& p = paletteOf(this);
    const QPointF place = placeOf(row);
    painter.setPen(Qt::NoPen);
    painter.setBrush(p.error.graphic);
    painter.drawEllipse(place, 4, 4);
    painter.setPen(p.error.text);
    painter.setFont(textFont(11, 600));
    const double above = place.y() - 22 < box().top() ? place.y() + 6 : place.y() - 22;
    painter.drawText(QRectF(std::clamp(place.x() - 20, 0.0, std::max(0.0, width() - 40.0)), above, 40, 16),
                     Qt::AlignCenter, number(*distances_[std::size_t(row)], 2));
}

void GuessChart::drawCurve(QPainter& painter) const
{
    const Palette& p = paletteOf(this);
    QPainterPath path;
    bool begun = false;
    for (int row = 0; row < int(distances_.size()); ++row) {
        if (!distances_[std::size_t(row)])
            continue;
        begun ? path.lineTo(placeOf(row)) : path.moveTo(placeOf(row));
        begun = true;
    }
    painter.setPen(QPen(p.error.graphic, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    painter.setPen(Qt::NoPen);
    painter.setBrush(p.error.graphic);
    const int last = int(distances_.size()) - 1;
    for (int row = 0; row <= last; ++row)
        if (distances_[std::size_t(row)])
            painter.drawEllipse(placeOf(row), 2, 2);
    for (const int row : {state_.row(), last})
        if (row >= 0 && row <= last && distances_[std::size_t(row)] &&
            (row == last || last - row > 1 || row == state_.row()))
            drawValue(painter, row);
}

void GuessChart::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    drawBox(painter, box().adjusted(0.5, 0.5, -0.5, -0.5), 4, p.sunken, p.line);
    const WalkHistory& history = state_.history();
    if (history.count() == 0)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    drawStrip(painter);
    drawCurve(painter);
    painter.setFont(textFont(11));
    painter.setPen(p.text3);
    const QRectF words(0, height() - kCurveBottom + 4, width(), 16);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, tr("step %1").arg(grouped(history.at(0).step)));
    painter.drawText(words, Qt::AlignRight | Qt::AlignVCenter, grouped(history.at(history.count() - 1).step));
    painter.drawText(words, Qt::AlignCenter, tr("distance from the end, RMS"));
    if (showsFocus(this))
        drawFocusRing(painter, QRectF(rect()).adjusted(1, 1, -1, -1), 4, p);
}

void GuessChart::pick(double x)
{
    const int last = int(distances_.size()) - 1;
    if (last < 0)
        return;
    const double share = (x - kCurveSide) / std::max(1, width() - 2 * kCurveSide);
    state_.setRow(int(std::lround(std::clamp(share, 0.0, 1.0) * last)));
}

void GuessChart::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        pick(event->position().x());
}

void GuessChart::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton)
        pick(event->position().x());
}

} // namespace diffuscope::ui
