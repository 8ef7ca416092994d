#pragma once
#include "ui/widgets/chart/chart.h"

namespace diffuscope::ui {

class MicroscopeState;

// How much noise each timestep means, and where the pictures of the batch are on it; the followed one is filled.
class TimestepCurve : public Chart {
    Q_OBJECT
public:
    explicit TimestepCurve(MicroscopeState& state, QWidget* parent = nullptr);
    void setStep(int step); // where the followed one is being dragged to, 1 .. T
    ChartTable table() const override;
    QSize sizeHint() const override { return {640, 200}; }
    QSize minimumSizeHint() const override { return {240, 90}; }

Q_SIGNALS:
    void stepPicked(int step);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    QRectF plot() const;
    QPointF placeOf(int timestep) const;
    void pick(const QPointF& at);
    MicroscopeState& state_;
    int step_ = 1;
};

} // namespace diffuscope::ui
