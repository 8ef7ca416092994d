#pragma once
#include "ui/train/clocks/clock_rows.h"
#include "ui/train/clocks/clocks_state.h"
#include "ui/widgets/chart/chart.h"

#include <optional>
#include <vector>

namespace diffuscope::ui {

// How far the guess at this noise level is from the finished picture, over the moments of training; above it these
// guesses. A click chooses the moment. GUI thread.
class GuessChart : public Chart {
    Q_OBJECT
public:
    explicit GuessChart(ClocksState& state, QWidget* parent = nullptr); // which outlives it
    ChartTable table() const override;
    QSize sizeHint() const override { return {300, 138}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    void refresh();
    void pick(double x);
    double xOf(int row) const;
    QRectF box() const; // of the curve
    void drawStrip(QPainter& painter) const;
    void drawCurve(QPainter& painter) const;
    void drawValue(QPainter& painter, int row) const;
    QPointF placeOf(int row) const;
    ClocksState& state_;
    std::vector<std::optional<double>> distances_; // a row each
    double top_ = 1;
};

} // namespace diffuscope::ui
