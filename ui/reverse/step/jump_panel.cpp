#include "ui/reverse/step/jump_panel.h"

#include "ui/reverse/trajectories/trajectory.h"
#include "ui/style/paint_kit.h"
#include "ui/widgets/chart/plot_axis.h"
#include "ui/widgets/compare/picture_difference.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/image/image_view.h"
#include "ui/widgets/image/view_link.h"

#include <QHBoxLayout>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace diffuscope::ui {

namespace {
constexpr int kJumpAxis = 18, kJumpView = 100;
// Of pictures for the curve: more would be felt while the window draws. Levels between are left out where they are
// many.
constexpr std::size_t kMostJumpValues = 1'000'000;
} // namespace

JumpChart::JumpChart(QWidget* parent) : Chart(tr("Distance of the jump from the walk"), parent)
{
    setObjectName(QStringLiteral("jumpChart"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setToolTip(
        tr("How far the guess, jumped to at once from each noise level, is from the picture that the walk came to"));
}

void JumpChart::setPoints(std::vector<Point> points, int totalSteps)
{
    points_ = std::move(points);
    totalSteps_ = std::max(1, totalSteps);
    most_ = 0;
    for (const Point& point : points_)
        most_ = std::max(most_, point.distance);
    Q_EMIT numbersChanged();
    update();
}

void JumpChart::setStep(int step)
{
    step_ = step;
    Q_EMIT numbersChanged();
    update();
}

ChartTable JumpChart::table() const
{
    ChartTable table;
    table.title = accessibleName();
    table.columns = {{tr("from step")}, {tr("RMS to the walk"), {}, 5}};
    table.rows = qsizetype(points_.size());
    for (qsizetype row = 0; row < table.rows && table.now < 0; ++row)
        if (points_[std::size_t(row)].step <= step_)
            table.now = row;
    table.cell = [this](qsizetype row, int column) -> QVariant {
        const Point& point = points_[std::size_t(row)];
        return column == 0 ? QVariant(qlonglong(point.step)) : QVariant(point.distance);
    };
    return table;
}

QRectF JumpChart::box() const
{
    const double labels = QFontMetricsF(textFont(11)).horizontalAdvance(QStringLiteral("0.00")) + 6;
    return QRectF(rect()).adjusted(std::ceil(labels), 4, -1, -kJumpAxis);
}

QPointF JumpChart::placeOf(const Point& point) const
{
    const QRectF inside = box();
    const double top = most_ > 0 ? most_ * 1.08 : 1;
    return {inside.left() + double(point.step) / totalSteps_ * inside.width(),
            inside.bottom() - point.distance / top * inside.height()};
}

void JumpChart::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF inside = box();
    drawBox(painter, inside, 3, p.canvas, p.line);
    painter.setFont(textFont(11));
    if (points_.empty()) {
        painter.setPen(p.text3);
        painter.drawText(inside, Qt::AlignCenter | Qt::TextWordWrap, tr("appears when the walk has ended"));
        return;
    }
    painter.setPen(p.text3);
    for (const Tick& tick : linearTicks(0, most_ * 1.08, 2))
        if (tick.value <= most_ * 1.08)
            painter.drawText(QRectF(0, placeOf({0, tick.value}).y() - 8, inside.left() - 5, 16),
                             Qt::AlignRight | Qt::AlignVCenter, tick.label);
    painter.drawText(QRectF(inside.left(), inside.bottom() + 2, 80, 16), Qt::AlignLeft | Qt::AlignVCenter, tr("data"));
    painter.drawText(QRectF(inside.right() - 80, inside.bottom() + 2, 80, 16), Qt::AlignRight | Qt::AlignVCenter,
                     tr("noise"));
    QPolygonF line;
    for (const Point& point : points_)
        line.append(placeOf(point));
    painter.setClipRect(inside);
    painter.setPen(QPen(p.error.graphic, 2));
    painter.drawPolyline(line);
    const double x = placeOf({step_, 0}).x();
    painter.fillRect(QRectF(x - 0.75, inside.top(), 1.5, inside.height()), p.text1);
}

void JumpChart::pick(const QPointF& position)
{
    const QRectF inside = box();
    const double share = (position.x() - inside.left()) / inside.width();
    if (!points_.empty())
        Q_EMIT stepPicked(int(std::lround(std::clamp(share, 0.0, 1.0) * totalSteps_)));
}

void JumpChart::mousePressEvent(QMouseEvent* event) { pick(event->position()); }

void JumpChart::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton)
        pick(event->position());
}

