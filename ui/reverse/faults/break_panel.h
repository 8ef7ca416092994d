#pragma once
#include "ui/bridge/bridge.h"
#include "ui/reverse/trajectories/trajectory.h"

#include <QWidget>

#include <vector>

class QCheckBox;
class QSpinBox;

namespace diffuscope::ui {

class Button;
class NumberLabel;
class WhenVisible;
class WrappedLabel;

// "Break it": what goes wrong when a part of the method is left out. Walks the shown sample's noise again with the
// faults that are chosen, keeps that walk beside the healthy one, and says how far apart they are at the playhead. GUI
// thread.
class BreakPanel : public QWidget {
    Q_OBJECT
public:
    explicit BreakPanel(Bridge& bridge, QWidget* parent = nullptr);
    // Not owned; again when another one begins. `model`: that walked it.
    void setTrajectory(const Trajectory* healthy, int picture, const ModelOpened& model);
    void refresh();                                      // the run has ended
    void setFrame(int frame);                            // of the healthy walk
    Faults faults() const;                               // that are chosen
    const Trajectory& broken() const { return broken_; } // no frames: nothing has been walked
    int picture() const;                                 // of the broken walk, that the healthy one is beside
    bool running() const { return job_ != 0; }
    void setBusy(const QString& why); // why nothing may be walked now; empty: it may

Q_SIGNALS:
    void changed();          // the broken walk, or that it runs
    void sideBySideWanted(); // healthy and broken
    void noteChanged(const QString& note);

private:
    struct Switch {
        QCheckBox* box;
        bool Faults::*member;
    };
    void build();
    QCheckBox* addSwitch(const char* name, const QString& label, const QString& help);
    void walk(); // or stops
    void forget();
    void arrange();      // which switches mean something for this walk
    void describe();     // what the walk takes
    void showDistance(); // at the playhead
    SampleRequest request() const;
    QString reason() const; // why it cannot be walked; empty: it can

    Bridge& bridge_;
    const Trajectory* healthy_ = nullptr;
    ModelOpened model_;
    int picture_ = 0, frame_ = -1;
    QString busy_;
    WhenVisible *arranging_, *measuring_; // the switches and what they take; the distance
    Trajectory broken_;
    SampleRequest asked_;
    JobId job_ = 0;  // running; 0: none
    JobId told_ = 0; // whose start has been told

    std::vector<Switch> switches_;
    QCheckBox* offset_;
    QSpinBox* by_;
    Button *walk_, *compare_;
    WrappedLabel *words_, *error_;
    NumberLabel* distance_;
};

} // namespace diffuscope::ui
