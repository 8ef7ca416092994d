#include "ui/train/microscope/stage/bars_pages.h"

#include "ui/style/paint_kit.h"
#include "ui/train/microscope/microscope_state.h"
#include "ui/train/microscope/stage/block_bars.h"
#include "ui/train/microscope/stage/drawing_pages.h"
#include "ui/train/microscope/stage/equation_pages.h"
#include "ui/train/microscope/substeps.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/image/image_view.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kTableWidth = 208, kTableRow = 22, kTableHead = 36;

// Title and unit above the bars.
QWidget* titled(const QString& title, const QString& words, QWidget* below)
{
    auto* whole = new QWidget;
    auto* column = new QVBoxLayout(whole);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    auto* line = new NumberLine;
    line->setParts({{{}, title}, {words, {}}});
    column->addWidget(line);
    column->addWidget(below, 1);
    return whole;
}

std::vector<BlockBars::Bar> barsOf(const DissectedStep& step, double (*value)(const NetworkBlock&))
{
    std::vector<BlockBars::Bar> bars;
    for (const NetworkBlock& block : step.blocks) {
        const bool aside = block.kind == NetworkBlock::Kind::Time;
        const QString name = aside && step.classNames.empty() ? BlockBars::tr("time") : blockName(block);
        bars.push_back({name, block.level, value(block), aside, {}});
    }
    return bars;
}

double gradientOf(const NetworkBlock& block) { return block.gradient; }
double changeOf(const NetworkBlock& block) { return 100 * block.change / std::max(1e-12, block.length); }

} // namespace

WeightTable::WeightTable(MicroscopeState& state, QWidget* parent) : QWidget(parent), state_(state)
{
    setObjectName(QStringLiteral("weightTable"));
    setFixedWidth(kTableWidth);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    setToolTip(tr("change = −learning rate × (averaged slope / its usual size + weight decay × before)"));
}

QList<WeightTable::Row> WeightTable::rows() const
{
    if (!state_.step() || state_.step()->weight.tensor.empty())
        return {};
    const WeightStep& w = state_.step()->weight;
    return {{tr("before"), number(w.before, 5)},
            {tr("slope"), smallNumber(w.slope, 4), Concept::Error, true},
            {tr("averaged slope (Adam)"), smallNumber(w.average, 4), Concept::Error, true},
            {tr("its usual size"), smallNumber(w.size, 4)},
            {tr("learning rate"), smallNumber(w.rate, 5)},
            {tr("change"), (w.change > 0 ? QStringLiteral("+") : QString()) + smallNumber(w.change, 5),
             Concept::Prediction, true},
            {tr("after"), number(w.after, 5)}};
}

void WeightTable::showStep()
{
    setAccessibleName(tr("One weight of %1: %2").arg(grouped(state_.step()->weights), text()));
    update();
}

QString WeightTable::text() const
{
    QStringList lines;
    for (const Row& row : rows())
        lines.append(row.words + u'\t' + row.value);
    return lines.join(u'\n');
}

void WeightTable::paintEvent(QPaintEvent*)
{
    if (!state_.step())
        return;
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.setFont(textFont(12, 600));
    painter.setPen(p.text1);
    painter.drawText(QRect(0, 0, width(), 16), Qt::AlignLeft,
                     tr("One weight of %1").arg(grouped(state_.step()->weights)));
    painter.setFont(textFont(11));
    painter.setPen(p.text2);
    const auto& place = state_.step()->weight.place;
    if (place.size() >= 2)
        painter.drawText(QRect(0, 17, width(), 16), Qt::AlignLeft,
                         tr("out, from channel %1, centre of its filter").arg(place[1] + 1));
    int y = kTableHead;
    const int pitch = std::clamp((height() - kTableHead) / 7, 17, kTableRow);
    for (const Row& row : rows()) {
        painter.setFont(textFont(12));
        painter.setPen(p.text2);
        painter.drawText(QRect(0, y, width(), pitch), Qt::AlignLeft | Qt::AlignVCenter, row.words);
        const QFont bold = textFont(12, 600);
        painter.setPen(row.coloured ? p.of(row.colour).text : p.text1);
        NumberLabel::draw(
            painter, {width() - NumberLabel::width(row.value, bold), y + (pitch + QFontMetricsF(bold).capHeight()) / 2},
            row.value, bold);
        y += pitch;
        painter.fillRect(hairline(painter, QRectF(0, y - 1, width(), 1)), p.line);
    }
}

