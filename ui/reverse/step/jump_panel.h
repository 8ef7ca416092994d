#pragma once
#include "ui/widgets/chart/chart.h"

#include <vector>

namespace diffuscope::ui {

class ImageView;
class NumberLabel;
class Trajectory;

// "In one step?": how far x0-hat, jumped to from each noise level, is from the picture that the walk came to.
class JumpChart : public Chart {
    Q_OBJECT
public:
    struct Point {
        int step = 0;        // noise level it was jumped from, 1..T
        double distance = 0; // RMS of values in [-1, 1]
    };
    explicit JumpChart(QWidget* parent = nullptr);
    void setPoints(std::vector<Point> points, int totalSteps); // from noise to data
    void setStep(int step);                                    // where the playhead is
    const std::vector<Point>& points() const { return points_; }
    ChartTable table() const override;
    QSize sizeHint() const override { return {304, 116}; }

Q_SIGNALS:
    void stepPicked(int step);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    QRectF box() const;
    QPointF placeOf(const Point& point) const;
    void pick(const QPointF& position);
    std::vector<Point> points_;
    int totalSteps_ = 1000, step_ = 0;
    double most_ = 0;
};

// The jump from where the playhead is beside the walk's picture and their difference, and the curve over all levels.
// What is far off is worked out when the run has ended. GUI thread.
class JumpPanel : public QWidget {
    Q_OBJECT
public:
    explicit JumpPanel(QWidget* parent = nullptr);
    void setTrajectory(const Trajectory* trajectory, int picture); // not owned; again when another one begins
    void refresh();                                                // the run has ended
    void setFrame(int frame);                                      // the one that is shown
    QString note() const { return note_; }                         // "RMS 0.41"

Q_SIGNALS:
    void stepPicked(int step);
    void noteChanged(const QString& note);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void collect();
    void showJump();
    void say(const QString& note);

    const Trajectory* trajectory_ = nullptr;
    int picture_ = 0, frame_ = -1;
    bool collected_ = false;
    ImageView *jump_, *walk_, *difference_;
    NumberLabel* numbers_;
    JumpChart* chart_;
    QString note_;
};

} // namespace diffuscope::ui
