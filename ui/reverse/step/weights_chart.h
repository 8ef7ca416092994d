#pragma once
#include "core/base/image/step_terms.h"
#include "ui/style/theme.h"
#include "ui/widgets/chart/chart.h"

#include <vector>

namespace diffuscope::ui {

class Trajectory;

// "What each term weighs": the coefficients of a run's steps over the noise axis, a point for each step of the sampler.
// Shares the timeline's axis and playhead.
class WeightsChart : public Chart {
    Q_OBJECT
public:
    explicit WeightsChart(QWidget* parent = nullptr);
    void setTrajectory(const Trajectory* trajectory, const QString& predictionType); // not owned
    void refresh();                                                                  // frames were added
    void setStep(int step);
    void alignToTrack(int left, int width);
    ChartTable table() const override;
    QSize sizeHint() const override { return {600, 138}; }

Q_SIGNALS:
    void stepPicked(int step);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    // A term of the sums, through the run.
    struct Line {
        StepTerm term;
        QString symbol;
        Concept which = Concept::State;
        std::vector<double> weights; // by frame, from 1 on; NaN where a step has no such term
    };
    void collect();
    int frameAt(int step) const; // whose step starts nearest; 0: none
    double xOf(double step) const;
    double yOf(double weight) const;
    void paintLegend(QPainter& painter, int frame) const;
    void paintLine(QPainter& painter, std::size_t index) const;
    void pick(const QPointF& position);

    const Trajectory* trajectory_ = nullptr;
    QString predictionType_;
    std::vector<Line> lines_;
    int collected_ = 0; // frames
    int step_ = 0, left_ = 192, width_ = 600;
    double low_ = 0, high_ = 1;
};

} // namespace diffuscope::ui
