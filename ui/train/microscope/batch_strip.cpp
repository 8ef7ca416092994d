#include "ui/train/microscope/batch_strip.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/timeline/timeline_geometry.h"
#include "ui/train/microscope/microscope_state.h"
#include "ui/train/microscope/substeps.h"
#include "ui/widgets/chart/plot_axis.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {
constexpr int kStripTop = 16, kStripBottom = 12, kStripRow = 19;
constexpr double kReach = 9; // pixels
} // namespace

BatchStrip::BatchStrip(MicroscopeState& state, QWidget* parent)
    : Chart(tr("The batch by timestep"), parent), state_(state)
{
    setObjectName(QStringLiteral("batchStrip"));
    setToolTip(
        tr("Error of each picture of the batch by its t, on a log scale, and the mean error of 16 pictures at some t. "
           "A click on a ring follows that picture."));
    setFixedHeight(150);
    const auto renew = [this] {
        low_ = 1e300, high_ = 0;
        const auto include = [this](double error) {
            if (error > 0 && std::isfinite(error)) {
                low_ = std::min(low_, error);
                high_ = std::max(high_, error);
            }
        };
        if (state_.step())
            for (const LookedAt& picture : state_.step()->pictures)
                include(picture.error);
        for (const auto& [timestep, error] : state_.errors())
            include(error);
        if (high_ <= 0)
            low_ = 0.01, high_ = 1;
        low_ /= 1.3;
        high_ *= 1.3;
        Q_EMIT numbersChanged();
        update();
    };
    connect(&state_, &MicroscopeState::stepChanged, this, renew);
    connect(&state_, &MicroscopeState::errorsChanged, this, renew);
}

void BatchStrip::alignToTrack(int left, int width)
{
    left_ = left;
    width_ = width;
    update();
}

void BatchStrip::setStep(int step)
{
    step_ = step;
    update();
}

ChartTable BatchStrip::table() const
{
    ChartTable table;
    table.title = accessibleName();
    table.columns = {{tr("picture")}, {tr("t")}, {tr("error"), {}, 5}};
    if (!state_.step())
        return table;
    table.rows = qsizetype(state_.step()->pictures.size());
    table.now = state_.picture();
    table.about = tr("loss of the batch %1").arg(errorText(state_.step()->loss));
    table.cell = [this](qsizetype row, int column) -> QVariant {
        const LookedAt& one = state_.step()->pictures[std::size_t(row)];
        return column == 0   ? QVariant(qlonglong(row + 1))
               : column == 1 ? QVariant(qlonglong(one.timestep + 1))
                             : QVariant(one.error);
    };
    return table;
}

double BatchStrip::xOf(int timestep) const
{
    return left_ + TimelineGeometry{double(width_), state_.schedule().timesteps(), false}.xOf(timestep + 1);
}

double BatchStrip::yOf(double error) const
{
    const double share = std::clamp(std::log(error / low_) / std::log(high_ / low_), 0.0, 1.0);
    return height() - kStripBottom - share * (height() - kStripTop - kStripBottom);
}

void BatchStrip::drawLegend(QPainter& painter) const
{
    const Palette& p = paletteOf(this);
    painter.setFont(textFont(12, 600));
    painter.setPen(p.text1);
    const int wide = left_ - 64;
    painter.drawText(QRect(16, 10, wide, 16), Qt::AlignLeft, tr("The batch by timestep"));
    painter.setFont(textFont(11));
    const QString loss = errorText(state_.step()->loss);
    const QStringList rows = {tr("mean error at t"), tr("the %1 pictures").arg(state_.step()->pictures.size()),
                              tr("under the lens"), tr("batch loss %1").arg(loss)};
    for (int k = 0; k < rows.size(); ++k) {
        const double y = 44 + k * kStripRow;
        painter.setPen(QPen(p.error.graphic, 1.5));
        painter.setBrush(k == 2 ? p.error.graphic : p.surface);
        if (k == 0)
            painter.drawLine(QPointF(16, y), QPointF(32, y));
        else if (k < 3)
            painter.drawEllipse(QPointF(24, y), 4, 4);
        painter.setPen(p.text2);
        painter.drawText(QRectF(42, y - 8, left_ - 92, 16), Qt::AlignLeft | Qt::AlignVCenter, rows[k]);
    }
}

