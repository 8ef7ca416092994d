#pragma once
#include "ui/train/history/run_history.h"
#include "ui/train/loss/step_axis.h"
#include "ui/widgets/chart/chart.h"

#include <cstdint>
#include <utility>

namespace diffuscope::ui {

// A run's curve over its steps: loss, gradient norm, learning rate or throughput. The values themselves at low opacity,
// smoothed on top; of the loss also that of held-out pictures as a dashed line with dots. Checkpoint flags, ticks at
// skipped steps, lines where settings were changed. The wheel and a drag along the steps look closer, a double click
// shows all; where it has the focus, arrows walk the points and + - 0 look closer. It shows what the history holds, all
// of it: where a column of pixels holds many points, it reaches from the least of them to the greatest.
class LossPlot : public Chart {
    Q_OBJECT
public:
    enum class Quantity { Loss, GradientNorm, LearningRate, Throughput };

    explicit LossPlot(const RunHistory& history, QWidget* parent = nullptr); // which outlives it
    void setQuantity(Quantity quantity);
    Quantity quantity() const { return quantity_; }
    void setLogSteps(bool log);
    void look(double firstStep, double lastStep); // closer; clamped to what there is
    void lookAtAll();
    bool looksCloser() const { return from_ >= 0; }
    StepAxis axis() const;
    int current() const { return hover_; } // the point under the mouse or walked to; -1: none
    ChartTable table() const override;
    QSize sizeHint() const override;
    // Left and right end of the step axis inside the widget: what stands below shares it.
    std::pair<int, int> axisPixels() const;

Q_SIGNALS:
    void axisChanged();

protected:
    void paintEvent(QPaintEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void wheelEvent(QWheelEvent*) override;
    void leaveEvent(QEvent*) override;
    void keyPressEvent(QKeyEvent*) override;

private:
    struct Scale {
        QRectF box;
        StepAxis axis;
        double low, high;
        bool log; // of the values
        double x(double step) const;
        double y(double value) const;
    };
    Scale scale() const;
    double valueOf(const RunHistory::Point& point) const; // of the quantity
    bool isLoss() const { return quantity_ == Quantity::Loss; }
    std::pair<std::size_t, std::size_t> shownPoints() const; // first, one past the last
    int pointAt(double x) const;
    void walkTo(int point);
    void zoom(double factor, double around); // a share of the axis
    void drawAxes(QPainter& painter, const Scale& s) const;
    void drawCurves(QPainter& painter, const Scale& s) const;
    void drawValidation(QPainter& painter, const Scale& s) const;
    void drawSkipped(QPainter& painter, const Scale& s) const;
    void drawChanges(QPainter& painter, const Scale& s) const;
    void drawCheckpoints(QPainter& painter, const Scale& s) const;
    void drawHints(QPainter& painter, const Scale& s) const;
    QVariant cellOf(std::size_t point, int column) const;
    const RunHistory::Validation* validationNear(std::int64_t step) const;
    QStringList changesNear(const Scale& s, std::int64_t step) const;
    void drawReadout(QPainter& painter, const Scale& s) const;

    const RunHistory& history_;
    Quantity quantity_ = Quantity::Loss;
    double from_ = -1, to_ = -1; // steps it looks at; negative: all
    bool logSteps_ = false;
    int hover_ = -1;                     // point under the mouse or walked to
    double pressed_ = -1, dragged_ = -1; // x of a drag
};

} // namespace diffuscope::ui
