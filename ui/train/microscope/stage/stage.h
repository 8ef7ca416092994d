#pragma once
#include "ui/widgets/controls/surface.h"

#include <QList>

class QLabel;
class QStackedWidget;

namespace diffuscope::ui {

class Button;
class ElidedLabel;
class MicroscopeState;
class NumberLine;
class StagePage;
class TimestepPage;

// The current sub-step, large: its name, what happens in it, the ways on, its pictures and one line of numbers.
class SubstepStage : public Surface {
    Q_OBJECT
public:
    explicit SubstepStage(MicroscopeState& state, QWidget* parent = nullptr);
    void setCoveredRight(int width); // nothing is placed there
    void setStep(int step);          // of the timeline, while it is being dragged
    Button* back() const { return back_; }
    Button* next() const { return next_; }

Q_SIGNALS:
    void stepPicked(int step); // in the picture of the noise curve

private:
    void showSubstep();
    void showNumbers();

    MicroscopeState& state_;
    QLabel* title_;
    ElidedLabel* sentence_;
    Button *back_, *next_;
    QStackedWidget* stack_;
    QList<StagePage*> pages_;
    TimestepPage* timestep_ = nullptr;
    NumberLine* numbers_;
};

} // namespace diffuscope::ui
