#pragma once
#include "ui/reverse/edit/hybrid_split.h"
#include "ui/widgets/chart/chart.h"

namespace diffuscope::ui {

// The spectra of a hybrid image: of what is left from afar, of the detail near by, and of both together, with the
// frequency at which the blur leaves half the amplitude. Logarithmic both ways.
class SplitChart : public Chart {
    Q_OBJECT
public:
    explicit SplitChart(QWidget* parent = nullptr);
    void setParts(const std::optional<HybridSplit::Parts>& parts); // empty: nothing is drawn yet
    static double cutOff(double deviation, int side); // cycles per side, where a Gaussian leaves half the amplitude
    ChartTable table() const override;
    QSize sizeHint() const override { return {304, 150}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QRectF box() const;
    int rings() const;
    QPointF placeOf(double cycles, double power) const;
    void drawCurve(QPainter& painter, const RadialSpectrum& spectrum, const QPen& pen) const;
    void drawCutOff(QPainter& painter) const;
    void drawAxes(QPainter& painter) const;

    std::optional<HybridSplit::Parts> parts_;
};

} // namespace diffuscope::ui