JumpPanel::JumpPanel(QWidget* parent)
    : QWidget(parent), jump_(new ImageView(Concept::Prediction)), walk_(new ImageView(Concept::State)),
      difference_(new ImageView(Concept::Error)), numbers_(new NumberLabel(12, 600)), chart_(new JumpChart)
{
    setObjectName(QStringLiteral("jumpPanel"));
    jump_->setSymbol(QStringLiteral("\\hat{x}_0"), tr("jumped"));
    walk_->setSymbol(QStringLiteral("x_0"), tr("walked"));
    difference_->setSymbol({}, tr("difference"));
    auto* link = new ViewLink(this);
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    const std::pair<ImageView*, const char*> views[] = {
        {jump_, "jumped"}, {walk_, "walked"}, {difference_, "jumpDifference"}};
    for (const auto& [view, name] : views) {
        view->setObjectName(QLatin1String(name));
        view->setLink(link);
        view->setFixedHeight(kJumpView + 16);
        row->addWidget(view, 1);
    }
    numbers_->setObjectName(QStringLiteral("jumpNumbers"));
    numbers_->setToolTip(
        tr("Root mean square of the difference of values in [−1, 1], and the same as a signal to noise "
           "ratio: 20 log₁₀ (2 / RMS)"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addLayout(row);
    column->addWidget(numbers_);
    column->addWidget(chart_);
    connect(chart_, &JumpChart::stepPicked, this, &JumpPanel::stepPicked);
    showJump();
}

void JumpPanel::setTrajectory(const Trajectory* trajectory, int picture)
{
    trajectory_ = trajectory;
    picture_ = picture;
    collected_ = false;
    chart_->setPoints({}, trajectory ? trajectory->schedule().timesteps() : 1000);
    refresh();
}

void JumpPanel::refresh()
{
    if (isVisible())
        collect();
    showJump();
}

void JumpPanel::setFrame(int frame)
{
    frame_ = frame;
    if (trajectory_ && frame >= 0 && frame < trajectory_->frames())
        chart_->setStep(trajectory_->frame(frame).step);
    showJump();
}

void JumpPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh();
}

void JumpPanel::collect()
{
    if (collected_ || !trajectory_ || !trajectory_->finished())
        return;
    collected_ = true;
    const int last = trajectory_->frames() - 1;
    const Image walked = trajectory_->state(last, picture_);
    const auto most = std::max<std::size_t>(8, kMostJumpValues / std::max<std::size_t>(1, walked.values.size()));
    const int stride = int((std::size_t(last) + most - 1) / most);
    std::vector<JumpChart::Point> points;
    for (int k = 1; k <= last; k += stride)
        if (const PictureDifference difference = differenceOf(trajectory_->predictedData(k, picture_), walked);
            difference.comparable())
            points.push_back({trajectory_->frame(k).fromStep, difference.rms});
    chart_->setPoints(std::move(points), trajectory_->schedule().timesteps());
}

void JumpPanel::showJump()
{
    if (!isVisible())
        return say({}); // worked out when somebody looks
    const bool ended = trajectory_ && trajectory_->finished();
    const auto holder = ended ? trajectory_->predictionOf(frame_) : std::nullopt;
    if (!holder) {
        for (ImageView* view : {jump_, walk_, difference_})
            view->clear();
        numbers_->setText(tr("after the walk"));
        return say({});
    }
    const Image guess = trajectory_->predictedData(*holder, picture_);
    const Image walked = trajectory_->state(trajectory_->frames() - 1, picture_);
    const PictureDifference difference = differenceOf(guess, walked);
    jump_->setImage(guess);
    walk_->setImage(walked);
    if (!difference.comparable())
        return say({});
    difference_->setImage(difference.values);
    numbers_->setText(tr("from t = %1: RMS %2, %3 dB")
                          .arg(QString::number(trajectory_->frame(*holder).fromStep), number(difference.rms, 3),
                               decibels(difference.psnr)));
    say(tr("RMS %1").arg(number(difference.rms, 3)));
}

void JumpPanel::say(const QString& note)
{
    if (note == note_)
        return;
    note_ = note;
    Q_EMIT noteChanged(note);
}

} // namespace diffuscope::ui
