#pragma once
#include "ui/forward/forward_state.h"
#include "ui/widgets/surface.h"

namespace diffuscope::ui {

class Button;
class MathText;
class SegmentedControl;

// Above the equation: jump or walk with its law, and what can be done with the picture.
class ForwardToolbar : public Surface {
    Q_OBJECT
public:
    explicit ForwardToolbar(QWidget* parent = nullptr);
    void setMode(ForwardState::Mode mode);
    void setReady(bool ready); // there is a picture

Q_SIGNALS:
    void modeChosen(diffuscope::ui::ForwardState::Mode mode);
    void openRequested();
    void pasteRequested();
    void copyRequested();
    void exportRequested(const QString& format); // empty: the format chosen last

protected:
    void resizeEvent(QResizeEvent*) override;

private:
    void fillExportMenu();
    SegmentedControl* mode_;
    MathText* law_;
    Button *open_, *paste_, *copy_, *export_;
};

} // namespace diffuscope::ui
