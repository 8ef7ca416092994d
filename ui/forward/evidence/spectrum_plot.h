#pragma once
#include "core/schedule/statistics/spectrum.h"
#include "ui/widgets/chart/chart.h"

#include <optional>

namespace diffuscope::ui {

// Radial power spectra on a logarithmic frequency axis, in dB of white noise of variance 1: the data (what is left of
// it at this step), the noise that was mixed in, and the picture x_t as it was measured. Where the noise is above the
// data, detail of that size has drowned.
class SpectrumPlot : public Chart {
    Q_OBJECT
public:
    explicit SpectrumPlot(QWidget* parent = nullptr);
    void setData(const RadialSpectrum& spectrum);  // of x_0
    void setState(const RadialSpectrum& spectrum); // of x_t
    void setAlphaBar(double alphaBar);
    // Cycles per picture above which the data is below the noise, from the data's spectrum; 0: all of it, empty: none.
    std::optional<double> drownedAbove() const;
    ChartTable table() const override;
    QSize sizeHint() const override { return {304, 132}; }

protected:
    void paintEvent(QPaintEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void leaveEvent(QEvent*) override;

private:
    QRectF box() const;
    QPointF placeOf(double cycles, double power) const;
    QPolygonF curveOf(const RadialSpectrum& spectrum, double scale) const;
    void drawAxes(QPainter& painter) const;
    void drawHover(QPainter& painter) const;

    RadialSpectrum data_, state_;
    double alphaBar_ = 1;
    int hover_ = 0; // ring; 0: none
};

} // namespace diffuscope::ui
