#pragma once
#include "ui/reverse/axis_chart.h"
#include "ui/widgets/terms/explain.h"

#include <QImage>
#include <QPixmap>

#include <vector>

namespace diffuscope::ui {

class Trajectory;

// "The guess over time": what the network took the picture to be along the noise axis, and how much each sampler step
// changed its mind.
class PredictionStrip : public AxisChart {
    Q_OBJECT
public:
    explicit PredictionStrip(QWidget* parent = nullptr);
    void setTrajectory(const Trajectory* trajectory, int picture); // not owned; call again when another one begins
    void refresh();                                                // frames were added
    void setFolded(bool folded);                                   // strip only
    ChartTable table() const override;
    QSize sizeHint() const override { return {600, folded_ ? 64 : 138}; }

protected:
    int totalSteps() const override;
    void aligned() override { invalidate(); }
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    std::optional<Explained> guessAt(const QPoint& at) const; // of the step that the pointer is over
    void invalidate();
    void render(QPixmap& layer, bool played);
    const QImage& predictionOf(int frame);
    const std::vector<double>& changes() const;
    int holderAt(int step) const; // frame whose prediction was made nearest to that noise level; -1 without one
    void paintWords(QPainter& painter) const;
    void paintCells(QPainter& painter);
    void paintBars(QPainter& painter, bool played) const;
    void paintPlayhead(QPainter& painter);

    const Trajectory* trajectory_ = nullptr;
    int picture_ = 0;
    bool folded_ = false;
    std::vector<QImage> predictions_;     // by frame, made when needed
    mutable std::vector<double> changes_; // by frame
    QPixmap ahead_, played_;              // empty: to be rendered
};

} // namespace diffuscope::ui
