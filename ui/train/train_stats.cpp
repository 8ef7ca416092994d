#include "ui/train/train_stats.h"

#include "ui/style/theme.h"
#include "ui/style/words.h"
#include "ui/widgets/controls.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace diffuscope::ui {

namespace {
constexpr int kHeight = 66, kNarrow = 730, kVeryNarrow = 600;
constexpr std::size_t kKept = 80;
} // namespace

TrainStats::TrainStats(QWidget* parent) : Surface(Tone::Canvas, Qt::BottomEdge, parent), history_(new Sparkline)
{
    setFixedHeight(kHeight);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(24, 0, 12, 1);
    row->setSpacing(0);
    loss_ = addStat(tr("Loss, smoothed"));
    loss_.value->setConcept(Concept::Error);
    loss_.value->setObjectName(QStringLiteral("smoothedLoss"));
    rate_ = addStat(tr("Throughput"), tr("img/s"));
    static_cast<QHBoxLayout*>(rate_.box->property("line").value<QObject*>())->addWidget(history_);
    step_ = addStat(tr("Step"));
    elapsed_ = addStat(tr("Elapsed"));
    remaining_ = addStat(tr("Remaining"));
    skipped_ = addStat(tr("Skipped steps"));
    row->addStretch();
    setStatus({});
}

void TrainStats::resizeEvent(QResizeEvent* event)
{
    Surface::resizeEvent(event);
    history_->setVisible(width() >= kNarrow);
    step_.box->setVisible(width() >= kVeryNarrow); // the chip in the top bar says it, too
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
    column->addWidget(caption(name));
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

void TrainStats::setStatus(const TrainStatus& status)
{
    const QString none = QStringLiteral("–");
    const bool begun = status.step > 0;
    loss_.value->setText(begun ? number(status.smoothedLoss, 4) : none);
    rate_.value->setText(
        status.imagesPerSecond > 0 ? number(status.imagesPerSecond, status.imagesPerSecond < 20 ? 1 : 0) : none);
    step_.value->setText(begun ? grouped(status.step) : none);
    elapsed_.value->setText(begun ? clockText(status.secondsElapsed) : none);
    remaining_.value->setText(status.secondsLeft >= 0 ? clockText(status.secondsLeft) : QString());
    const bool running = status.state == TrainState::Running || status.state == TrainState::Paused;
    remaining_.box->setVisible(running && status.secondsLeft >= 0);
    skipped_.value->setText(grouped(status.skippedSteps));
    skipped_.box->setVisible(status.skippedSteps > 0);
    skipped_.box->setToolTip(tr("Steps whose loss or gradient was not finite; the weights were left as they were."));
    if (status.state == TrainState::Preparing)
        history_->clear();
    else if (status.state == TrainState::Running && status.imagesPerSecond > 0)
        history_->add(status.imagesPerSecond);
}

Sparkline::Sparkline(QWidget* parent) : QWidget(parent) { setFixedSize(84, 18); }

void Sparkline::add(double value)
{
    values_.push_back(value);
    if (values_.size() > kKept)
        values_.pop_front();
    update();
}

void Sparkline::clear()
{
    values_.clear();
    update();
}

void Sparkline::paintEvent(QPaintEvent*)
{
    if (values_.size() < 3)
        return;
    const double top = *std::max_element(values_.begin(), values_.end());
    QPainterPath path;
    for (std::size_t k = 0; k < values_.size(); ++k) {
        const QPointF point(6 + double(k) * (width() - 8) / double(kKept - 1),
                            height() - 3 - (height() - 6) * values_[k] / top);
        k == 0 ? path.moveTo(point) : path.lineTo(point);
    }
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(paletteOf(this).text2, 1.25));
    painter.drawPath(path);
}

} // namespace diffuscope::ui
