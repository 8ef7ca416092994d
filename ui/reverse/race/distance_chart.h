#pragma once
#include "ui/reverse/axis_chart.h"
#include "ui/reverse/race/race.h"

namespace diffuscope::ui {

// "How far its guess is from the longest run": a line a racer over the noise axis, logarithmic, with its letter where
// it is now. Shares the timeline's axis and playhead.
class DistanceChart : public AxisChart {
    Q_OBJECT
public:
    explicit DistanceChart(QWidget* parent = nullptr);
    struct Line {
        QString name;
        double last = 0; // of its result
        std::vector<Race::Point> points;
    };
    void setLines(std::vector<Line> lines, int totalSteps);
    void setStops(const std::vector<int>& steps, int selected); // where each racer is now
    ChartTable table() const override;
    QSize sizeHint() const override { return {600, 150}; }

protected:
    int totalSteps() const override { return totalSteps_; }
    void paintEvent(QPaintEvent* event) override;

private:
    QPointF placeOf(const Race::Point& point) const;
    void paintLegend(QPainter& painter) const;

    std::vector<Line> lines_;
    std::vector<int> stops_;
    int selected_ = 0, totalSteps_ = 1000;
    double low_ = 0.01, high_ = 2;
};

QString racerLetter(int index); // A, B, ...
void drawLetter(QPainter& painter, const QPointF& centre, int index, bool filled, const QWidget* themed);

} // namespace diffuscope::ui
