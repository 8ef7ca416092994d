#pragma once
#include "ui/reverse/axis_chart.h"

#include <vector>

namespace diffuscope::ui {

// "How much is still open": how far the futures of one picture lie apart at the end, by the noise level at which they
// part.
class SpreadChart : public AxisChart {
    Q_OBJECT
public:
    struct Point {
        int step = 0;      // noise level at which they part, 1..T
        double spread = 0; // root mean squared deviation of their ends from the mean
    };
    explicit SpreadChart(QWidget* parent = nullptr);
    void clear(int totalSteps);
    void add(const Point& point);                                // takes the place of one at the same level
    const std::vector<Point>& points() const { return points_; } // from data to noise
    ChartTable table() const override;
    QSize sizeHint() const override { return {600, 138}; }

protected:
    int totalSteps() const override { return totalSteps_; }
    void paintEvent(QPaintEvent* event) override;

private:
    QPointF placeOf(const Point& point) const;
    double top() const; // of the axis
    std::vector<Point> points_;
    int totalSteps_ = 1000;
};

} // namespace diffuscope::ui
