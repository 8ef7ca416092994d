#pragma once
#include "core/messages/events.h"
#include "ui/widgets/controls/surface.h"

class QLabel;

namespace diffuscope::ui {

class Button;
class NumberLabel;

// Start, pause, stop and keep: what can be done with the run right now, and in words where it stands.
class TrainToolbar : public Surface {
    Q_OBJECT
public:
    explicit TrainToolbar(QWidget* parent = nullptr);
    void setStatus(const TrainStatus& status);
    void setCanStart(bool can, const QString& reason);
    bool canSave() const;
    QSize minimumSizeHint() const override { return {480, 56}; } // the buttons have short texts for that

Q_SIGNALS:
    void startRequested();
    void pauseRequested();
    void resumeRequested(); // of a pause
    void goOnRequested();   // with the run that was stopped
    void stopRequested();
    void checkpointRequested();
    void sampleRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void describe();
    void arrange();

    Button *start_, *pause_, *stop_, *goOn_, *save_, *sample_;
    NumberLabel* headline_;
    QLabel* detail_;
    TrainStatus status_;
    bool canStart_ = false;
};

} // namespace diffuscope::ui
