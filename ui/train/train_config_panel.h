#pragma once
#include "core/session/catalog.h"
#include "core/session/session.h"
#include "ui/widgets/controls/surface.h"

#include <QTimer>

#include <functional>
#include <map>
#include <memory>

class QLabel;
class QLineEdit;

namespace diffuscope::ui {

class Button;
class DatasetCard;
class ParamForm;
class Section;
class SegmentedControl;
class WrappedLabel;

// The left column: what to train on, which network, which settings. request() is what Start will ask for.
class TrainConfigPanel : public Surface {
    Q_OBJECT
public:
    explicit TrainConfigPanel(QWidget* parent = nullptr);
    TrainRequest request() const;
    QString problem() const { return problem_; } // why no run can have these settings; empty: one can
    // What a run that is continued takes from the form: what has been changed of it and may change.
    ParamValues changesOfRun() const;
    void setSteps(int steps);     // in the form
    std::string settings() const; // preset and what was changed of it, to be restored()
    void restore(const std::string& settings);
    SpeedRequest unknownSpeeds() const;        // of presets, whose time cannot be said yet; without presets: none
    bool setSpeed(const SpeedMeasured& speed); // false: a better one is known, of a run
    int side() const;                          // of the pictures, from the form
    double totalSteps() const;                 // from the form
    Schedule schedule() const;                 // the one the form describes
    void setRunFolder(const QString& folder);
    void setDataset(const DatasetOpened& dataset);
    void setProgress(const DatasetProgress& progress);
    void endProgress();
    void setStatus(const TrainStatus& status);
    void explainRate(std::function<QString()> now); // the learning rate of the run that trains; empty: none does

Q_SIGNALS:
    void folderRequested();
    void fileRequested(); // of pictures
    void sourceChosen(const QString& source);
    void runFolderRequested();
    void resumeRequested();
    void reportRequested(); // on the open dataset
    void cancelRequested(); // of opening one
    void valuesChanged();
    void liveChanged(const diffuscope::ParamValues& settings); // of the run that trains, from now on
    void rateSeen(const diffuscope::SpeedMeasured& rate);      // of the run that trains

private:
    void buildSections();
    void choosePreset();                                    // fills the forms with the preset's values
    void showRun(std::shared_ptr<const TrainSettings> run); // what it is set to, not what the form happened to say
    void describe();                                        // weights and time
    void offerLive();                                       // what has been typed while a run trains
    void measure(const TrainStatus& status);
    void warnOfMirror();
    void nameRunsSet(); // where it is not the open one
    ParamValues shownValues() const;
    QString rateKey(const QString& preset) const;
    QString timeOf(const QString& preset) const; // empty: its speed is not known
    void checkValues();
    void sayWhatContinueTakes();
    void sayWhereRunsGo();
    void fillForms(const ParamValues& kept); // the preset's values, and those on top

    DatasetCard* dataset_;
    SegmentedControl* preset_;
    WrappedLabel *presetNote_, *presetTimes_, *folderNote_, *mirrorWarning_, *runsSet_, *problemNote_, *continueNote_;
    QLineEdit* name_; // of the new run
    Section *parameters_, *advanced_;
    ParamForm *main_, *rest_;
    Button *folder_, *resume_;
    std::string source_, folderPath_, runSource_;
    int channels_ = 3, classes_ = 0;
    bool mirrorSafe_ = true;
    PresetSummary base_;
    std::map<QString, double> rates_;          // measured pictures per second, by preset and side
    QString problem_, runFolder_, lastFolder_; // of the run that trains, of one that has ended
    std::int64_t continuesFrom_ = -1;          // the step that the run shown can be continued from; -1: it can't
    std::shared_ptr<const TrainSettings> shownRun_;
    bool locked_ = false;
    QTimer typed_; // several fields are one change
};

} // namespace diffuscope::ui
