#pragma once
#include "ui/train/clocks/clock_rows.h"
#include "ui/train/clocks/clocks_state.h"

#include <QHash>
#include <QImage>
#include <QWidget>

#include <map>
#include <tuple>

namespace diffuscope::ui {

// A picture for every moment of training (down) and noise level (across, in the columns of the timeline's filmstrip).
// A click or a drag moves both clocks, arrow keys move one cell. It paints what is seen and has no widget a cell; to
// assistive programs it is a table. GUI thread.
class ClocksGrid : public QWidget {
    Q_OBJECT
public:
    explicit ClocksGrid(ClocksState& state, QWidget* parent = nullptr); // which outlives it
    void setRows(const ClockRows& rows);
    void setSteps(int totalSteps); // T of the axis
    const ClockRows& rows() const { return rows_; }

    int columns() const;
    int count() const { return columns() * rows_.count(); } // of cells, row by row
    int column() const;                                     // of the denoising clock
    int stepOfColumn(int column) const;                     // noise level whose picture is shown there
    QRect cellRect(int place, int column) const;
    int cellAt(const QPoint& position) const;           // -1: none
    int currentCell() const;                            // where both clocks stand; -1: there is none
    QString nameOf(int cell) const;                     // "guess, distance 0.61, pinned as A"
    QString nameOfRow(int place) const;                 // "training step 300"
    QImage pictureOf(int row, int t, bool guess) const; // null: there is none

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    void choose(const QPoint& position);
    void drawCell(QPainter& painter, int place, int column) const;
    void drawFrames(QPainter& painter) const;
    void drawPin(QPainter& painter, int place, int column, const QString& letters) const;
    void say(); // where the clocks stand, to who reads the screen
    ClocksState& state_;
    ClockRows rows_;
    int totalSteps_ = 1000;
    mutable std::map<std::tuple<std::int64_t, int, bool>, QImage> pictures_; // of the chosen start noise
};

void installClocksGridAccessible(); // makes assistive programs see a table; more calls change nothing

} // namespace diffuscope::ui
