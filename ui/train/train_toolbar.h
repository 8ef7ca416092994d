#pragma once
#include "core/messages/events.h"
#include "ui/widgets/controls/surface.h"
#include "ui/widgets/form/segmented_control.h"

class QHBoxLayout;
class QLabel;

namespace diffuscope::ui {

class Button;
class NumberLabel;

// The tabs, and at the right end where the run stands and what can be done with it right now: keep, stop, pause, start.
// A tab may bring tools of its own in their place. The buttons are commands of the workspace.
class TrainToolbar : public Surface {
    Q_OBJECT
public:
    explicit TrainToolbar(QWidget* parent = nullptr);
    void setStatus(const TrainStatus& status);
    void setTabs(const QList<SegmentedControl::Segment>& tabs, const QString& current);
    void setTab(const QString& id);
    void setCoveredRight(int width); // nothing is placed there
    void addTools(QWidget* tools);   // takes it, hidden
    void showTools(QWidget* tools);  // one of them in place of the run's buttons; null: those

Q_SIGNALS:
    void tabChosen(const QString& id);

public:
    QSize minimumSizeHint() const override { return {480, 56}; } // the buttons have short texts for that

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange();

    SegmentedControl* tabs_;
    QWidget *run_, *tools_ = nullptr; // what is at the right end; tools_ null: run_
    Button *start_, *pause_, *stop_, *goOn_, *save_, *sample_;
    NumberLabel* headline_;
    QLabel* detail_;
};

} // namespace diffuscope::ui
