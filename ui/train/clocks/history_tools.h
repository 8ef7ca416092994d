#pragma once
#include <QWidget>

class QLabel;

namespace diffuscope::ui {

class ClocksState;
class SegmentedControl;

// The toolbar's right end: where the run stands, picture or guess, and export. GUI thread.
class HistoryTools : public QWidget {
    Q_OBJECT
public:
    explicit HistoryTools(ClocksState& state, QWidget* parent = nullptr); // which outlives it
    void setRunText(const QString& text);
    void setShort(bool narrow); // where there is little room

private:
    void refresh();
    ClocksState& state_;
    QLabel* run_;
    SegmentedControl* view_;
    bool short_ = false;
};

} // namespace diffuscope::ui
