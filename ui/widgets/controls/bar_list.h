#pragma once
#include "ui/widgets/chart/chart.h"

#include <vector>

namespace diffuscope::ui {

// Counts as horizontal bars, one a row: name, bar, number. Long lists keep both ends and say how many lie between.
class BarList : public Chart {
    Q_OBJECT
public:
    struct Bar {
        QString name;
        int count = 0;
    };
    explicit BarList(const QString& accessibleName, QWidget* parent = nullptr);
    void setBars(const std::vector<Bar>& bars);
    int rows() const { return int(rows_.size()); }
    ChartTable table() const override; // of all bars
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {160, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<Bar> bars_, rows_; // all; those shown, where a count below 0 is the gap
    int largest_ = 1;
};

} // namespace diffuscope::ui
