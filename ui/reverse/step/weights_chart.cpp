#include "ui/reverse/step/weights_chart.h"

#include "ui/reverse/step/step_numbers.h"
#include "ui/reverse/trajectories/trajectory.h"
#include "ui/widgets/chart/plot_axis.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/math/math_text.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

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

double WeightsChart::Line::at(int frame) const
{
    const auto index = std::size_t(frame);
    return frame > 0 && index < weights.size() ? weights[index] : std::numeric_limits<double>::quiet_NaN();
}

WeightsChart::WeightsChart(QWidget* parent) : AxisChart(tr("What each term weighs"), parent)
{
    setObjectName(QStringLiteral("stepWeights"));
    setToolTip(tr("The weight of each picture in the sampler's steps: a point a step, from noise at the right to the "
                  "picture at the left"));
}

void WeightsChart::setTrajectory(const Trajectory* trajectory, const QString& predictionType)
{
    trajectory_ = trajectory;
    predictionType_ = predictionType;
    lines_.clear();
    chosen_.clear();
    collected_ = 1;
    low_ = 0, high_ = 1;
    refresh();
}

void WeightsChart::refresh()
{
    const int frames = trajectory_ ? trajectory_->frames() : 0;
    while (collected_ < frames)
        collect(collected_++);
    choose();
    Q_EMIT numbersChanged();
    update();
}

void WeightsChart::collect(int frame)
{
    const auto numbers = stepNumbers(*trajectory_, frame - 1, -1, predictionType_);
    if (!numbers)
        return;
    for (const StepNumbers::Term& term : numbers->next) {
        auto line = std::find_if(lines_.begin(), lines_.end(),
                                 [&term](const Line& known) { return known.term.sameTensor(term.what); });
        if (line == lines_.end()) {
            QString symbol = term.symbol;
            if (term.what.age > 0) // at no one t
                symbol = symbol.left(symbol.indexOf(QLatin1String("\\text{@"))) +
                         QStringLiteral("\\text{−%1}").arg(term.what.age);
            line = lines_.insert(lines_.end(), {term.what, symbol, lineConcept(term.what.kind), {}, 0});
        }
        line->weights.resize(std::size_t(frame), std::numeric_limits<double>::quiet_NaN());
        line->weights.push_back(term.coefficient);
        line->weighs += std::abs(term.coefficient);
        low_ = std::min(low_, term.coefficient), high_ = std::max(high_, term.coefficient);
    }
}

// In the order in which they came; where they are too many, those that weigh most.
void WeightsChart::choose()
{
    chosen_.resize(lines_.size());
    std::iota(chosen_.begin(), chosen_.end(), std::size_t(0));
    if (chosen_.size() <= kMostLines)
        return;
    std::stable_sort(chosen_.begin(), chosen_.end(),
                     [this](std::size_t a, std::size_t b) { return lines_[a].weighs > lines_[b].weighs; });
    chosen_.resize(kMostLines);
}

int WeightsChart::totalSteps() const
{
    return trajectory_ && trajectory_->started() ? trajectory_->schedule().timesteps() : 1000;
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
    for (const std::size_t index : chosen_)
        table.columns.push_back({MathText::plain(lines_[index].symbol), {}, 6});
    table.rows = collected_ - 1;
    table.now = frameAt(step()) - 1;
    table.cell = [this](qsizetype row, int column) -> QVariant {
        const Frame& frame = trajectory_->frame(int(row) + 1);
        if (column < 2)
            return qlonglong(column == 0 ? frame.fromStep : frame.step);
        const double weight = lines_[chosen_[std::size_t(column) - 2]].at(int(row) + 1);
        return std::isnan(weight) ? QVariant() : QVariant(weight);
    };
    return table;
}

double WeightsChart::yOf(double weight) const
{
    return height() - kWeightsBottom - (weight - low_) / (high_ - low_) * (height() - kWeightsTop - kWeightsBottom);
}

void WeightsChart::paintEvent(QPaintEvent*)
{
    const Palette& colours = paletteOf(this);
    QPainter painter(this);
    drawGround(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const Tick& tick : linearTicks(low_, high_, 3))
        if (tick.value >= low_ && tick.value <= high_)
            drawLevel(painter, yOf(tick.value), tick.label, tick.value == 0);
    for (std::size_t k = 0; k < chosen_.size(); ++k)
        paintLine(painter, k);
    const int frame = frameAt(step());
    if (frame > 0) {
        drawPlayhead(painter);
        for (const std::size_t index : chosen_)
            if (const double weight = lines_[index].at(frame); !std::isnan(weight)) {
                painter.setPen(QPen(colours.surface, 1.5));
                painter.setBrush(colours.of(lines_[index].which).graphic);
                painter.drawEllipse(QPointF(xOf(trajectory_->frame(frame).fromStep), yOf(weight)), 4, 4);
            }
    }
    paintLegend(painter, frame);
}

void WeightsChart::paintLine(QPainter& painter, std::size_t place) const
{
    const Line& line = lines_[chosen_[place]];
    QPainterPath path;
    bool on = false;
    for (int k = 1; k < collected_; ++k) {
        const double weight = line.at(k);
        if (std::isnan(weight)) {
            on = false;
            continue;
        }
        const QPointF point(xOf(trajectory_->frame(k).fromStep), yOf(weight));
        on ? path.lineTo(point) : path.moveTo(point);
        on = true;
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(paletteOf(this).of(line.which).graphic, 1.75, styleOf(place)));
    painter.drawPath(path);
}

void WeightsChart::paintLegend(QPainter& painter, int frame) const
{
    const Palette& colours = paletteOf(this);
    const int top = std::max(kLegendTop, drawTitle(painter, tr("What each term weighs")) + kUnderTitle);
    const QFont font = textFont(12, 600);
    for (std::size_t k = 0; k < chosen_.size(); ++k) {
        const Line& line = lines_[chosen_[k]];
        const double y = top + double(k) * kLegendRow + 8;
        if (y > height() - 6)
            break;
        painter.setPen(QPen(colours.of(line.which).graphic, 1.75, styleOf(k)));
        painter.drawLine(QPointF(16, y), QPointF(36, y));
        MathText::draw(painter, QPointF(46, y + 5), line.symbol, 15, colours.text1, this);
        if (std::isnan(line.at(frame)))
            continue;
        const QString text = smallNumber(line.at(frame), 3);
        painter.setPen(colours.of(line.which).text);
        NumberLabel::draw(painter, QPointF(trackLeft() - 56 - NumberLabel::width(text, font), y + 4), text, font);
    }
}

} // namespace diffuscope::ui
