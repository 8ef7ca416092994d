#pragma once
#include "ui/train/clocks/clock_rows.h"
#include "ui/train/clocks/clocks_state.h"

#include <QSlider>

namespace diffuscope::ui {

// The training clock: a vertical slider that runs down, with the step and the smoothed loss of each row beside it. Its
// values are the history's rows, also those that have no place. GUI thread.
class TrainingClock : public QSlider {
    Q_OBJECT
public:
    explicit TrainingClock(ClocksState& state, QWidget* parent = nullptr); // which outlives it
    void setRows(const ClockRows& rows);
    static int trackFrom(int width) { return width - 26; } // x of the track

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void follow();
    void choose(double y);
    void drawRow(QPainter& painter, int place) const;
    void drawTrack(QPainter& painter) const;
    ClocksState& state_;
    ClockRows rows_;
};

} // namespace diffuscope::ui
