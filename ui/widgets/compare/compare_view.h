#pragma once
#include "core/base/image/image.h"
#include "ui/style/theme.h"

#include <QTimer>
#include <QWidget>

class QBoxLayout;
class QLabel;
class QSlider;

namespace diffuscope::ui {

class ImageView;
class NumberLabel;
class SegmentedControl;
class ViewLink;
class WipeView;

// Two pictures against each other: under a wipe, side by side, their difference, or in turn. The numbers below are
// those of differenceOf(). All its views look together.
class CompareView : public QWidget {
    Q_OBJECT
public:
    enum class Mode { Wipe, Side, Difference, Flicker };
    struct Side {
        Image image;
        QString words;  // "the sample now, t = 240"
        QString symbol; // mark-up; empty: only its letter
        Concept frame = Concept::State;
        float range = 1;
        bool data = true; // in [-1, 1] when it is finished: PSNR means something
    };
    // `role`: under which mode and colours are remembered.
    explicit CompareView(const QString& role, QWidget* parent = nullptr);
    void setPair(Side a, Side b);
    void setMode(Mode mode);
    Mode mode() const { return mode_; }
    void setPictureHeight(int height); // 0: as high as there is room

protected:
    void resizeEvent(QResizeEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void nameParts();
    void build();
    void connectParts();
    QWidget* numbersRow();
    void showMode();
    void showNumbers();
    void fillSides();
    void fillWipe();
    void turn();
    void showTurn();

    QString role_;
    Side a_, b_;
    SegmentedControl* modes_;
    ViewLink* link_;
    ImageView *left_, *right_, *difference_, *turning_;
    WipeView* wipe_;
    QWidget* wipeRow_;
    QSlider* slider_;
    QLabel *meanName_, *lastName_;
    NumberLabel *mean_, *greatest_, *last_;
    QBoxLayout* head_; // ways and numbers, beside each other where there is room
    QTimer turns_;
    Mode mode_ = Mode::Wipe;
    bool second_ = false, sidesStale_ = false, wipeStale_ = false; // stale: the views have older pictures
};

} // namespace diffuscope::ui
