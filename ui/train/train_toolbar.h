#pragma once
#include "core/messages/events.h"
#include "ui/widgets/controls/surface.h"

class QLabel;

namespace diffuscope::ui {

class Button;
class NumberLabel;

// Start, pause, stop and keep: what can be done with the run right now, and in words where it stands. The buttons are
// commands of the workspace.
class TrainToolbar : public Surface {
    Q_OBJECT
public:
    explicit TrainToolbar(QWidget* parent = nullptr);
    void setStatus(const TrainStatus& status);
    QSize minimumSizeHint() const override { return {480, 56}; } // the buttons have short texts for that

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange();

    Button *start_, *pause_, *stop_, *goOn_, *save_, *sample_;
    NumberLabel* headline_;
    QLabel* detail_;
};

} // namespace diffuscope::ui
