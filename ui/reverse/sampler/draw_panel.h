#pragma once
#include "core/messages/events.h"
#include "core/messages/requests.h"

#include <QWidget>

class QComboBox;
class QDoubleSpinBox;
class QGridLayout;
class QLabel;

namespace diffuscope::ui {

class ClassTiles;
class IconButton;
class SeedField;
class SegmentedControl;

// "What to draw": the class, how much the guidance sharpens it, the seed and how many pictures. Classes are tiles with
// a sample of each; of models with very many, a list. GUI thread.
class DrawPanel : public QWidget {
    Q_OBJECT
public:
    explicit DrawPanel(QWidget* parent = nullptr);
    void setModel(const ModelOpened& model);
    void setSamples(const std::vector<Image>& pictures); // of the model's classes
    bool wantsSamples() const;                           // there are tiles, and they have none yet
    void addTo(SampleRequest& request) const;
    void showRequest(const SampleRequest& request); // as far as the open model has it
    void drawSeed();                                // another one
    bool seedLocked() const { return locked_; }
    void setSeedInstead(const QString& words); // see SeedField
    bool saysSeedInstead() const;
    int count() const;
    QString className() const; // of the chosen one; empty: one of each, or there are none

Q_SIGNALS:
    void changed();
    void drawWanted(); // a class was chosen, to be drawn at once

private:
    QLabel* addRow(const QString& label, QWidget* field);
    void buildClasses();
    void buildSeed();
    void showClass();

    QGridLayout* rows_;
    SegmentedControl* kind_;
    ClassTiles* tiles_;
    QComboBox* class_; // what is chosen, whether it is seen or not
    QDoubleSpinBox* guidance_;
    SeedField* seed_;
    IconButton *dice_, *lock_;
    SegmentedControl* count_;
    QLabel *classLabel_ = nullptr, *guidanceLabel_ = nullptr;
    bool guidable_ = false, locked_ = true, sampled_ = false;
};

} // namespace diffuscope::ui
