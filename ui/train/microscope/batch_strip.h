#pragma once
#include "ui/widgets/chart/chart.h"

namespace diffuscope::ui {

class MicroscopeState;

// "The batch by timestep", on the timeline's noise axis: the mean error at each t, the pictures of the batch as rings,
// the followed one as a dot.
class BatchStrip : public Chart {
    Q_OBJECT
public:
    explicit BatchStrip(MicroscopeState& state, QWidget* parent = nullptr);
    void alignToTrack(int left, int width);
    void setStep(int step); // where the playhead is
    ChartTable table() const override;
    QSize sizeHint() const override { return {600, 150}; }

Q_SIGNALS:
    void picturePicked(int picture);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    double xOf(int timestep) const;
    double yOf(double error) const;
    void drawLegend(QPainter& painter) const;
    void drawLevels(QPainter& painter) const;

    MicroscopeState& state_;
    int left_ = 192, width_ = 600, step_ = 1;
    double low_ = 0.01, high_ = 1;
};

} // namespace diffuscope::ui
