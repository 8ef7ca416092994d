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

constexpr int kHeight = 56, kNarrow = 720;

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
    : Surface(Tone::Canvas, Qt::BottomEdge, parent),
      start_(new Button(tr("Start"), QStringLiteral("play"), Button::Look::Primary)),
      pause_(new Button(tr("Pause"), QStringLiteral("pause"), Button::Look::Primary)),
      stop_(new Button(tr("Stop"), QStringLiteral("stop"), Button::Look::Normal)),
      goOn_(new Button(tr("Go on"), QStringLiteral("play"), Button::Look::Normal)),
      save_(new Button(tr("Save checkpoint"), QStringLiteral("flag"), Button::Look::Flat)),
      sample_(new Button(tr("Sample from this model"), QStringLiteral("drop"), Button::Look::Normal)),
      headline_(new NumberLabel(13, 600)), detail_(new ElidedLabel)
{
    setFixedHeight(kHeight);
    start_->setObjectName(QStringLiteral("start"));
    pause_->setObjectName(QStringLiteral("pause"));
    stop_->setObjectName(QStringLiteral("stop"));
    save_->setObjectName(QStringLiteral("checkpoint"));
    sample_->setObjectName(QStringLiteral("sample"));
    detail_->setProperty("role", "secondary");
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(24, 0, 20, 1);
    layout->setSpacing(8);
    goOn_->setObjectName(QStringLiteral("goOn"));
    for (Button* button : {start_, goOn_, pause_, stop_})
        layout->addWidget(button);
    layout->addSpacing(12);
    layout->addWidget(headline_);
    layout->addWidget(detail_, 1);
    layout->addWidget(save_);
    layout->addWidget(sample_);
    connect(start_, &QPushButton::clicked, this, &TrainToolbar::startRequested);
    connect(goOn_, &QPushButton::clicked, this, &TrainToolbar::goOnRequested);
    connect(stop_, &QPushButton::clicked, this, &TrainToolbar::stopRequested);
    connect(save_, &QPushButton::clicked, this, &TrainToolbar::checkpointRequested);
    connect(sample_, &QPushButton::clicked, this, &TrainToolbar::sampleRequested);
    connect(pause_, &QPushButton::clicked, this, [this] {
        if (status_.state == TrainState::Paused)
            Q_EMIT resumeRequested();
        else
            Q_EMIT pauseRequested();
    });
    describe();
}

bool TrainToolbar::canSave() const
{
    return status_.state == TrainState::Running || status_.state == TrainState::Paused;
}

void TrainToolbar::setStatus(const TrainStatus& status)
{
    status_ = status;
    describe();
}

void TrainToolbar::setCanStart(bool can, const QString& reason)
{
    canStart_ = can;
    start_->setToolTip(can ? tr("Train a new network with these settings.") : reason);
    describe();
}

void TrainToolbar::describe()
{
    const TrainState state = status_.state;
    const bool resting = state == TrainState::Idle || state == TrainState::Finished || state == TrainState::Failed;
    start_->setVisible(resting);
    start_->setEnabled(canStart_);
    goOn_->setVisible(resting && status_.lastCheckpoint >= 0 && status_.lastCheckpoint < status_.totalSteps);
    goOn_->setToolTip(tr("Resume this run from step %1.").arg(grouped(status_.lastCheckpoint)));
    pause_->setVisible(!resting);
    pause_->setEnabled(state == TrainState::Running || state == TrainState::Paused);
    pause_->setText(state == TrainState::Paused ? tr("Resume") : tr("Pause"));
    pause_->setIconName(state == TrainState::Paused ? QStringLiteral("play") : QStringLiteral("pause"));
    stop_->setVisible(!resting);
    const bool waiting = state == TrainState::Stopping && status_.diskError; // for a disk that may stay full
    stop_->setEnabled(!resting && (waiting || state != TrainState::Stopping));
    stop_->setText(waiting ? tr("Give up") : tr("Stop"));
    stop_->setToolTip(waiting ? tr("End without saving the last steps.") : QString());
    save_->setEnabled(canSave());
    save_->setVisible(!resting);
    sample_->setVisible(state == TrainState::Paused || (resting && status_.lastCheckpoint >= 0));
    headline_->setText(headlineOf(status_));
    detail_->setText(detailOf(status_));
    detail_->setToolTip(detail_->text());
    arrange();
}

void TrainToolbar::arrange()
{
    const bool narrow = width() < kNarrow;
    save_->setText(narrow ? tr("Save") : tr("Save checkpoint"));
    save_->setToolTip(tr("Save checkpoint (C)"));
    sample_->setText(narrow ? tr("Sample") : tr("Sample from this model"));
}

void TrainToolbar::resizeEvent(QResizeEvent* event)
{
    Surface::resizeEvent(event);
    arrange();
}

} // namespace diffuscope::ui
