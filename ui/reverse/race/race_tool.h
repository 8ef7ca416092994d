#pragma once
#include "ui/bridge/bridge.h"
#include "ui/reverse/race/race.h"

#include <QObject>

#include <functional>
#include <optional>

namespace diffuscope::ui {

class DistanceChart;
class RacePage;
class RacePanel;
class SegmentedControl;
class WhenVisible;

// Reverse's race: asks the session, keeps what it tells, and shows it. Its three parts are placed by the workspace.
// GUI thread.
class RaceTool : public QObject {
    Q_OBJECT
public:
    // `base`: what all racers have in common.
    RaceTool(Bridge& bridge, std::function<SampleRequest()> base, QWidget* parent);
    QWidget* canvas() const;
    DistanceChart* chart() const { return chart_; }
    QWidget* panel() const;
    const Race& race() const { return race_; }

    void setModel(const ModelOpened& model);
    void setBudget(std::size_t bytes) { budget_ = bytes; } // of all frames together
    QString reason() const;                                // why it cannot start; empty: it can
    void start();
    bool running() const { return asked_ != 0 || judging_ != 0; }
    void setBusy(const QString& why); // why nothing may be asked now; empty: it may
    // Sets up what a recipe's variations ask for, once its common settings are set; false: it is no race.
    bool showChanges(const std::vector<SampleChange>& changes, const SampleRequest& base);
    bool asked(JobId job) const { return job != 0 && job == newest_; } // the newest it asked for
    void setStep(int step);                                            // the playhead's
    void describe();                                                   // what it would take, after the base has changed

    bool eventFilter(QObject* watched, QEvent* event) override;

Q_SIGNALS:
    void statusMessage(const QString& text);
    void runningChanged();
    void progressed(int done, int total); // network calls
    void stepWanted(int step);

private:
    void connectBridge();
    void connectParts();
    void show();
    void showLines();
    void showPages();
    void select(int racer);
    void connectJudge();
    void judge(); // or stops
    void describeJudge();
    void writeCsv();
    void writeSheet();
    VariationsRequest request() const;

    Bridge& bridge_;
    std::function<SampleRequest()> base_;
    std::size_t budget_ = 0;
    RacePage* page_;
    DistanceChart* chart_;
    RacePanel* panel_;
    QWidget* canvas_;
    SegmentedControl *clock_, *pager_;
    WhenVisible* lining_; // the curves
    Race race_;
    VariationsRequest requested_;
    JobId asked_ = 0, newest_ = 0; // asked_: runs; 0: nothing does
    JobId judging_ = 0;            // the same, of the judge
    int judgedCalls_ = 0;          // that it has taken so far
    QString busy_;
    std::optional<ModelOpened> model_, racedWith_; // racedWith_: of the newest race
    int step_ = 0, selected_ = 0;
    double secondsPerCall_ = 0; // of one picture, seen on this machine with this model; 0: not known
};

} // namespace diffuscope::ui
