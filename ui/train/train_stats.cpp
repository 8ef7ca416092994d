#include "ui/train/train_stats.h"

#include "ui/style/theme.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/captions.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/terms/explain.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <functional>

namespace diffuscope::ui {

namespace {
constexpr int kStatsHeight = 66;
constexpr double kNoticeableWait = 0.01;
} // namespace

TrainStats::TrainStats(const RunHistory& history, QWidget* parent)
    : Surface(Tone::Canvas, Qt::BottomEdge, parent), history_(history),
      sparkline_(new Sparkline(history.rates(), RunHistory::kRatesKept))
{
    setFixedHeight(kStatsHeight);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(24, 0, 12, 1);
    row->setSpacing(0);
    row->setSizeConstraint(QLayout::SetNoConstraint); // arrange() sees to it
    loss_ = addStat(tr("Loss, smoothed"));
    loss_.value->setConcept(Concept::Error);
    loss_.value->setObjectName(QStringLiteral("smoothedLoss"));
    validation_ = addStat(tr("Validation"));
    validation_.value->setObjectName(QStringLiteral("validationLoss"));
    rate_ = addStat(tr("Throughput"), tr("img/s"));
    static_cast<QHBoxLayout*>(rate_.box->property("line").value<QObject*>())->addWidget(sparkline_);
    step_ = addStat(tr("Step"));
    step_.box->setToolTip(tr("How often the weights have been changed, of how often they shall be."));
    elapsed_ = addStat(tr("Elapsed"));
    remaining_ = addStat(tr("Remaining"));
    remaining_.box->setToolTip(tr("How long the rest takes at the speed of the last seconds."));
    memory_ = addStat(tr("Memory"), tr("GB"));
    memory_.box->setObjectName(QStringLiteral("memory"));
    memory_.box->setToolTip(tr("What this program holds in memory."));
    skipped_ = addStat(tr("Skipped steps"));
    row->addStretch();
    explainStats();
    connect(&history, &RunHistory::statusChanged, this, &TrainStats::refresh);
    refresh();
}

// The number and what stands around it say the same.
void TrainStats::explainStats()
{
    const auto tell = [](const Stat& stat, const char* term, const std::function<QString()>& now) {
        explain(stat.box, term, now);
        explain(stat.value, term, now);
    };
    tell(loss_, "smoothedLoss", [this] { return history_.status().step > 0 ? loss_.value->text() : QString(); });
    tell(validation_, "validation", [this] {
        const TrainStatus& status = history_.status();
        return tr("%1, a mean over %2 at %3 each")
            .arg(validation_.value->text(),
                 countText(status.measuredPictures, tr("held-out picture"), tr("held-out pictures")),
                 countText(status.measuredTimesteps, tr("timestep"), tr("timesteps")));
    });
    tell(rate_, "throughput", [this] {
        const QString rate =
            history_.status().imagesPerSecond > 0 ? tr("%1 img/s").arg(rate_.value->text()) : QString();
        return !waits() ? rate
                        : tr("%1; %2 % of the training time is spent waiting for data")
                              .arg(rate, number(100 * history_.status().waitShare, 0));
    });
}

bool TrainStats::waits() const
{
    const TrainStatus& status = history_.status();
    const bool running = status.state == TrainState::Running || status.state == TrainState::Paused;
    return running && status.waitShare >= kNoticeableWait;
}

void TrainStats::resizeEvent(QResizeEvent* event)
{
    Surface::resizeEvent(event);
    arrange();
}

// Step and throughput stand in the top bar's chip, too.
void TrainStats::arrange()
{
    const QMargins margins = layout()->contentsMargins();
    int needed = margins.left() + margins.right();
    sparkline_->setVisible(true);
    for (const Stat* stat : {&loss_, &validation_, &rate_, &step_, &elapsed_, &remaining_, &memory_, &skipped_}) {
        stat->box->setVisible(stat->wanted);
        if (stat->wanted)
            needed += stat->box->sizeHint().width();
    }
    const auto drop = [&needed, this](QWidget* widget, int saved) {
        if (needed <= width() || widget->isHidden())
            return;
        widget->hide();
        needed -= saved;
    };
    drop(sparkline_, sparkline_->width() + 5);
    for (const Stat* stat : {&step_, &memory_, &elapsed_, &rate_})
        drop(stat->box, stat->box->sizeHint().width());
}

TrainStats::Stat TrainStats::addStat(const QString& name, const QString& unit)
{
    auto* row = static_cast<QHBoxLayout*>(layout());
    Stat stat;
    stat.box = new QWidget;
    auto* outer = new QHBoxLayout(stat.box);
    outer->setContentsMargins(0, 0, 16, 0);
    outer->setSpacing(16);
    if (row->count() > 0) {
        auto* line = new Surface(Surface::Tone::Canvas, Qt::LeftEdge);
        line->setFixedSize(1, 42);
        outer->addWidget(line);
    }
    auto* column = new QVBoxLayout;
    column->setSpacing(1);
    column->addStretch();
    stat.name = caption(name);
    column->addWidget(stat.name);
    auto* line = new QHBoxLayout;
    line->setSpacing(5);
    stat.value = new NumberLabel(18, 600);
    stat.value->setAccessibleName(name);
    line->addWidget(stat.value);
    if (!unit.isEmpty())
        line->addWidget(caption(unit), 0, Qt::AlignBottom);
    column->addLayout(line);
    column->addStretch();
    line->addStretch();
    outer->addLayout(column);
    stat.box->setProperty("line", QVariant::fromValue<QObject*>(line));
    row->addWidget(stat.box);
    return stat;
}

void TrainStats::refresh()
{
    const TrainStatus& status = history_.status();
    const QString none = QStringLiteral("–");
    const bool begun = status.step > 0;
    loss_.value->setText(begun ? number(status.smoothedLoss, 4) : none);
    validation_.wanted = status.validationLoss >= 0;
    validation_.value->setText(validation_.wanted ? number(status.validationLoss, 4) : QString());
    elapsed_.box->setToolTip(
        status.timedFrom > 0
            ? tr("Since step %1; this run has not recorded earlier times.").arg(grouped(status.timedFrom))
            : tr("Training time of this run, pauses and interruptions left out."));
    rate_.value->setText(
        status.imagesPerSecond > 0 ? number(status.imagesPerSecond, status.imagesPerSecond < 20 ? 1 : 0) : none);
    step_.value->setText(begun ? grouped(status.step) : none);
    elapsed_.value->setText(begun ? clockText(status.secondsElapsed) : none);
    remaining_.value->setText(status.secondsLeft >= 0 ? clockText(status.secondsLeft) : QString());
    const bool running = status.state == TrainState::Running || status.state == TrainState::Paused;
    remaining_.wanted = running && status.secondsLeft >= 0;
    memory_.wanted = begun && status.memoryBytes > 0;
    memory_.value->setText(number(double(status.memoryBytes) / 1e9, 1));
    skipped_.value->setText(grouped(status.skippedSteps));
    skipped_.wanted = status.skippedSteps > 0;
    rate_.name->setText(waits() ? tr("Throughput, %1 % waiting").arg(number(100 * status.waitShare, 0))
                                : tr("Throughput"));
    skipped_.box->setToolTip(tr("Steps whose loss or gradient was not finite; the weights were left as they were."));
    sparkline_->update();
    arrange();
}

Sparkline::Sparkline(const std::deque<double>& values, std::size_t most, QWidget* parent)
    : QWidget(parent), values_(values), most_(most)
{
    setFixedSize(84, 18);
}

void Sparkline::paintEvent(QPaintEvent*)
{
    if (values_.size() < 3)
        return;
    const double top = *std::max_element(values_.begin(), values_.end());
    QPainterPath path;
    for (std::size_t k = 0; k < values_.size(); ++k) {
        const QPointF point(6 + double(k) * (width() - 8) / double(most_ - 1),
                            height() - 3 - (height() - 6) * values_[k] / top);
        k == 0 ? path.moveTo(point) : path.lineTo(point);
    }
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(paletteOf(this).text2, 1.25));
    painter.drawPath(path);
}

} // namespace diffuscope::ui
