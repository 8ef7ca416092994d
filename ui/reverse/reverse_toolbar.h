#pragma once
#include "ui/widgets/controls/surface.h"

class QLabel;

namespace diffuscope::ui {

class Button;
class Command;
class NumberLabel;
class SegmentedControl;
class StepProgress;

// Generate or cancel, which sample is shown, and how far the sampler is. Its buttons are commands of the workspace.
class ReverseToolbar : public Surface {
    Q_OBJECT
public:
    explicit ReverseToolbar(QWidget* parent = nullptr);
    void setCommands(Command* generate, Command* interrupt); // two on one button, each in its time
    // Beside the main button: what can be done now, and while a walk waits a third one. Null: as at first, and none.
    void setSecond(Command* second, Command* third = nullptr);
    void setCount(int pictures);
    void setVerb(const QString& verb);            // of the main button; empty: it generates so many pictures
    void setProgressUnit(const QString& pattern); // "%1 / %2 steps"
    void setRunning(bool running);
    bool running() const { return running_; }
    void setProgress(int done, int total); // sampler steps; total 0 hides it
    void setTitle(const QString& sample, const QString& detail);
    void setExportEnabled(bool enabled);
    void setTool(const QString& id); // of the tool that is shown

Q_SIGNALS:
    void toolChosen(const QString& id);
    void exportRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void describe();
    void fit();

    SegmentedControl* tools_;
    Button *generate_, *seed_, *once_, *compare_, *export_;
    NumberLabel* title_;
    QLabel* detail_;
    NumberLabel* steps_;
    StepProgress* progress_;
    Command *start_ = nullptr, *interrupt_ = nullptr, *second_ = nullptr, *third_ = nullptr;
    QString verb_, unit_;
    int count_ = 1, total_ = 0;
    bool running_ = false;
};

// Thin bar in the network's colour.
class StepProgress : public QWidget {
    Q_OBJECT
public:
    explicit StepProgress(QWidget* parent = nullptr);
    void setFraction(double fraction);
    QSize sizeHint() const override { return {120, 4}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double fraction_ = 0;
};

} // namespace diffuscope::ui
