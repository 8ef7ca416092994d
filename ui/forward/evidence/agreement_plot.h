#pragma once
#include "core/schedule/statistics/walk_agreement.h"
#include "ui/widgets/chart/chart.h"

#include <optional>

namespace diffuscope::ui {

// Histogram of the walks over the exact Gaussian, and under it mean and deviation of both with the standard error.
class AgreementPlot : public Chart {
    Q_OBJECT
public:
    explicit AgreementPlot(QWidget* parent = nullptr);
    void setAgreement(const Agreement* agreement); // null: not known yet
    ChartTable table() const override;
    QSize sizeHint() const override { return {304, 164}; }

protected:
    void paintEvent(QPaintEvent*) override;

private:
    void drawHistogram(QPainter& painter, const QRectF& box) const;
    void drawTable(QPainter& painter, double top) const;
    std::optional<Agreement> shown_;
};

} // namespace diffuscope::ui
