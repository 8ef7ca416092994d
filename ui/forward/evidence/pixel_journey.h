#pragma once
#include "ui/forward/evidence/journey_plot.h"
#include "ui/widgets/chart/chart.h"

#include <QPixmap>

#include <optional>
#include <vector>

namespace diffuscope::ui {

class NumberLabel;
class SegmentedControl;

// The value of one pixel over all noise levels, on the timeline's axis: mean, one and two sigma, the jump with this
// noise, and Markov chains from the same start.
class PixelJourney : public Chart {
    Q_OBJECT
public:
    using Pixel = JourneyPlot::Pixel;
    explicit PixelJourney(QWidget* parent = nullptr);
    void setSchedule(const Schedule& schedule);
    void setSeed(quint64 seed);
    void setPixel(const Pixel& pixel);
    void setWalk(bool walk, const std::vector<float>& values); // the picture's own walk there; may be empty
    void setStep(int step);
    void alignToTrack(int left, int width);
    double valueNow() const; // of the jump
    const JourneyPlot& plot() const { return plot_; }
    ChartTable table() const override;

Q_SIGNALS:
    void channelChosen(int channel);

protected:
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override;
    void changeEvent(QEvent* event) override;

private:
    void invalidate();
    void computeChains();
    void showLegend();
    std::optional<struct Explained> legendAt(const QPoint& at) const;
    void renderCurves();
    void drawMoreChains();
    void renderLines();
    QPixmap blank() const;

    JourneyPlot plot_;
    int step_ = 0;
    QPixmap curves_, lines_; // bands and chains; over them own walk, mean, jump and legend; empty: to be rendered
    std::size_t drawn_ = 0;  // chains that are in curves_
    SegmentedControl* channel_;
    NumberLabel *mean_, *sigma_, *jump_, *walkNow_;
};

} // namespace diffuscope::ui
