#pragma once
#include "ui/export/figure.h"
#include "ui/forward/forward_state.h"
#include "ui/widgets/controls/surface.h"

#include <QTimer>

class QLabel;

namespace diffuscope::ui {

class Button;
class MathText;
class SegmentedControl;

// Above the equation: jump or walk with its law, and what can be done with the picture: those buttons are the
// workspace's commands.
class ForwardToolbar : public Surface {
    Q_OBJECT
public:
    explicit ForwardToolbar(QWidget* parent = nullptr);
    void setMode(ForwardState::Mode mode);
    void setReady(bool ready);         // there is a picture
    void setBusy(const QString& name); // a picture is on its way; empty: none
    void setFigures(const QList<FigureOffer>& figures);

Q_SIGNALS:
    void modeChosen(diffuscope::ui::ForwardState::Mode mode);
    void exportRequested(const QString& format); // empty: the format chosen last

protected:
    void resizeEvent(QResizeEvent*) override;
    bool event(QEvent* event) override;

private:
    void fillExportMenu();
    void showLaw();
    SegmentedControl* mode_;
    MathText* law_;
    QLabel* busy_;
    QTimer patience_; // short waits aren't worth a word
    QList<FigureOffer> figures_;
    Button *open_, *paste_, *copy_, *export_;
};

} // namespace diffuscope::ui
