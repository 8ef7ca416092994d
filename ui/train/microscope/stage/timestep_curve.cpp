#include "ui/train/microscope/stage/timestep_curve.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/train/microscope/microscope_state.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

TimestepCurve::TimestepCurve(MicroscopeState& state, QWidget* parent)
    : Chart(tr("The timesteps of the batch"), parent), state_(state)
{
    setObjectName(QStringLiteral("timestepCurve"));
    setToolTip(
        tr("The share of noise at each t, and the t that each picture of the batch got. Press or drag for another "
           "t of the followed picture."));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void TimestepCurve::setStep(int step)
{
    step_ = step;
    Q_EMIT numbersChanged();
    update();
}

ChartTable TimestepCurve::table() const
{
    ChartTable table;
    table.title = accessibleName();
    table.columns = {{tr("picture")}, {tr("t")}, {tr("noise scale"), {}, 4}};
    if (!state_.step())
        return table;
    table.rows = qsizetype(state_.step()->pictures.size());
    table.now = state_.picture();
    table.cell = [this](qsizetype row, int column) -> QVariant {
        const LookedAt& one = state_.step()->pictures[std::size_t(row)];
        return column == 0   ? QVariant(qlonglong(row + 1))
               : column == 1 ? QVariant(qlonglong(one.timestep + 1))
                             : QVariant(state_.schedule().noiseScale(one.timestep));
    };
    return table;
}

QRectF TimestepCurve::plot() const { return QRectF(rect()).adjusted(6, 12, -8, -22); }

QPointF TimestepCurve::placeOf(int timestep) const
{
    const QRectF box = plot();
    const Schedule& schedule = state_.schedule();
    return {box.left() + box.width() * double(timestep + 1) / schedule.timesteps(),
            box.bottom() - box.height() * schedule.noiseScale(timestep)};
}

void TimestepCurve::paintEvent(QPaintEvent*)
{
    if (!state_.step())
        return;
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = plot();
    const int total = state_.schedule().timesteps();
    QPainterPath curve(box.bottomLeft());
    for (int k = 0; k <= 100; ++k)
        curve.lineTo(placeOf(std::min(total - 1, k * total / 100)));
    QPainterPath area = curve;
    area.lineTo(box.bottomRight());
    painter.fillPath(area, p.noise.wash);
    painter.strokePath(curve, QPen(p.noise.graphic, 2));
    const auto mark = [&](int timestep, bool followed) {
        const QPointF at = placeOf(timestep);
        painter.setPen(QPen(followed ? p.text1 : p.line2, followed ? 1.5 : 1, followed ? Qt::SolidLine : Qt::DotLine));
        painter.drawLine(at, QPointF(at.x(), box.bottom()));
        painter.setPen(QPen(p.text1, 1.5));
        painter.setBrush(followed ? p.text1 : p.canvas);
        painter.drawEllipse(at, followed ? 6 : 3.5, followed ? 6 : 3.5);
    };
    const auto& pictures = state_.step()->pictures;
    for (std::size_t k = 0; k < pictures.size(); ++k)
        if (int(k) != state_.picture())
            mark(pictures[k].timestep, false);
    mark(std::clamp(step_ - 1, 0, total - 1), true);
    painter.setFont(textFont(11, 600));
    painter.setPen(p.signal.text);
    painter.drawText(QRectF(box.left(), box.bottom() + 4, 100, 16), Qt::AlignLeft, tr("data"));
    painter.setPen(p.noise.text);
    painter.drawText(QRectF(box.right() - 100, box.bottom() + 4, 100, 16), Qt::AlignRight, tr("noise"));
}

void TimestepCurve::pick(const QPointF& at)
{
    if (!state_.step())
        return;
    const QRectF box = plot();
    const int total = state_.schedule().timesteps();
    Q_EMIT stepPicked(std::clamp(int(std::lround((at.x() - box.left()) / box.width() * total)), 1, total));
}

void TimestepCurve::mousePressEvent(QMouseEvent* event) { pick(event->position()); }

void TimestepCurve::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton)
        pick(event->position());
}

} // namespace diffuscope::ui
