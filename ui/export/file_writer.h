#pragma once
#include "ui/bridge/bridge.h"
#include "ui/widgets/files/save_request.h"

#include <QObject>

#include <map>
#include <set>

namespace diffuscope::ui {

// Takes what the widgets below `root` ask to have written (save_request.h), has the session write it, and tells the
// widget how it ended. A folder that is missing is a failure: their dialogs offer none. GUI thread.
class FileWriter : public QObject {
    Q_OBJECT
public:
    FileWriter(Bridge& bridge, QWidget* root);                  // its child
    bool wrote(JobId job) const { return jobs_.contains(job); } // said where it was asked for, and nowhere else

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void answer(JobId job, bool well);

    Bridge& bridge_;
    std::map<JobId, SaveRequestEvent::Done> waiting_;
    std::set<JobId> jobs_; // all that there ever were
};

} // namespace diffuscope::ui
