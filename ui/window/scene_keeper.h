#pragma once
#include "core/base/worker.h"

#include <QList>
#include <QLockFile>
#include <QObject>
#include <QTimer>

#include <mutex>
#include <set>

namespace diffuscope::ui {

class Workspace;

// Keeps what the modes want to survive a restart: soon after each change, not only at an orderly end, since power fails
// and programs are killed. Of several windows that are open at once only the first keeps anything: two would undo each
// other's work. GUI thread; files are written on a worker of its own.
class SceneKeeper : public QObject {
    Q_OBJECT
public:
    explicit SceneKeeper(const QList<Workspace*>& modes, QObject* parent = nullptr); // `modes` stays the window's
    bool keeps() const { return keeps_; } // false: another window was there first
    void begin();                         // from now on: what is there before would take the place of what was kept
    void changed(Workspace* mode);
    void keepAll(); // now, at the end

private:
    void keepChanged();
    const QList<Workspace*>& modes_;
    QLockFile lock_;
    bool keeps_ = true, begun_ = false;
    std::set<Workspace*> unkept_; // whose settings have changed since they were kept
    QTimer soon_;
    std::mutex writing_;      // while a scene is written
    Worker worker_{"scenes"}; // last: joined before anything above goes
};

} // namespace diffuscope::ui
