#pragma once
#include "ui/widgets/chart/chart.h"
#include "ui/widgets/terms/explain.h"

#include <QImage>
#include <QPixmap>

#include <vector>

namespace diffuscope::ui {

class Trajectory;

// "The guess over time": what the network took the picture to be along the noise axis, and how much each sampler step
// changed its mind. Shares the timeline's axis and playhead.
class PredictionStrip : public Chart {
    Q_OBJECT
public:
    explicit PredictionStrip(QWidget* parent = nullptr);
    void setTrajectory(const Trajectory* trajectory, int picture); // not owned; call again when another one begins
    void refresh();                                                // frames were added
    void setStep(int step);
    void alignToTrack(int left, int width);
    void setFolded(bool folded); // strip only
    ChartTable table() const override;
    QSize sizeHint() const override { return {600, folded_ ? 64 : 138}; }

Q_SIGNALS:
    void stepPicked(int step);

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    std::optional<Explained> guessAt(const QPoint& at) const; // of the step that the pointer is over
    void invalidate();
    void render(QPixmap& layer, bool played);
    const QImage& predictionOf(int frame);
    int holderAt(int step) const; // frame whose prediction was made nearest to that noise level; -1 without one
    void paintWords(QPainter& painter) const;
    void paintCells(QPainter& painter);
    void paintBars(QPainter& painter, bool played) const;
    void paintPlayhead(QPainter& painter);
    double xOf(double step) const;
    int totalSteps() const;
    void pick(const QPointF& position);

    const Trajectory* trajectory_ = nullptr;
    int picture_ = 0, step_ = 0, left_ = 192, width_ = 600;
    bool folded_ = false;
    std::vector<QImage> predictions_; // by frame, made when needed
    std::vector<double> changes_;
    QPixmap ahead_, played_; // empty: to be rendered
};

} // namespace diffuscope::ui
