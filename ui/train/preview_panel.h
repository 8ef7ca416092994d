#pragma once
#include "ui/train/history/run_history.h"

#include <QWidget>

class QLabel;
class QSlider;

namespace diffuscope::ui {

class ContactSheetView;
class NumberLabel;
class WrappedLabel;

// The history's previews, to be gone back to. Follows the newest one until moved.
class PreviewPanel : public QWidget {
    Q_OBJECT
public:
    explicit PreviewPanel(RunHistory& history, QWidget* parent = nullptr); // which outlives it
    void moveBy(int previews);
    int current() const; // index in the history; -1 without previews

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();
    void show(int index);
    void describe(); // what drew them, and when the next comes
    int newest() const { return history_.previews().count() - 1; }

    RunHistory& history_;
    std::int64_t shown_ = -1; // step
    bool following_ = true;
    ContactSheetView* contactSheet_;
    QSlider* slider_;
    NumberLabel *first_, *now_;
    WrappedLabel* about_;
};

} // namespace diffuscope::ui
