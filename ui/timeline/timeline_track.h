#pragma once
#include "ui/timeline/timeline_layers.h"

#include <QPointer>
#include <QWidget>

namespace diffuscope::ui {

class NoiseCurve;

// Filmstrip, curves and playhead. Pressing or dragging anywhere scrubs at once; the wheel moves one step; the context
// menu has the curves as a table.
class TimelineTrack : public QWidget {
    Q_OBJECT
public:
    explicit TimelineTrack(QWidget* parent = nullptr);
    void setModel(TimelineModel* model); // not owned; may be null
    void setCompact(bool compact);
    TimelineGeometry geometryNow() const;
    TimelineModel* model() const { return model_; }

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void changeEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void drawLabels(QPainter& painter, const TimelineGeometry& g, double playhead) const;
    void drawPlayhead(QPainter& painter, const TimelineGeometry& g, double x) const;
    void drawMarks(QPainter& painter, const TimelineGeometry& g) const;
    void drawHalfway(QPainter& painter, const TimelineGeometry& g, double playhead) const;
    void dragTo(double x);
    void drawLoupe(QPainter& painter, const TimelineGeometry& g, double x) const;
    void drawHandle(QPainter& painter, const TimelineGeometry& g, double x) const;
    void describe();
    void updatePlayhead();
    QRect halfwayPlace() const;

    QPointer<TimelineModel> model_;
    NoiseCurve* curve_;
    TimelineLayers layers_;
    bool compact_ = false, dragging_ = false;
    TimelineGeometry::Grip grip_ = TimelineGeometry::Grip::Playhead; // what is dragged
    double shown_ = 0;                                               // x of the playhead as last painted
    int wheel_ = 0;
};

} // namespace diffuscope::ui
