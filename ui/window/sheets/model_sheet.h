#pragma once
#include "core/messages/events.h"
#include "ui/window/sheets/sheet.h"

#include <optional>

class QComboBox;
class QGridLayout;
class QLabel;
class QListWidget;
class QListWidgetItem;

namespace diffuscope::ui {

class Button;
class ElidedLabel;
class SegmentedControl;

// What the open model is, which of its run's weights are used, and what else could be opened: the running training,
// runs, folders opened before. GUI thread; reads no file.
class ModelSheet : public Sheet {
    Q_OBJECT
public:
    // `below`: what it was opened from, in window coordinates.
    ModelSheet(QWidget* window, const QRect& below);
    void setModel(const std::optional<ModelOpened>& model);
    void setTraining(const TrainStatus& status); // offers the run that trains
    void setChoices(const ModelChoices& choices);

Q_SIGNALS:
    void exportRequested(const QString& path, const QString& name); // as a folder to give away; the sheet has gone
    void folderRequested();                                         // to be chosen in a dialog; the sheet has gone
    void modelChosen(const QString& path);                          // or "training"

protected:
    QRect card() const override;
    void arrange() override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showFacts();
    void showWeights();
    void showList();
    void chooseWeights();
    void chooseItem(QListWidgetItem* item);
    bool isOpen(const std::string& path) const;
    bool isOneOfThese(const std::string& path) const; // of the run that is known

    QRect below_;
    QWidget* content_;
    ElidedLabel *name_, *place_;
    QWidget* factsBox_;
    QGridLayout* facts_;
    QWidget* weightsBox_;
    QComboBox* checkpoint_;
    SegmentedControl* kind_;
    QLabel* empty_;
    QListWidget* list_;
    Button *folder_, *export_;
    std::optional<ModelOpened> model_;
    ModelChoices choices_;
    bool runExists_ = false;
};

} // namespace diffuscope::ui
