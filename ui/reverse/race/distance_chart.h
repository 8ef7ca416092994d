#pragma once
#include "ui/reverse/race/race.h"
#include "ui/widgets/chart/chart.h"

namespace diffuscope::ui {

// "How far its guess is from the longest run": a line a racer over the noise axis, logarithmic, with its letter where
// it is now. Shares the timeline's axis and playhead.
class DistanceChart : public Chart {
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
    void setHint(const QString& hint);                          // while there are no lines
    void alignToTrack(int left, int width);
    ChartTable table() const override;
    QSize sizeHint() const override { return {600, 150}; }

Q_SIGNALS:
    void stepPicked(int step);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    QPointF placeOf(const Race::Point& point) const;
    void paintLegend(QPainter& painter) const;
    void pick(const QPointF& position);

    std::vector<Line> lines_;
    std::vector<int> stops_;
    QString hint_;
    int selected_ = 0, totalSteps_ = 1000, left_ = 192, width_ = 600;
    double low_ = 0.01, high_ = 2;
};

QString racerLetter(int index); // A, B, ...
void drawLetter(QPainter& painter, const QPointF& centre, int index, bool filled, const QWidget* themed);

} // namespace diffuscope::ui
