#include "ui/reverse/edit/round_trip_chart.h"

#include "ui/reverse/trajectories/trajectory.h"
#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/timeline/timeline_geometry.h"
#include "ui/widgets/compare/picture_difference.h"

#include <QElapsedTimer>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace diffuscope::ui {

namespace {
constexpr int kTripTop = 6, kTripGap = 4, kTripMost = 38, kTripMargin = 10, kTripSliceMs = 3;
} // namespace

RoundTripChart::RoundTripChart(QWidget* parent) : AxisChart(tr("Up to the noise and back"), parent)
{
    setObjectName(QStringLiteral("editRoundTrip"));
    setToolTip(tr("The way up to the noise, the way back with the same steps, and how far apart the two are"));
    slices_.setSingleShot(true);
    connect(&slices_, &QTimer::timeout, this, &RoundTripChart::compare);
}

void RoundTripChart::setRun(const Trajectory* run)
{
    run_ = run;
    up_.clear();
    back_.clear();
    points_.clear();
    next_ = 0;
    refresh();
}

void RoundTripChart::refresh()
{
    if (!slices_.isActive())
        slices_.start(0);
    update();
}

// Where both ways have been. The way up may have been kept in fewer steps.
void RoundTripChart::compare()
{
    if (!run_)
        return;
    QElapsedTimer clock;
    clock.start();
    for (; next_ < run_->frames(); ++next_) {
        if (clock.elapsed() >= kTripSliceMs)
            return slices_.start(0);
        const int step = run_->frame(next_).step, up = upAt(step);
        if (up < 0 || run_->up()[std::size_t(up)]->step != step)
            continue;
        const auto apart = differenceOf(run_->state(next_, 0), run_->up()[std::size_t(up)]->pictures.state(0));
        if (apart.comparable())
            points_.push_back({step, apart.rms});
    }
    Q_EMIT numbersChanged();
    update();
}

int RoundTripChart::upAt(int step) const
{
    int best = -1, distance = 0;
    for (int k = 0; run_ && k < int(run_->up().size()); ++k) {
        const int away = std::abs(run_->up()[std::size_t(k)]->step - step);
        if (best < 0 || away < distance)
            best = k, distance = away;
    }
    return best;
}

ChartTable RoundTripChart::table() const
{
    ChartTable table;
    table.title = accessibleName();
    table.columns = {{tr("step")}, {tr("apart (RMS)"), {}, 5}};
    table.rows = qsizetype(points_.size());
    for (qsizetype row = 0; row < table.rows && table.now < 0; ++row)
        if (points_[std::size_t(row)].step <= step())
            table.now = row;
    table.cell = [this](qsizetype row, int column) -> QVariant {
        const Point& point = points_[std::size_t(row)];
        return column == 0 ? QVariant(qlonglong(point.step)) : QVariant(point.apart);
    };
    return table;
}

int RoundTripChart::totalSteps() const { return run_ && run_->started() ? run_->schedule().timesteps() : 1000; }

double RoundTripChart::filmSide() const
{
    return std::min<double>(kTripMost, (height() - kTripTop - 2 * kTripGap) / 3.4);
}

QImage RoundTripChart::cell(int step, bool up)
{
    const int frame = !run_ ? -1 : up ? upAt(step) : run_->indexAt(step);
    if (frame < 0)
        return {};
    const bool reached = up || run_->finished() || run_->frame(run_->frames() - 1).step <= step;
    if (!reached)
        return {};
    const auto [place, isNew] = (up ? up_ : back_).try_emplace(frame);
    if (isNew)
        place->second = toQImage(up ? run_->up()[std::size_t(frame)]->pictures.state(0) : run_->state(frame, 0));
    return place->second;
}

void RoundTripChart::drawFilm(QPainter& painter, double top, bool up)
{
    const Palette& p = paletteOf(this);
    const TimelineGeometry geometry{double(trackWidth()), totalSteps(), false};
    const double high = filmSide();
    for (int k = 0; k < geometry.cellCount(); ++k) {
        const QRectF box(trackLeft() + k * geometry.cellWidth(), top, geometry.cellWidth(), high);
        const QImage picture = cell(geometry.stepOfCell(k), up);
        if (picture.isNull()) {
            painter.setPen(QPen(p.line2, 1, Qt::DashLine));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(box.adjusted(2.5, 2.5, -2.5, -2.5), 3, 3);
            continue;
        }
        const double shape = box.width() / box.height(); // the middle of the picture in the cell's shape
        const double wide = std::min(double(picture.width()), picture.height() * shape), tall = wide / shape;
        painter.drawImage(box, picture,
                          QRectF((picture.width() - wide) / 2, (picture.height() - tall) / 2, wide, tall));
        painter.fillRect(hairline(painter, QRectF(box.right() - 0.5, box.top(), 1, box.height())), p.surface);
    }
    drawBox(painter, QRectF(trackLeft(), top, trackWidth(), high), 0, QColor(), up ? p.noise.graphic : p.state.graphic);
    painter.setFont(textFont(11));
    painter.setPen(up ? p.noise.text : p.text2);
    painter.drawText(QRectF(16, top, trackLeft() - 32, high), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap,
                     up ? tr("up, to the noise") : tr("back, to the picture"));
}

void RoundTripChart::drawCurve(QPainter& painter, double top) const
{
    const Palette& p = paletteOf(this);
    const double bottom = height() - kTripMargin;
    painter.fillRect(hairline(painter, QRectF(xOf(0), bottom, xOf(totalSteps()) - xOf(0), 1)), p.line2);
    double most = 0;
    for (const Point& point : points_)
        most = std::max(most, point.apart);
    painter.setFont(textFont(11));
    painter.setPen(p.error.text);
    painter.drawText(QRectF(16, top - 2, trackLeft() - 32, bottom - top + 4),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap,
                     points_.empty() ? tr("how far apart they are")
                                     : tr("apart (RMS): %1 at the picture").arg(smallNumber(points_.back().apart, 3)));
    if (most <= 0)
        return;
    QPolygonF line;
    for (const Point& point : points_)
        line.append({xOf(point.step), bottom - (bottom - top) * point.apart / most});
    painter.setPen(QPen(p.error.graphic, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(line);
}

void RoundTripChart::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    drawGround(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const double high = filmSide();
    drawFilm(painter, kTripTop, true);
    drawFilm(painter, kTripTop + high + kTripGap, false);
    drawCurve(painter, kTripTop + 2 * (high + kTripGap) + 4);
    drawPlayhead(painter);
}

} // namespace diffuscope::ui
