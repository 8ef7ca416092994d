#pragma once
#include "ui/train/history/run_history.h"
#include "ui/widgets/chart/chart.h"

#include <cstdint>
#include <utility>

namespace diffuscope::ui {

// Loss over steps on a log axis: raw at low opacity, smoothed on top, loss on held-out pictures as a dashed line with
// dots, hover read-out, checkpoint flags, ticks at steps that were skipped. It shows what the history holds.
class LossPlot : public Chart {
    Q_OBJECT
public:
    explicit LossPlot(const RunHistory& history, QWidget* parent = nullptr); // which outlives it
    ChartTable table() const override;
    QSize sizeHint() const override;
    // Left and right end of the step axis inside the widget, and the steps there: what stands below shares it.
    std::pair<int, int> axisPixels() const;

protected:
    void paintEvent(QPaintEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void leaveEvent(QEvent*) override;

private:
    struct Scale {
        QRectF box;
        double low, high, last;
        double x(double step) const;
        double y(double loss) const;
    };
    Scale scale() const;
    void drawAxes(QPainter& painter, const Scale& s) const;
    void drawCurves(QPainter& painter, const Scale& s) const;
    void drawValidation(QPainter& painter, const Scale& s) const;
    void drawSkipped(QPainter& painter, const Scale& s) const;
    void drawCheckpoints(QPainter& painter, const Scale& s) const;
    QVariant cellOf(std::size_t point, int column) const;
    const RunHistory::Validation* validationNear(std::int64_t step) const;
    void drawReadout(QPainter& painter, const Scale& s) const;

    const RunHistory& history_;
    int hover_ = -1; // point under the mouse
};

} // namespace diffuscope::ui
