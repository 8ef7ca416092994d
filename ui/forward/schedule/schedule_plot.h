#pragma once
#include "core/schedule/curve_edit.h"
#include "core/schedule/schedule.h"
#include "ui/widgets/chart/chart.h"

#include <QPainterPath>
#include <QPixmap>

#include <optional>
#include <vector>

namespace diffuscope::ui {

class CurveHandle;

// alpha-bar (or log SNR) over the steps with the timeline's cursor and its value; thinner curves of other schedules,
// named where there is room; values under the pointer. Dragging the cursor, or pressing anywhere, scrubs.
//
// With handles the curve can be edited: drag, double-click to add, drag out or Delete to remove, arrow keys; with the
// pen a stroke is drawn over it. The plot keeps what is drawn monotone and tells it; who owns the schedule answers with
// setSchedule() and setHandles().
class SchedulePlot : public Chart {
    Q_OBJECT
public:
    enum class Quantity { AlphaBar, LogSnr };
    struct Overlay {
        QString name;
        Schedule schedule;
    };

    explicit SchedulePlot(Quantity quantity, QWidget* parent = nullptr);
    void setSchedule(const Schedule& schedule);
    void setOverlays(const std::vector<Overlay>& overlays);
    void setStep(int step); // 0 .. T
    void setHandles(const std::vector<CurvePoint>& handles);
    void setPen(bool on);                               // pressing draws instead of scrubbing
    void setHint(const QString& hint, int roomAtRight); // small words at the top right
    const std::vector<CurvePoint>& handles() const { return handles_; }
    QPointF placeOf(double share, double value) const; // in the widget
    int stepAt(double x) const;
    ChartTable table() const override;
    QSize sizeHint() const override;

Q_SIGNALS:
    void stepPicked(int step);
    void handlesChanged(const std::vector<CurvePoint>& handles, bool done); // done: let go of, or by key
    void strokeDrawn(const std::vector<CurvePoint>& stroke);
    void undoRequested();
    void redoRequested();

protected:
    void paintEvent(QPaintEvent*) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void leaveEvent(QEvent*) override;

private:
    struct Line {
        QString name;
        std::vector<double> values; // at 0 .. T of its schedule
    };
    bool isAlphaBar() const { return quantity_ == Quantity::AlphaBar; }
    QRectF box() const;
    CurvePoint shareOf(const QPointF& place) const;
    double valueOf(const Line& line, double share) const;
    Line lineOf(const QString& name, const Schedule& schedule) const;
    QPainterPath pathOf(const Line& line) const;
    QString valueText(double value, bool atData) const;
    QString hintShown() const;
    // handles
    void syncHandles();
    CurveHandle* makeHandle();
    std::size_t indexOf(const CurveHandle* handle) const;
    void dragHandle(CurveHandle* handle, const QPointF& place);
    void dropHandle(CurveHandle* handle);
    void nudgeHandle(CurveHandle* handle, double right, double up);
    void removeHandle(CurveHandle* handle);
    void changeHandles(std::vector<CurvePoint> handles, bool done);
    // painting
    void renderGround();
    void drawOverlays(QPainter& painter) const;
    void nameOverlays(QPainter& painter) const;
    void drawCursor(QPainter& painter) const;
    void drawHover(QPainter& painter) const;
    QRectF cardFor(double wide) const;
    QRectF valuePlace(const QPointF& dot, double wide) const;
    QRectF hintPlace() const;
    bool underHandle(const QRectF& place) const;
    bool onCurve(const QRectF& place) const;
    bool crosses(const Line& line, const QRectF& place) const;
    void drawLabels(QPainter& painter) const;
    int overlayNear(const QPointF& place) const;

    QPixmap ground_; // empty: to be rendered
    Quantity quantity_;
    Line curve_;
    std::vector<Line> overlays_;
    int step_ = 0;
    QString hint_;
    int hintRoom_ = 0;
    std::optional<QPointF> hover_;
    bool scrubbing_ = false, pen_ = false;
    std::vector<CurvePoint> handles_, grabbed_, stroke_; // grabbed_: as they were when the drag began
    bool dragged_ = false;
    std::vector<CurveHandle*> rings_; // of handles_[1 ...]: data is always whole
};

} // namespace diffuscope::ui
