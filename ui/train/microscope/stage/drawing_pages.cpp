#include "ui/train/microscope/stage/drawing_pages.h"

#include "ui/style/to_qimage.h"
#include "ui/train/microscope/batch_grid.h"
#include "ui/train/microscope/microscope_state.h"
#include "ui/train/microscope/stage/timestep_curve.h"
#include "ui/train/microscope/substeps.h"
#include "ui/widgets/chart/histogram_plot.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/controls/wrapped_label.h"
#include "ui/widgets/image/image_view.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kBeside = 212; // of the words beside a curve

ImageView* largePicture(const QString& name, Concept frame, const QString& symbol, const QString& words)
{
    auto* view = new ImageView(frame);
    view->setObjectName(name);
    view->setSymbol(symbol, words);
    view->setMinimumSize(StagePage::kSmallest, StagePage::kSmallest);
    view->setMaximumSize(StagePage::kLargest + 10, StagePage::kLargest + 36);
    view->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    view->setFixedWidth(StagePage::kLargest + 10);
    return view;
}

QHBoxLayout* rowOf(QWidget* page)
{
    auto* row = new QHBoxLayout(page);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(36);
    return row;
}

} // namespace

PickPage::PickPage(MicroscopeState& state, QWidget* parent)
    : StagePage(state, parent),
      data_(largePicture(QStringLiteral("stageData"), Concept::Signal, QStringLiteral("x_0"), tr("the data")))
{
    auto* row = rowOf(this);
    auto* grid = new BatchGrid(state, BatchGrid::Form::Large);
    row->addWidget(grid, 1, Qt::AlignVCenter);
    row->addWidget(data_);
}

void PickPage::showStep() { data_->setImage(followed().data); }

QList<NumberLine::Part> PickPage::numbers() const
{
    const DissectedStep& step = *state().step();
    QList<NumberLine::Part> parts = {
        {tr("number"), tr("%1 of %2").arg(grouped(followed().index + 1), grouped(step.setSize))}};
    if (followed().label >= 0 && followed().label < int(step.classNames.size()))
        parts.append({tr("class"), QString::fromStdString(step.classNames[std::size_t(followed().label)])});
    if (followed().label >= 0 && !followed().told)
        parts.append({tr("which the network is not told this time"), {}});
    parts.append({tr("pixels from −1 (black) to 1 (white)"), {}});
    return parts;
}

TimestepPage::TimestepPage(MicroscopeState& state, QWidget* parent)
    : StagePage(state, parent), curve_(new TimestepCurve(state)), number_(new NumberLabel(34, 600)),
      words_(new WrappedLabel("secondary"))
{
    number_->setObjectName(QStringLiteral("stageTimestep"));
    auto* row = rowOf(this);
    row->addWidget(curve_, 1);
    auto* beside = new QWidget;
    beside->setFixedWidth(kBeside);
    auto* column = new QVBoxLayout(beside);
    column->setContentsMargins(0, 0, 0, 0);
    column->addStretch();
    column->addWidget(number_);
    column->addWidget(words_);
    column->addStretch();
    row->addWidget(beside);
    connect(curve_, &TimestepCurve::stepPicked, this, &TimestepPage::stepPicked);
}

void TimestepPage::showStep() { setStep(followed().timestep + 1); }

void TimestepPage::setStep(int step)
{
    curve_->setStep(step);
    number_->setText(QStringLiteral("t %1").arg(step));
    if (!state().step())
        return;
    const Schedule& schedule = state().schedule();
    const int timestep = std::clamp(step - 1, 0, schedule.timesteps() - 1);
    words_->setWords(
        tr("Noise share %1, picture share %2. Want another? Drag the timeline: the later sub-steps follow.")
            .arg(number(schedule.noiseScale(timestep), 3), number(schedule.signalScale(timestep), 3)));
}

QList<NumberLine::Part> TimestepPage::numbers() const
{
    QList<NumberLine::Part> parts = {{tr("drawn from"), tr("1 to %1").arg(grouped(state().schedule().timesteps()))},
                                     {tr("each of the %1 has its own").arg(state().step()->pictures.size()), {}}};
    if (state().step()->ownTimestep)
        parts.append({tr("this t is yours, the run would take another"), {}});
    return parts;
}

NoisePage::NoisePage(MicroscopeState& state, ViewLink* link, QWidget* parent)
    : StagePage(state, parent),
      noise_(largePicture(QStringLiteral("stageNoise"), Concept::Noise, QStringLiteral("\\epsilon"), tr("true noise"))),
      values_(new HistogramPlot)
{
    noise_->setRole(QStringLiteral("train/noise"));
    noise_->setLink(link);
    values_->setObjectName(QStringLiteral("stageHistogram"));
    auto* row = rowOf(this);
    row->addWidget(noise_);
    row->addWidget(values_, 1, Qt::AlignVCenter);
    row->addStretch();
}

void NoisePage::showStep()
{
    noise_->setImage(followed().noise, kNoiseRange);
    values_->setImage(followed().noise);
}

QList<NumberLine::Part> NoisePage::numbers() const
{
    const ImageStats stats = statsOf(followed().noise);
    const QString count = grouped((long long)followed().noise.values.size());
    return {{tr("mean"), number(stats.mean, 3), Concept::Noise},
            {tr("deviation"), number(stats.standardDeviation, 3), Concept::Noise},
            {state().step()->answersData ? tr("%1 numbers, which the network never sees on their own").arg(count)
                                         : tr("the network will be asked for exactly these %1 numbers").arg(count),
             {}}};
}

} // namespace diffuscope::ui
