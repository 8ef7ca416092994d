#pragma once
#include "ui/widgets/chart/chart.h"

#include <vector>

namespace diffuscope::ui {

// "How much is still open": how far the futures of one picture lie apart at the end, by the noise level at which they
// part. Shares the timeline's axis and playhead.
class SpreadChart : public Chart {
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
    void setStep(int step);
    void setHint(const QString& hint); // without points
    void alignToTrack(int left, int width);
    ChartTable table() const override;
    QSize sizeHint() const override { return {600, 138}; }

Q_SIGNALS:
    void stepPicked(int step);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    QPointF placeOf(const Point& point) const;
    void pick(const QPointF& position);
    std::vector<Point> points_;
    QString hint_;
    int totalSteps_ = 1000, step_ = 0, left_ = 192, width_ = 600;
    double most_ = 0;
};

} // namespace diffuscope::ui
