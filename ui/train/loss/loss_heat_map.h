#pragma once
#include "ui/train/history/run_history.h"
#include "ui/train/loss/step_axis.h"
#include "ui/widgets/chart/chart.h"

#include <QImage>

namespace diffuscope::ui {

// The history's mean loss by timestep (rows, noise on top) over training steps (columns) on a log colour ramp.
class LossHeatMap : public Chart {
    Q_OBJECT
public:
    explicit LossHeatMap(const RunHistory& history, QWidget* parent = nullptr); // which outlives it
    void setProbe(int timestep);                                                // marker at the right
    void setAxis(const StepAxis& axis);                                         // the loss curve's, which stands above
    static QColor colour(double level, bool dark); // of a cell, by where its log lies in the range, 0 .. 1
    ChartTable table() const override;
    QSize sizeHint() const override;

Q_SIGNALS:
    void timestepPicked(int timestep);

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;

private:
    const LossByTimestep& losses() const { return history_.byTimestep(); }
    QImage cells() const;
    void drawCells(QPainter& painter, const QRectF& box) const;
    void drawProbe(QPainter& painter, const QRectF& box) const;
    const RunHistory& history_;
    int probe_ = -1;
    StepAxis axis_;
};

} // namespace diffuscope::ui
