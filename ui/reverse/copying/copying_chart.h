#pragma once
#include "ui/reverse/axis_chart.h"

#include <vector>

namespace diffuscope::ui {

// How far the network's guess is from what the exact denoiser of the training set predicts, over the noise axis. In an
// inspector: it lays its own axis, the way the timeline runs.
class CopyingChart : public AxisChart {
    Q_OBJECT
public:
    struct Point {
        int step = 0;          // noise level, 1..T
        double difference = 0; // RMS of values in [-1, 1]
    };
    explicit CopyingChart(QWidget* parent = nullptr);
    void setPoints(std::vector<Point> points, int totalSteps); // from noise to data
    const std::vector<Point>& points() const { return points_; }
    ChartTable table() const override;
    QSize sizeHint() const override { return {304, 112}; }

protected:
    int totalSteps() const override { return totalSteps_; }
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    double top() const; // of the axis
    QPointF placeOf(const Point& point) const;
    std::vector<Point> points_;
    int totalSteps_ = 1000;
};

} // namespace diffuscope::ui
