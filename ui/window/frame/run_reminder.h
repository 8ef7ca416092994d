#pragma once
#include "ui/bridge/bridge.h"

#include <QObject>

namespace diffuscope::ui {

class NoticeStack;

// Runs that ended without being stopped (a crash, a power cut): remembers where runs were written, looks there at the
// next start and offers to go on, one card at a time, whatever the mode.
class RunReminder : public QObject {
    Q_OBJECT
public:
    RunReminder(Bridge& bridge, NoticeStack* notices, QObject* parent = nullptr);
    void look(); // asks the core; the answer becomes a card

Q_SIGNALS:
    void resumeRequested(const QString& folder);

private:
    void remember(const TrainStatus& status);
    void onFound(const InterruptedRuns& found);
    void showNext();

    Bridge& bridge_;
    NoticeStack* notices_;
    std::vector<RunSummary> waiting_; // newest first; the first one has the card
    QString folder_;                  // of the last status
};

} // namespace diffuscope::ui