void BatchStrip::drawLevels(QPainter& painter) const
{
    const Palette& p = paletteOf(this);
    painter.setFont(textFont(11));
    double above = -100;
    for (const Tick& tick : logTicks(low_, high_)) {
        const double y = yOf(tick.value);
        if (std::abs(y - above) < 20)
            continue;
        above = y;
        painter.fillRect(hairline(painter, QRectF(left_, y, width_, 1)), p.line);
        painter.setPen(p.text3);
        painter.drawText(QRectF(left_ - 48, y - 8, 42, 16), Qt::AlignRight | Qt::AlignVCenter, tick.label);
    }
}

void BatchStrip::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.fillRect(rect(), p.surface);
    painter.fillRect(hairline(painter, QRectF(0, 0, width(), 1)), p.line);
    if (!state_.step())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    drawLegend(painter);
    drawLevels(painter);
    QPainterPath curve;
    for (const auto& [timestep, error] : state_.errors()) {
        if (!(error > 0) || !std::isfinite(error))
            continue;
        const QPointF at(xOf(timestep), yOf(error));
        curve.elementCount() == 0 ? curve.moveTo(at) : curve.lineTo(at);
    }
    painter.strokePath(curve, QPen(p.error.graphic, 2));
    painter.fillRect(
        QRectF(left_ + TimelineGeometry{double(width_), state_.schedule().timesteps(), false}.xOf(step_) - 0.75, 0, 1.5,
               height()),
        p.text1);
    const auto& pictures = state_.step()->pictures;
    painter.setPen(QPen(p.error.graphic, 1.5));
    const auto mark = [&](std::size_t k) {
        const bool followed = int(k) == state_.picture();
        if (!std::isfinite(pictures[k].error))
            return;
        painter.setBrush(followed ? p.error.graphic : p.surface);
        painter.drawEllipse(QPointF(xOf(pictures[k].timestep), yOf(pictures[k].error)), followed ? 6 : 4.5,
                            followed ? 6 : 4.5);
    };
    for (std::size_t k = 0; k < pictures.size(); ++k)
        if (int(k) != state_.picture())
            mark(k);
    mark(std::size_t(state_.picture()));
    painter.setFont(textFont(12, 600));
    painter.setPen(p.error.text);
    const LookedAt& seen = state_.followed();
    const double x = xOf(seen.timestep), y = std::isfinite(seen.error) ? yOf(seen.error) : kStripTop;
    const bool leftOf = x > left_ + width_ - 80;
    painter.drawText(QRectF(leftOf ? x - 70 : x + 10, y + (y > height() - 34 ? -24 : 6), 60, 16),
                     leftOf ? Qt::AlignRight : Qt::AlignLeft, errorText(seen.error));
}

void BatchStrip::mousePressEvent(QMouseEvent* event)
{
    if (!state_.step())
        return;
    int best = -1;
    double least = kReach;
    const auto& pictures = state_.step()->pictures;
    for (std::size_t k = 0; k < pictures.size(); ++k) {
        if (!std::isfinite(pictures[k].error))
            continue;
        const QPointF away = event->position() - QPointF(xOf(pictures[k].timestep), yOf(pictures[k].error));
        if (const double far = std::hypot(away.x(), away.y()); far < least) {
            least = far;
            best = int(k);
        }
    }
    if (best >= 0)
        Q_EMIT picturePicked(best);
    else
        Chart::mousePressEvent(event);
}

} // namespace diffuscope::ui
