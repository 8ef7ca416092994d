#pragma once
#include <QAbstractSlider>

namespace diffuscope::ui {

// One handle of a curve in a plot: a ring to drag, and for the keyboard and screen readers a slider whose value is the
// height of the curve in thousandths. It only tells what was asked; the plot decides where it may go.
class CurveHandle : public QAbstractSlider {
    Q_OBJECT
public:
    static constexpr int kSize = 20; // of the widget; the ring is smaller
    explicit CurveHandle(QWidget* plot);
    void place(const QPointF& centre); // in the plot
    void describe(int index, int count, double x, double y);
    void setLeaving(bool leaving); // dragged so far out that letting go removes it
    bool leaving() const { return leaving_; }

Q_SIGNALS:
    void grabbed();
    void draggedTo(const QPointF& inPlot);
    void dropped();
    void nudged(double right, double up); // by keys, in shares of the plot
    void removeRequested();
    void addRequested(); // a new one, after this

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void wheelEvent(QWheelEvent*) override;
    void sliderChange(SliderChange change) override;

private:
    QPointF held_; // from the centre to where it was taken
    bool dragging_ = false, leaving_ = false;
};

} // namespace diffuscope::ui
