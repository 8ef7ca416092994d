#pragma once
#include "core/schedule/pixel_statistics.h"

#include <QWidget>

#include <vector>

namespace diffuscope::ui {

// A row for each channel: name with its dash pattern, mean, variance, standard deviation.
class ChannelTable : public QWidget {
    Q_OBJECT
public:
    explicit ChannelTable(QWidget* parent = nullptr);
    void setStats(const std::vector<ChannelStats>& stats);
    QString textAt(int channel) const; // "red: mean −0.287, variance 0.607", also for screen readers
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent*) override;

private:
    std::vector<ChannelStats> stats_;
};

} // namespace diffuscope::ui
