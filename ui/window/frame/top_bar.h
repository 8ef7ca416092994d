#pragma once
#include "core/messages/events.h"

#include <QWidget>

#include <optional>

class QMenu;

namespace diffuscope::ui {

class DeviceChip;
class ExportsChip;
class IconButton;
class MenuChip;
class TrainingChip;

// What is open and what runs, the same in every mode. "themeButton" and "helpButton" are commands of the window.
class TopBar : public QWidget {
    Q_OBJECT
public:
    explicit TopBar(QWidget* parent = nullptr);
    void setModel(const std::optional<ModelOpened>& model);
    void setDataset(const std::optional<DatasetOpened>& dataset);
    void setDatasetProgress(const DatasetProgress& progress);
    void setTraining(const TrainStatus& status);
    void setExports(int running, double share); // share: of the one that is written; 0 running: hidden
    void setShort(bool isShort);
    QWidget* modelButton() const;
    void setInspectorShown(bool shown); // shows the inspector's button

Q_SIGNALS:
    void modelClicked(); // by its button
    void datasetFolderRequested();
    void datasetFileRequested();
    void cancelOpeningRequested();
    void datasetChosen(const QString& source);
    void pauseRequested();
    void resumeRequested();
    void trainingClicked();
    void inspectorToggled();
    void exportsClicked();

protected:
    void paintEvent(QPaintEvent*) override;

private:
    void fillDatasetMenu();
    void showMenu(MenuChip* chip, QMenu* menu);

    MenuChip *model_, *dataset_;
    QMenu* datasetMenu_;
    ExportsChip* exports_;
    TrainingChip* training_;
    DeviceChip* device_;
    IconButton* inspector_;
    bool opening_ = false, preparing_ = false; // a run that prepares opens its own set
};

} // namespace diffuscope::ui
