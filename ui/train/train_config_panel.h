#pragma once
#include "core/session/catalog.h"
#include "core/session/session.h"
#include "ui/widgets/controls/surface.h"

#include <map>
#include <memory>

class QLabel;

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
    int side() const;          // of the pictures, from the form
    Schedule schedule() const; // the one the form describes
    void setRunFolder(const QString& folder);
    void setDataset(const DatasetOpened& dataset);
    void setProgress(const DatasetProgress& progress);
    void endProgress();
    void setStatus(const TrainStatus& status);

Q_SIGNALS:
    void folderRequested();
    void sourceChosen(const QString& source);
    void runFolderRequested();
    void resumeRequested();
    void reportRequested(); // on the open dataset
    void cancelRequested(); // of opening one
    void valuesChanged();

private:
    void buildSections();
    void choosePreset();                                    // fills the forms with the preset's values
    void showRun(std::shared_ptr<const TrainSettings> run); // what it is set to, not what the form happened to say
    void describe();                                        // weights and time
    void measure(const TrainStatus& status);
    void warnOfMirror();
    void nameRunsSet(); // where it is not the open one
    ParamValues shownValues() const;
    double totalSteps() const; // from the form
    QString rateKey() const;

    DatasetCard* dataset_;
    SegmentedControl* preset_;
    WrappedLabel *presetNote_, *folderNote_, *mirrorWarning_, *runsSet_;
    Section *parameters_, *advanced_;
    ParamForm *main_, *rest_;
    Button *folder_, *resume_;
    std::string source_, folderPath_, runSource_;
    int channels_ = 3, classes_ = 0;
    bool mirrorSafe_ = true;
    PresetSummary base_;
    std::map<QString, double> rates_; // measured pictures per second, by preset and shape
    std::shared_ptr<const TrainSettings> shownRun_;
    bool locked_ = false;
};

} // namespace diffuscope::ui
