#pragma once
#include "core/messages/requests.h"
#include "core/messages/sample_events.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace diffuscope::ui {

class Button;
class Race;
class RaceTable;
class SegmentedControl;
class WrappedLabel;

// Who races: samplers, numbers of steps, or guidance; how many pictures; what it will take; and how it ended.
class RacePanel : public QWidget {
    Q_OBJECT
public:
    explicit RacePanel(QWidget* parent = nullptr);
    void setModel(const ModelOpened& model); // decides whether there is guidance
    // What is typed, as changes of a request; empty with a problem() that says why.
    std::vector<SampleChange> changes() const;
    QString problem() const;
    int pictures() const;
    void setEstimate(const QString& words);
    void setRace(const Race& race); // the table
    // Of the judge: what it takes or how far it is, and why it cannot be asked; no classes: there is none.
    void setJudge(const QString& words, const QString& reason, bool running);
    static constexpr int kMost = 8; // racers

    // Sets up what a recipe's variations ask for, as far as this panel can type it; false: it cannot. `base`: what they
    // have in common.
    static bool types(const std::vector<SampleChange>& changes);
    bool showChanges(const std::vector<SampleChange>& changes, const SampleRequest& base);

Q_SIGNALS:
    void changed();
    void copyRequested();
    void csvRequested();
    void sheetRequested();
    void judgeRequested();       // or that it stops
    void racerChosen(int racer); // in the table

private:
    struct Row {
        QLabel* letter;
        QComboBox* sampler;
        QSpinBox* steps;
    };
    QWidget* buildSamplers();
    void showRows();
    void showKind();
    void showPictures(int count);
    std::vector<double> numbersIn(const QLineEdit* field, bool& valid) const;

    SegmentedControl *kind_, *pictures_;
    std::vector<Row> rows_; // before samplers_, which fills it
    QWidget* samplers_;
    QLineEdit *steps_, *guidance_;
    QLabel *stepsWords_, *guidanceWords_;
    WrappedLabel* estimate_;
    RaceTable* table_;
    Button *copy_, *csv_, *sheet_, *judge_;
    WrappedLabel* judgeWords_;
    bool guidable_ = false;
    int timesteps_ = 1000;
};

} // namespace diffuscope::ui
