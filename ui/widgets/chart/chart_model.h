#pragma once
#include "ui/widgets/chart/chart_table.h"

#include <QAbstractTableModel>
#include <QTimer>

namespace diffuscope::ui {

class Chart;

// A chart's numbers for a view. It keeps none: cells are read from the chart when they are painted. Rows that come are
// shown a few times a second, rows that go at once.
class ChartModel : public QAbstractTableModel {
    Q_OBJECT
public:
    explicit ChartModel(Chart& chart, QObject* parent = nullptr);
    const ChartTable& table() const { return table_; }
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

public Q_SLOTS:
    void refresh(); // what the chart has now

Q_SIGNALS:
    void refreshed();

private:
    void noteChange();

    Chart& chart_;
    ChartTable table_;
    QTimer pending_;
};

} // namespace diffuscope::ui
