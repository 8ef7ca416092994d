#pragma once
#include "ui/widgets/chart/chart.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace diffuscope::ui {

// Loss over steps on a log axis: raw at low opacity, smoothed on top, loss on held-out pictures as a dashed line with
// dots, hover read-out, checkpoint flags, ticks at steps that were skipped.
class LossPlot : public Chart {
    Q_OBJECT
public:
    explicit LossPlot(QWidget* parent = nullptr);
    void append(const std::vector<std::pair<std::int64_t, double>>& points);
    void appendValidation(const std::vector<std::pair<std::int64_t, double>>& points);
    void clearValidation();
    void setCheckpoints(const std::vector<std::int64_t>& steps);
    void addSkipped(std::int64_t step); // a step without a finite loss; known ones are ignored
    void clear();
    int validationCount() const { return int(validation_.size()); }
    int skippedCount() const { return int(skipped_.size()); }
    double smoothed() const { return smoothed_; }
    int pointCount() const { return int(points_.size()); }
    ChartTable table() const override;
    QSize sizeHint() const override;
    // Left and right end of the step axis inside the widget, and the steps there: what stands below shares it.
    std::pair<int, int> axisPixels() const;
    std::int64_t lastStep() const;

protected:
    void paintEvent(QPaintEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void leaveEvent(QEvent*) override;

private:
    struct Point {
        std::int64_t step;
        double raw, smooth;
    };
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
    const std::pair<std::int64_t, double>* validationNear(std::int64_t step) const;
    void drawReadout(QPainter& painter, const Scale& s) const;
    std::vector<Point> points_;
    std::vector<std::pair<std::int64_t, double>> validation_; // rising steps
    std::vector<std::int64_t> checkpoints_, skipped_;
    double smoothed_ = 0;
    int hover_ = -1;
};

} // namespace diffuscope::ui
