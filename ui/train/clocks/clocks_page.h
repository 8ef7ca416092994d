#pragma once
#include "ui/train/clocks/clocks_state.h"

#include <QWidget>

class QLabel;

namespace diffuscope::ui {

class ClocksGrid;
class IconButton;
class TrainingClock;

// Both clocks and their grid, aligned with the timeline below. GUI thread.
class ClocksPage : public QWidget {
    Q_OBJECT
public:
    explicit ClocksPage(ClocksState& state, QWidget* parent = nullptr); // which outlives it
    void alignToTrack(int left, int width);
    void setSteps(int totalSteps);
    void setHint(const QString& hint); // where no row is yet
    ClocksGrid* grid() const { return grid_; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void arrange();
    void showRows();
    ClocksState& state_;
    TrainingClock* clock_;
    ClocksGrid* grid_;
    IconButton* play_;
    QLabel* words_;
    QString hint_;
    int left_ = 192, width_ = 840;
};

} // namespace diffuscope::ui
