#pragma once
#include "core/schedule/schedule.h"
#include "ui/bridge/bridge.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace diffuscope::ui {

// One training step under the microscope: which step it is, how far one has come in it, which picture is followed, and
// what the session is asked for that. No widget; the parts of the tab show it. GUI thread.
class MicroscopeState : public QObject {
    Q_OBJECT
public:
    // `start`: what would be trained, where nothing has been yet.
    MicroscopeState(Bridge& bridge, std::function<TrainRequest()> start, QObject* parent = nullptr);

    const DissectedPtr& step() const { return step_; } // null: none yet
    const Schedule& schedule() const { return *schedule_; }
    const LookedAt& followed() const; // only where there is a step
    int picture() const { return picture_; }
    int substep() const { return substep_; } // 1 .. 8
    int reached() const { return reached_; } // the furthest that has been looked at
    int broken() const { return broken_; }   // the sub-step that is no number; 0: none
    bool busy() const { return job_ != 0; }
    const std::optional<Error>& problem() const { return problem_; } // why there is no newer step
    QString missing() const;         // what is needed before a step can be looked at; empty: nothing
    bool isOfThisRun() const;        // the step is of the run, or the settings, that Train shows now
    std::uint64_t copyBytes() const; // that a copy takes, as far as it is known; 0: it is not
    const std::map<int, double>& errors() const { return errors_; } // mean error by timestep (0-based)

    struct Further {
        std::vector<FurtherStep> points; // from "now"
        int total = 0;
        bool running = false;
        LookedAt of; // what was looked at
    };
    const Further& further() const { return further_; }
    bool furtherIsOfThis() const; // of the picture, t and noise that are shown

    void look();                  // at the next step of the training as it is now
    void newBatch();              // the same weights, other pictures
    void nextBatch();             // the step after this one
    void setSubstep(int substep); // not past one that is no number
    void follow(int picture);
    void drawTimestep(int timestep); // for the followed picture; soon, the newest wins
    void goFurther();                // or stops
    static constexpr int kFurther = 100;

Q_SIGNALS:
    void stepChanged(); // another step, or picture of it
    void substepChanged();
    void errorsChanged();
    void furtherChanged();
    void stateChanged(); // busy, problem

private:
    void ask(MicroscopeRequest request);
    void onDissected(const StepDissected& dissected);
    void onFailed(const Failed& failure);
    void cancelFurther();
    void take(DissectedPtr step, int picture);

    Bridge& bridge_;
    std::function<TrainRequest()> start_;
    DissectedPtr step_;
    std::optional<Schedule> schedule_;
    std::map<int, double> errors_;
    bool errorsWhole_ = false;
    Further further_;
    std::optional<Error> problem_;
    QTimer timestepTimer_;
    JobId job_ = 0, errorsJob_ = 0, furtherJob_ = 0;
    std::int64_t batchesAhead_ = 0;
    int picture_ = 0, substep_ = 1, reached_ = 1, broken_ = 0, wantedTimestep_ = -1;
    int substepThen_ = 0; // to go to with the step that is on its way; 0: stay
};

} // namespace diffuscope::ui
