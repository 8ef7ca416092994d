#pragma once
#include "core/session/session.h"

#include <QWidget>

class QPushButton;

namespace diffuscope::ui {

class NoticeCard;

// What has to be said about a run, in cards above its plots: why it has stopped and how it can go on, that it cannot be
// written, that its dataset is no longer the same. Cards go when what they tell is over.
class RunNotices : public QWidget {
    Q_OBJECT
public:
    explicit RunNotices(QWidget* parent = nullptr);
    void setStatus(const TrainStatus& status);
    void showError(const QString& title, const QString& detail);         // of the run that failed, or of a request
    void showOpeningFailed(const QString& title, const QString& detail); // pictures could not be opened
    void openingWorked();                                                // other pictures could
    void dismiss();                                                      // something new was asked for

Q_SIGNALS:
    void resumeRequested(const diffuscope::TrainRequest& request);

private:
    NoticeCard* addCard(const char* name, bool error);
    void showFailure(const TrainStatus& status);
    void showDiskError(const TrainStatus& status);
    void showNote(const TrainStatus& status);
    void settle(); // without a card it takes no room

    NoticeCard *error_, *offer_, *diskError_, *note_;
    QPushButton* accept_;
    TrainRequest request_; // what the offer's button starts
    TrainState state_ = TrainState::Idle;
    Message noted_; // what the note says or has said
    bool diskErrorClosed_ = false, openingFailed_ = false;
};

} // namespace diffuscope::ui
