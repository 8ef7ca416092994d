#pragma once
#include "core/schedule/statistics/pixel_statistics.h"
#include "ui/widgets/chart/chart.h"

#include <vector>

namespace diffuscope::ui {

// A row for each channel: name with its dash pattern, mean, variance, standard deviation.
class ChannelTable : public Chart {
    Q_OBJECT
public:
    explicit ChannelTable(QWidget* parent = nullptr);
    void setStats(const std::vector<ChannelStats>& stats);
    ChartTable table() const override;
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent*) override;

private:
    std::vector<ChannelStats> stats_;
};

} // namespace diffuscope::ui
