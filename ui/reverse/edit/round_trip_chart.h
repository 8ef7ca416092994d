#pragma once
#include "ui/reverse/axis_chart.h"

#include <QImage>
#include <QTimer>

#include <map>
#include <optional>
#include <vector>

namespace diffuscope::ui {

class Trajectory;

// A picture's way up to its noise and the way back, a film each over the noise axis, and how far apart the two are at
// each noise level. Differences are computed a slice at a time.
class RoundTripChart : public AxisChart {
    Q_OBJECT
public:
    struct Point {
        int step = 0;
        double apart = 0; // RMS a value, between the two states
    };
    explicit RoundTripChart(QWidget* parent = nullptr);
    void setRun(const Trajectory* run);                          // not owned; call again when another one begins
    void refresh();                                              // frames were added
    const std::vector<Point>& points() const { return points_; } // from noise to data, as far as they are there
    ChartTable table() const override;
    QSize sizeHint() const override { return {600, 150}; }

protected:
    int totalSteps() const override;
    void paintEvent(QPaintEvent* event) override;

private:
    using Film = std::map<int, QImage>; // by frame
    void compare();
    int upAt(int step) const; // frame of the way up nearest to it; -1: none
    double filmSide() const;
    void drawFilm(QPainter& painter, double top, bool up);
    void drawCurve(QPainter& painter, double top) const;
    QImage cell(int step, bool up);

    const Trajectory* run_ = nullptr;
    Film up_, back_;
    std::vector<Point> points_;
    int next_ = 0; // frame of the way back that is compared next
    QTimer slices_;
};

} // namespace diffuscope::ui
