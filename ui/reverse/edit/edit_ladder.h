#pragma once
#include "ui/reverse/axis_chart.h"
#include "ui/reverse/edit/edit_scene.h"

#include <QImage>

namespace diffuscope::ui {

// Walks that start at several strengths: above where each starts, below where it ends, over the place on the noise axis
// where it starts. A click leads the playhead there.
class EditLadder : public AxisChart {
    Q_OBJECT
public:
    explicit EditLadder(QWidget* parent = nullptr);
    void setResults(const EditResults& results);
    void setSelected(int item);
    ChartTable table() const override;
    QRectF placeOf(int item) const; // of a result
    QSize sizeHint() const override { return {600, 200}; }

protected:
    int totalSteps() const override { return results_.totalSteps; }
    void mousePressEvent(QMouseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void drawRung(QPainter& painter, int item) const;
    double startSide() const; // 0: there is no room for where they start

    EditResults results_;
    std::vector<QImage> starts_, ends_;
    int selected_ = -1;
};

} // namespace diffuscope::ui
