#include "ui/train/runs/run_notices.h"

#include "ui/style/words.h"
#include "ui/widgets/controls/notice_card.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace diffuscope::ui {

RunNotices::RunNotices(QWidget* parent) : QWidget(parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 12, 24, 0);
    column->setSpacing(6);
    diskError_ = addCard("troubleCard", true);
    offer_ = addCard("offerCard", true);
    error_ = addCard("errorCard", true);
    note_ = addCard("noteCard", false);
    accept_ = offer_->addAction({});
    accept_->setObjectName(QStringLiteral("acceptOffer"));
    connect(accept_, &QPushButton::clicked, this, [this] { Q_EMIT resumeRequested(request_); });
    connect(diskError_, &NoticeCard::closed, this, [this] { diskErrorClosed_ = true; });
    settle();
}

NoticeCard* RunNotices::addCard(const char* name, bool error)
{
    auto* card = new NoticeCard(error ? NoticeCard::Tone::Error : NoticeCard::Tone::Neutral, {}, {}, this);
    card->setObjectName(QLatin1String(name));
    card->hide();
    connect(card, &NoticeCard::closed, this, [this, card] {
        card->hide();
        settle();
    });
    layout()->addWidget(card);
    return card;
}

void RunNotices::setStatus(const TrainStatus& status)
{
    const TrainState before = std::exchange(state_, status.state);
    if (status.state == TrainState::Preparing) {
        noted_ = {};
        note_->hide();
    }
    if (status.state != TrainState::Failed)
        offer_->hide();
    if (before == TrainState::Failed && status.state != TrainState::Failed)
        error_->hide();
    if (status.state == TrainState::Failed && before != TrainState::Failed)
        showFailure(status);
    showDiskError(status);
    showNote(status);
    settle();
}

void RunNotices::showFailure(const TrainStatus& status)
{
    const bool offered = bool(status.next);
    if (offered) {
        request_ = {};
        request_.folder = status.next.folder;
        request_.overrides = status.next.overrides;
        request_.resume = true;
        accept_->setText(translated(status.next.words));
    }
    offer_->setVisible(offered);
    showError(tr("Training has stopped"), translated(status.message));
}

void RunNotices::showError(const QString& title, const QString& detail)
{
    openingFailed_ = false;
    const bool offered = !offer_->isHidden();
    NoticeCard* card = offered ? offer_ : error_;
    card->setText(title, detail);
    card->show();
    settle();
}

void RunNotices::showOpeningFailed(const QString& title, const QString& detail)
{
    showError(title, detail);
    openingFailed_ = error_->isVisibleTo(this);
}

void RunNotices::openingWorked()
{
    if (!openingFailed_)
        return;
    openingFailed_ = false;
    error_->hide();
    settle();
}

void RunNotices::showDiskError(const TrainStatus& status)
{
    if (!status.diskError || status.state == TrainState::Failed) {
        diskError_->hide();
        diskErrorClosed_ = false;
        return;
    }
    const bool paused = status.state == TrainState::Pausing || status.state == TrainState::Paused;
    diskError_->setText(status.state == TrainState::Stopping ? tr("Waiting to save")
                        : paused                             ? tr("Paused, but not saved yet")
                                                             : tr("Training continues in memory"),
                        translated(status.message));
    diskError_->setVisible(!diskErrorClosed_);
}

void RunNotices::showNote(const TrainStatus& status)
{
    const bool news =
        (status.state == TrainState::Running || status.concern) && !status.diskError && !status.message.empty();
    if (!news || status.message == noted_)
        return;
    noted_ = status.message;
    note_->setText(tr("About this run"), translated(status.message));
    note_->show();
}

void RunNotices::dismiss()
{
    for (NoticeCard* card : {error_, offer_, note_})
        card->hide();
    settle();
}

void RunNotices::settle()
{
    const auto shown = {error_, offer_, diskError_, note_};
    setVisible(std::any_of(shown.begin(), shown.end(), [](const NoticeCard* card) { return !card->isHidden(); }));
}

} // namespace diffuscope::ui