void WeightTable::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    menu.addAction(tr("Copy numbers"), this, [this] { QApplication::clipboard()->setText(text()); });
    menu.exec(event->globalPos());
}

GradientPage::GradientPage(MicroscopeState& state, ViewLink* link, QWidget* parent)
    : StagePage(state, parent), bars_(new BlockBars(tr("Gradient by layer"), Concept::Error)),
      error_(new ImageView(Concept::Error))
{
    bars_->setObjectName(QStringLiteral("gradientBars"));
    bars_->setBackwards(true);
    bars_->setToolTip(
        tr("The length of the gradient of each part's weights, on a log scale. The points below say how deep "
           "in the network it works."));
    error_->setObjectName(QStringLiteral("gradientError"));
    error_->setRole(QStringLiteral("train/error"), {DisplayScale::Colours::Magnitude, 0, -1});
    error_->setLink(link);
    error_->setFixedWidth(kLargest + 10);
    error_->setMaximumHeight(kLargest + 36);
    error_->setMinimumSize(kSmallest, kSmallest);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(36);
    row->addWidget(titled(tr("Gradient by layer"), tr("length of its slopes, log scale"), bars_), 1);
    row->addWidget(error_);
}

void GradientPage::showStep()
{
    const DissectedStep& step = *state().step();
    bars_->setBars(barsOf(step, gradientOf), {}, 2);
    error_->setSymbol(step.answersData ? QStringLiteral("|\\hat{x}_0-x_0|")
                                       : QStringLiteral("|\\hat{\\epsilon}-\\epsilon|"),
                      tr("error of this picture"));
    error_->setImage(followed().difference);
}

QList<NumberLine::Part> GradientPage::numbers() const
{
    const DissectedStep& step = *state().step();
    const int at = bars_->largest();
    if (at < 0 || !std::isfinite(step.gradientNorm))
        return {{tr("whole gradient"), errorText(step.gradientNorm), Concept::Error},
                {tr("the run skips such a step"), {}}};
    const BlockBars::Bar& most = bars_->bars()[std::size_t(at)];
    const double share = most.value * most.value / std::max(1e-30, step.gradientNorm * step.gradientNorm);
    QList<NumberLine::Part> parts = {{tr("largest share"), tr("%1, %2 %").arg(most.name, number(100 * share, 0))},
                                     {tr("whole gradient"), smallNumber(step.gradientNorm, 3), Concept::Error}};
    if (step.gradientNorm > step.gradientLimit)
        parts.append({tr("longer than %1, so cut to").arg(smallNumber(step.gradientLimit, 1)),
                      smallNumber(step.gradientLimit, 3)});
    else
        parts.append({tr("not longer than %1, so taken as it is").arg(smallNumber(step.gradientLimit, 1)), {}});
    parts.append({tr("mean of the %1 pictures").arg(step.pictures.size()), {}});
    return parts;
}

UpdatePage::UpdatePage(MicroscopeState& state, QWidget* parent)
    : StagePage(state, parent), bars_(new BlockBars(tr("Change of the weights by layer"), Concept::Prediction)),
      weight_(new WeightTable(state))
{
    bars_->setObjectName(QStringLiteral("updateBars"));
    bars_->setToolTip(
        tr("How far this one step moves each part's weights, in per cent of their length, on a log scale."));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(36);
    row->addWidget(titled(tr("Change of the weights by layer"), tr("in % of their length, log scale"), bars_), 1);
    row->addWidget(weight_);
}

void UpdatePage::showStep()
{
    bars_->setBars(barsOf(*state().step(), changeOf), QStringLiteral(" %"), 2);
    weight_->showStep();
}

QList<NumberLine::Part> UpdatePage::numbers() const
{
    const DissectedStep& step = *state().step();
    return {{tr("the same batch before"), errorText(step.loss), Concept::Error},
            {tr("after this one step"), errorText(step.lossAfter), Concept::Error},
            {tr("AdamW, β %1 and %2, weight decay %3")
                 .arg(number(step.beta1, 1), number(step.beta2, 3), smallNumber(step.weightDecay, 2)),
             {}}};
}

QList<StagePage*> makeStagePages(MicroscopeState& state, ViewLink* link)
{
    return {new PickPage(state),           new TimestepPage(state),      new NoisePage(state, link),
            new MixPage(state, link),      new PredictPage(state, link), new ErrorPage(state, link),
            new GradientPage(state, link), new UpdatePage(state)};
}

} // namespace diffuscope::ui
