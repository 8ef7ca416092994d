#pragma once
#include "ui/widgets/chart/chart.h"

namespace diffuscope::ui {

// A chart below Reverse's canvas: it lies on the timeline's noise axis, with its words left of the track, follows the
// playhead, and leads it where it is clicked.
class AxisChart : public Chart {
    Q_OBJECT
public:
    explicit AxisChart(const QString& title, QWidget* parent = nullptr);
    void alignToTrack(int left, int width); // of the timeline's track, in this widget
    void setStep(int step);                 // where the playhead is

Q_SIGNALS:
    void stepPicked(int step);

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

    virtual int totalSteps() const = 0; // of the axis
    virtual void aligned() { update(); }
    int step() const { return step_; }
    int trackLeft() const { return left_; }
    int trackWidth() const { return width_; }
    double xOf(double step) const;

    void drawGround(QPainter& painter) const;
    static constexpr int kUnderTitle = 4;                         // what follows keeps so far away
    int drawTitle(QPainter& painter, const QString& title) const; // where it ends: it may take two lines
    void drawLevel(QPainter& painter, double y, const QString& label, bool zero = false) const; // a line over the track
    void drawHint(QPainter& painter, const QString& hint) const;                                // where nothing is yet
    void drawPlayhead(QPainter& painter) const;

private:
    void pick(const QPointF& position);
    int step_ = 0, left_ = 192, width_ = 600;
};

} // namespace diffuscope::ui
