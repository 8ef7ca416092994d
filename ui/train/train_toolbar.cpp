#include "ui/train/train_toolbar.h"

#include "ui/bridge/train_words.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/elided_label.h"
#include "ui/widgets/controls/number_label.h"

#include <QHBoxLayout>
#include <QLabel>

#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kHeight = 56, kNarrow = 860, kEnd = 24;

QString headlineOf(const TrainStatus& status)
{
    if (status.state != TrainState::Running)
        return trainStateText(status);
    if (status.epoch <= 0 || status.step <= 0)
        return trainStateText(status);
    const double total = status.epoch / double(status.step) * double(status.totalSteps);
    return TrainToolbar::tr("Epoch %1 of %2")
        .arg(grouped(std::llround(std::ceil(status.epoch))), grouped(std::llround(std::ceil(total))));
}

// Few steps need their fraction, or they do not agree with the epochs.
QString stepsPerEpoch(double steps)
{
    const QString shown = number(steps, steps < 9.95 && std::abs(steps - std::round(steps)) >= 0.05 ? 1 : 0);
    return shown == QStringLiteral("1") ? TrainToolbar::tr("1 step per epoch")
                                        : TrainToolbar::tr("%1 steps per epoch").arg(shown);
}

QString detailOf(const TrainStatus& status)
{
    if (status.state == TrainState::Preparing)
        return translated(status.message);
    if (status.state == TrainState::Running && status.epoch > 0 && status.step > 0)
        return stepsPerEpoch(double(status.step) / status.epoch);
    if (status.step > 0)
        return TrainToolbar::tr("at step %1 of %2").arg(grouped(status.step), grouped(status.totalSteps));
    return {};
}

} // namespace

TrainToolbar::TrainToolbar(QWidget* parent)
    : Surface(Tone::Canvas, Qt::BottomEdge, parent), tabs_(new SegmentedControl({})), run_(new QWidget),
      start_(new Button(tr("Start"), QStringLiteral("play"), Button::Look::Primary)),
      pause_(new Button(tr("Pause"), QStringLiteral("pause"), Button::Look::Primary)),
      stop_(new Button(tr("Stop"), QStringLiteral("stop"), Button::Look::Normal)),
      goOn_(new Button(tr("Continue"), QStringLiteral("play"), Button::Look::Normal)),
      save_(new Button(tr("Save checkpoint"), QStringLiteral("flag"), Button::Look::Flat)),
      sample_(new Button(tr("Sample from this model"), QStringLiteral("drop"), Button::Look::Normal)),
      headline_(new NumberLabel(13, 600)), detail_(new ElidedLabel)
{
    setFixedHeight(kHeight);
    tabs_->setObjectName(QStringLiteral("tabs"));
    tabs_->setAccessibleName(tr("Train"));
    tabs_->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    start_->setObjectName(QStringLiteral("start"));
    goOn_->setObjectName(QStringLiteral("goOn"));
    pause_->setObjectName(QStringLiteral("pause"));
    stop_->setObjectName(QStringLiteral("stop"));
    save_->setObjectName(QStringLiteral("checkpoint"));
    save_->setToolTip(tr("Save checkpoint (C)"));
    sample_->setObjectName(QStringLiteral("sample"));
    headline_->setToolTip(tr("What the run is doing, and how far it is"));
    detail_->setProperty("role", "secondary");
    auto* buttons = new QHBoxLayout(run_);
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->setSpacing(8);
    for (Button* button : {save_, sample_, stop_, goOn_, pause_, start_}) { // the one that matters ends the row
        buttons->addWidget(button);
        button->hide(); // until its command shows it
    }
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(24, 0, kEnd, 1);
    layout->setSpacing(8);
    layout->addWidget(tabs_);
    layout->addSpacing(12);
    layout->addWidget(headline_);
    layout->addWidget(detail_, 1);
    layout->addWidget(run_);
    connect(tabs_, &SegmentedControl::currentChanged, this, &TrainToolbar::tabChosen);
    setStatus({});
}

void TrainToolbar::setTabs(const QList<SegmentedControl::Segment>& tabs, const QString& current)
{
    tabs_->setSegments(tabs);
    tabs_->setCurrent(current);
    tabs_->setToolTip(
        tr("The life of a run, from its pictures to its comparison with others (Alt+1 to Alt+%1)").arg(tabs.size()));
}

void TrainToolbar::setTab(const QString& id) { tabs_->setCurrent(id); }

void TrainToolbar::setCoveredRight(int width)
{
    layout()->setContentsMargins(24, 0, kEnd + width, 1);
    arrange();
}

void TrainToolbar::addTools(QWidget* tools)
{
    layout()->addWidget(tools);
    tools->hide();
}

void TrainToolbar::showTools(QWidget* tools)
{
    if (tools_)
        tools_->hide();
    tools_ = tools;
    run_->setVisible(!tools);
    detail_->setVisible(!tools);
    arrange();
    if (tools)
        tools->show();
}

void TrainToolbar::setStatus(const TrainStatus& status)
{
    headline_->setText(headlineOf(status));
    detail_->setText(detailOf(status));
    detail_->setToolTip(detail_->text());
    arrange();
}

void TrainToolbar::arrange()
{
    const bool narrow = width() - layout()->contentsMargins().right() < kNarrow;
    headline_->setVisible(!narrow && !tools_);
    save_->setText(narrow ? tr("Save") : tr("Save checkpoint"));
    sample_->setText(narrow ? tr("Sample") : tr("Sample from this model"));
}

void TrainToolbar::resizeEvent(QResizeEvent* event)
{
    Surface::resizeEvent(event);
    arrange();
}

} // namespace diffuscope::ui
