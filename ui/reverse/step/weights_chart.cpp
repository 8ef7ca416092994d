#include "ui/reverse/step/weights_chart.h"

#include "ui/reverse/step/step_numbers.h"
#include "ui/reverse/trajectories/trajectory.h"
#include "ui/style/paint_kit.h"
#include "ui/timeline/timeline_geometry.h"
#include "ui/widgets/chart/plot_axis.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/math/math_text.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <limits>

namespace diffuscope::ui {

namespace {

using Kind = StepTerm::Kind;

constexpr int kWeightsTop = 12, kWeightsBottom = 14, kLegendTop = 30, kLegendRow = 19;
constexpr std::size_t kMostLines = 5;

Concept lineConcept(Kind kind)
{
    if (kind == Kind::State || kind == Kind::CorrectedState)
        return Concept::State;
    return kind == Kind::FreshNoise || kind == Kind::LearnedNoise ? Concept::Noise : Concept::Prediction;
}

Qt::PenStyle styleOf(std::size_t line)
{
    constexpr Qt::PenStyle kStyles[kMostLines] = {Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine,
                                                  Qt::DashDotDotLine};
    return kStyles[line % kMostLines];
}

} // namespace

WeightsChart::WeightsChart(QWidget* parent) : Chart(tr("What each term weighs"), parent)
{
    setObjectName(QStringLiteral("stepWeights"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setToolTip(tr("The weight of each picture in the sampler's steps: a point a step, from noise at the right to the "
                  "picture at the left"));
}

void WeightsChart::setTrajectory(const Trajectory* trajectory, const QString& predictionType)
{
    trajectory_ = trajectory;
    predictionType_ = predictionType;
    lines_.clear();
    collected_ = 0;
    refresh();
}

void WeightsChart::refresh()
{
    if (trajectory_ && trajectory_->frames() != collected_)
        collect();
    Q_EMIT numbersChanged();
    update();
}

// Terms of earlier steps share a line with none: each age is a term of its own.
void WeightsChart::collect()
{
    const double none = std::numeric_limits<double>::quiet_NaN();
    collected_ = trajectory_->frames();
    lines_.clear();
    for (int k = 1; k < collected_; ++k) {
        const auto numbers = stepNumbers(*trajectory_, k - 1, -1, predictionType_);
        if (!numbers)
            continue;
        for (const StepNumbers::Term& term : numbers->next) {
            auto line = std::find_if(lines_.begin(), lines_.end(),
                                     [&term](const Line& known) { return known.term.sameTensor(term.what); });
            if (line == lines_.end()) {
                QString symbol = term.symbol;
                if (term.what.age > 0) // at no one t
                    symbol = symbol.left(symbol.indexOf(QLatin1String("\\text{@"))) +
                             QStringLiteral("\\text{−%1}").arg(term.what.age);
                lines_.push_back({term.what, symbol, lineConcept(term.what.kind), {}});
                line = std::prev(lines_.end());
                line->weights.assign(std::size_t(collected_), none);
            }
            line->weights[std::size_t(k)] = term.coefficient;
        }
    }
    const auto size = [](const Line& line) {
        double sum = 0;
        for (const double weight : line.weights)
            sum += std::isnan(weight) ? 0 : std::abs(weight);
        return sum;
    };
    if (lines_.size() > kMostLines) {
        std::stable_sort(lines_.begin(), lines_.end(),
                         [&size](const Line& a, const Line& b) { return size(a) > size(b); });
        lines_.resize(kMostLines);
    }
    low_ = 0, high_ = 1;
    for (const Line& line : lines_)
        for (const double weight : line.weights)
            if (!std::isnan(weight))
                low_ = std::min(low_, weight), high_ = std::max(high_, weight);
}

void WeightsChart::setStep(int step)
{
    step_ = step;
    Q_EMIT numbersChanged();
    update();
}

void WeightsChart::alignToTrack(int left, int width)
{
    left_ = left;
    width_ = width;
    update();
}

int WeightsChart::frameAt(int step) const
{
    int best = 0, distance = 0;
    for (int k = 1; trajectory_ && k < std::min(collected_, trajectory_->frames()); ++k) {
        const int away = std::abs(trajectory_->frame(k).fromStep - step);
        if (best == 0 || away < distance)
            best = k, distance = away;
    }
    return best;
}

ChartTable WeightsChart::table() const
{
    ChartTable table;
    table.title = tr("Weights of the sampler's steps");
    table.columns = {{tr("from step")}, {tr("to")}};
    for (const Line& line : lines_)
        table.columns.push_back({MathText::plain(line.symbol), {}, 6});
    table.rows = std::max(0, collected_ - 1);
    table.now = frameAt(step_) - 1;
    table.cell = [this](qsizetype row, int column) -> QVariant {
        const auto index = std::size_t(row) + 1;
        const Frame& frame = trajectory_->frame(int(index));
        if (column < 2)
            return qlonglong(column == 0 ? frame.fromStep : frame.step);
        const double weight = lines_[std::size_t(column) - 2].weights[index];
        return std::isnan(weight) ? QVariant() : QVariant(weight);
    };
    return table;
}

double WeightsChart::xOf(double step) const
{
    const int steps = trajectory_ && trajectory_->started() ? trajectory_->schedule().timesteps() : 1000;
    return left_ + TimelineGeometry{double(width_), steps, false}.xOf(step);
}

double WeightsChart::yOf(double weight) const
{
    return height() - kWeightsBottom - (weight - low_) / (high_ - low_) * (height() - kWeightsTop - kWeightsBottom);
}

void WeightsChart::paintEvent(QPaintEvent*)
{
    const Palette& colours = paletteOf(this);
    QPainter painter(this);
    painter.fillRect(rect(), colours.surface);
    painter.fillRect(hairline(painter, QRectF(0, 0, width(), 1)), colours.line);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const Tick& tick : linearTicks(low_, high_, 3)) {
        if (tick.value < low_ || tick.value > high_)
            continue;
        painter.fillRect(hairline(painter, QRectF(left_, yOf(tick.value), width_, 1)),
                         tick.value == 0 ? colours.line2 : colours.line);
        painter.setFont(textFont(11));
        painter.setPen(colours.text3);
        painter.drawText(QRectF(left_ - 44, yOf(tick.value) - 8, 38, 16), Qt::AlignRight | Qt::AlignVCenter,
                         tick.label);
    }
    for (std::size_t k = 0; k < lines_.size(); ++k)
        paintLine(painter, k);
    const int frame = frameAt(step_);
    if (collected_ > 1) {
        painter.fillRect(QRectF(xOf(step_) - 0.75, 0, 1.5, height()), colours.text1);
        for (const Line& line : lines_)
            if (const double weight = line.weights[std::size_t(frame)]; frame > 0 && !std::isnan(weight)) {
                painter.setPen(QPen(colours.surface, 1.5));
                painter.setBrush(colours.of(line.which).graphic);
                painter.drawEllipse(QPointF(xOf(trajectory_->frame(frame).fromStep), yOf(weight)), 4, 4);
            }
    }
    paintLegend(painter, frame);
}

void WeightsChart::paintLine(QPainter& painter, std::size_t index) const
{
    const Line& line = lines_[index];
    QPainterPath path;
    bool on = false;
    for (int k = 1; k < collected_; ++k) {
        const double weight = line.weights[std::size_t(k)];
        if (std::isnan(weight)) {
            on = false;
            continue;
        }
        const QPointF point(xOf(trajectory_->frame(k).fromStep), yOf(weight));
        on ? path.lineTo(point) : path.moveTo(point);
        on = true;
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(paletteOf(this).of(line.which).graphic, 1.75, styleOf(index)));
    painter.drawPath(path);
}

void WeightsChart::paintLegend(QPainter& painter, int frame) const
{
    const Palette& colours = paletteOf(this);
    painter.setFont(textFont(12, 600));
    painter.setPen(colours.text1);
    painter.drawText(QPointF(16, 20), tr("What each term weighs"));
    const QFont font = textFont(12, 600);
    for (std::size_t k = 0; k < lines_.size(); ++k) {
        const Line& line = lines_[k];
        const double y = kLegendTop + double(k) * kLegendRow + 8;
        if (y > height() - 6)
            break;
        painter.setPen(QPen(colours.of(line.which).graphic, 1.75, styleOf(k)));
        painter.drawLine(QPointF(16, y), QPointF(36, y));
        MathText::draw(painter, QPointF(46, y + 5), line.symbol, 15, colours.text1, this);
        if (frame < 1 || std::isnan(line.weights[std::size_t(frame)]))
            continue;
        const QString text = smallNumber(line.weights[std::size_t(frame)], 3);
        painter.setPen(colours.of(line.which).text);
        NumberLabel::draw(painter, QPointF(left_ - 56 - NumberLabel::width(text, font), y + 4), text, font);
    }
}

void WeightsChart::pick(const QPointF& position)
{
    if (position.x() < left_ || !trajectory_ || !trajectory_->started())
        return;
    const TimelineGeometry geometry{double(width_), trajectory_->schedule().timesteps(), false};
    Q_EMIT stepPicked(geometry.stepAt(position.x() - left_));
}

void WeightsChart::mousePressEvent(QMouseEvent* event) { pick(event->position()); }

void WeightsChart::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton)
        pick(event->position());
}

} // namespace diffuscope::ui
