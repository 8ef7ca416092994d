#pragma once
#include "core/base/image/step_terms.h"
#include "ui/reverse/axis_chart.h"
#include "ui/style/theme.h"

#include <vector>

namespace diffuscope::ui {

class Trajectory;

// "What each term weighs": the coefficients of a run's steps over the noise axis, a point for each step of the sampler.
class WeightsChart : public AxisChart {
    Q_OBJECT
public:
    explicit WeightsChart(QWidget* parent = nullptr);
    void setTrajectory(const Trajectory* trajectory, const QString& predictionType); // not owned
    void refresh();                                                                  // frames were added
    ChartTable table() const override;
    QSize sizeHint() const override { return {600, 138}; }

protected:
    int totalSteps() const override;
    void paintEvent(QPaintEvent* event) override;

private:
    // A term of the sums, through the run. Those of earlier steps are terms of their own by age.
    struct Line {
        StepTerm term;
        QString symbol;
        Concept which = Concept::State;
        std::vector<double> weights; // by frame; NaN, or beyond the end, where a step has no such term
        double weighs = 0;           // all of them together

        double at(int frame) const;
    };
    void collect(int frame);
    void choose();
    int frameAt(int step) const; // whose step starts nearest; 0: none
    double yOf(double weight) const;
    void paintLegend(QPainter& painter, int frame) const;
    void paintLine(QPainter& painter, std::size_t place) const;

    const Trajectory* trajectory_ = nullptr;
    QString predictionType_;
    std::vector<Line> lines_;         // of all terms that came
    std::vector<std::size_t> chosen_; // of them those that are shown
    int collected_ = 1;               // frames; the first one has no step
    double low_ = 0, high_ = 1;
};

} // namespace diffuscope::ui
