#pragma once
#include "ui/train/clocks/clocks_state.h"

#include <QWidget>

class QLabel;

namespace diffuscope::ui {

class MomentPicture;
class NumberLabel;
class Section;

// Two moments beside each other: the picture and the guess of A and of B, and how far they are apart. GUI thread.
class MomentsPanel : public QWidget {
    Q_OBJECT
public:
    // `section`: whose note says where the two are taken. Both outlive it.
    MomentsPanel(ClocksState& state, Section& section, QWidget* parent = nullptr);

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Line { // the pictures, or the guesses
        MomentPicture *a, *b, *difference;
        NumberLabel* rms;
    };
    void refresh();
    void showLine(const Line& line, bool guess);
    ClocksState& state_;
    Section& section_;
    QLabel *nameA_, *nameB_;
    Line pictures_, guesses_;
};

} // namespace diffuscope::ui
