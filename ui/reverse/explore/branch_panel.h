#pragma once
#include "core/messages/events.h"
#include "core/messages/requests.h"

#include <QMap>
#include <QWidget>

class QComboBox;
class QDoubleSpinBox;
class QGridLayout;
class QLabel;
class QSpinBox;

namespace diffuscope::ui {

class Button;
class IconButton;
class SeedField;
class WrappedLabel;

// "Change from here on": class, guidance, sampler, steps and seed of a walk that leaves the shown one. What is changed
// carries a dot.
class BranchPanel : public QWidget {
    Q_OBJECT
public:
    explicit BranchPanel(QWidget* parent = nullptr);
    void setModel(const ModelOpened& model);
    void setWalk(const SampleRequest& now); // as the shown walk goes on; what had been changed is forgotten
    SampleChange change() const;            // only what is different
    void setWords(const QString& words);    // what it holds for, and what it takes
    // The button's: a branch, or for a walk that runs, from its next step on. A reason: why it cannot be pressed.
    void setAct(const QString& name, const QString& reason);

Q_SIGNALS:
    void changed();
    void wanted();

private:
    void addRow(const QString& key, const QString& label, QWidget* field, QWidget* beside = nullptr);
    void refresh();
    std::vector<int> chosenClasses() const;

    QGridLayout* rows_;
    QComboBox *class_, *sampler_;
    QDoubleSpinBox* guidance_;
    QSpinBox* steps_;
    SeedField* seed_;
    IconButton* dice_;
    WrappedLabel* words_;
    Button* act_;
    QMap<QString, QLabel*> labels_, dots_;
    SampleRequest now_;
    double guidanceShown_ = 1;
    int classShown_ = 0; // of the list
};

} // namespace diffuscope::ui
