#pragma once
#include "core/schedule/schedule.h"

#include <QPixmap>
#include <QWidget>

#include <vector>

namespace diffuscope::ui {

class NumberLabel;
class SegmentedControl;

// The value of one pixel over all noise levels, on the timeline's axis: mean, one and two sigma, the jump with this
// noise, and Markov chains from the same start.
class PixelJourney : public QWidget {
    Q_OBJECT
public:
    struct Pixel {
        QPoint place;
        int channel = 0, channels = 1;
        double data = 0, noise = 0; // x_0 and eps there
        bool operator==(const Pixel&) const = default;
    };
    explicit PixelJourney(QWidget* parent = nullptr);
    void setSchedule(const Schedule& schedule);
    void setSeed(quint64 seed);
    void setPixel(const Pixel& pixel);
    void setWalk(bool walk, const std::vector<float>& values); // the picture's own walk there; may be empty
    void setStep(int step);
    void alignToTrack(int left, int width);
    double valueNow() const; // of the jump

Q_SIGNALS:
    void channelChosen(int channel);

protected:
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override;
    void changeEvent(QEvent* event) override;

private:
    double xOf(double step) const;
    double yOf(double value) const;
    double meanAt(int step) const;
    double sigmaAt(int step) const;
    double jumpAt(int step) const;
    void invalidate();
    void computeChains();
    void showLegend();
    void renderCurves();
    void drawBands(QPainter& painter) const;
    void drawGrid(QPainter& painter) const;
    void drawChain(QPainter& painter, const std::vector<float>& values, float opacity, double width) const;
    void drawMoreChains();
    void renderLines();
    bool ownWalk() const { return walk_ && walked_.size() > 1; } // there is a walk of the picture's own to draw
    QPixmap blank() const;
    void drawPlayhead(QPainter& painter) const;
    void drawLegendKeys(QPainter& painter) const;

    Schedule schedule_ = makeSchedule({});
    Pixel pixel_;
    quint64 seed_ = 0;
    int step_ = 0, left_ = 192, width_ = 840;
    bool walk_ = false;
    std::vector<float> walked_;
    std::vector<std::vector<float>> chains_;
    QPixmap curves_, lines_; // bands and chains; over them own walk, mean, jump and legend; empty: to be rendered
    std::size_t drawn_ = 0;  // chains that are in curves_
    SegmentedControl* channel_;
    NumberLabel *mean_, *sigma_, *jump_, *walkNow_;
};

} // namespace diffuscope::ui
