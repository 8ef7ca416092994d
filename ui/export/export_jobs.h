#pragma once
#include "core/messages/events.h"

#include <QElapsedTimer>
#include <QList>
#include <QObject>
#include <QString>

namespace diffuscope::ui {

class Bridge;

// One file or folder that somebody wants written, from the request to its end.
struct ExportJob {
    enum class State { Waiting, Writing, Done, Cancelled, Failed };
    JobId id = 0;
    QString target; // path
    bool model = false;
    State state = State::Waiting;
    bool cancelling = false; // asked for, but the worker has not seen it yet
    int done = 0, total = 0; // frames, pictures or steps
    QElapsedTimer begun;     // with the first progress
    int doneFirst = 0;       // by then
    int files = 0;
    QString trouble;      // why it failed
    QString cannotVerify; // why it can't be verified; empty: it can
    bool verifiable = false;

    QString name() const;
    bool ended() const { return state != State::Waiting && state != State::Writing; }
    double secondsLeft() const; // negative: not known yet
};

// Everything that is, was and will be written, whoever asked for it: heard from the session alone. Newest first; of
// ended ones the last few. GUI thread.
class ExportJobs : public QObject {
    Q_OBJECT
public:
    explicit ExportJobs(Bridge& bridge, QObject* parent = nullptr);
    const QList<ExportJob>& all() const { return jobs_; }
    int running() const; // waiting ones, too
    void cancel(JobId job);
    void forgetEnded();

Q_SIGNALS:
    void changed(diffuscope::JobId job); // its progress or its end
    void listChanged();                  // one came or went

private:
    ExportJob* find(JobId job);
    void onQueued(const ExportQueued& queued);
    void onProgress(const ExportProgress& progress);
    void onExported(const Exported& exported);
    void onFailed(const Failed& failure);

    Bridge& bridge_;
    QList<ExportJob> jobs_;
};

} // namespace diffuscope::ui
