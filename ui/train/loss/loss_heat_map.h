#pragma once
#include "ui/widgets/chart/chart.h"

#include <QImage>
#include <cstdint>
#include <utility>
#include <vector>

namespace diffuscope::ui {

// Mean loss by timestep (rows, noise on top) over training steps (columns) on a log colour ramp.
class LossHeatMap : public Chart {
    Q_OBJECT
public:
    explicit LossHeatMap(QWidget* parent = nullptr);
    void append(std::int64_t step, const std::vector<std::pair<int, float>>& lossByTimestep, int timesteps);
    void clear();
    void setProbe(int timestep);                   // marker at the right
    std::pair<double, double> range() const;       // smallest and largest mean loss of a cell; {0, 0} without cells
    static QColor colour(double level, bool dark); // of a cell, by where its log lies in the range, 0 .. 1
    ChartTable table() const override;
    QSize sizeHint() const override;

Q_SIGNALS:
    void timestepPicked(int timestep);

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;

private:
    static constexpr int kRows = 20;
    struct Column {
        std::int64_t first = 0, last = 0;
        double sum[kRows] = {};
        int count[kRows] = {};
    };
    void mergePairs();
    QImage cells() const;
    void drawCells(QPainter& painter, const QRectF& box) const;
    void drawProbe(QPainter& painter, const QRectF& box) const;
    std::vector<Column> columns_;
    std::int64_t width_ = 1; // steps a column
    int timesteps_ = 1000, probe_ = -1;
};

} // namespace diffuscope::ui
