#pragma once
#include <QStyledItemDelegate>

namespace diffuscope::ui {

class ChartModel;

// Draws the cells of a chart's table: digits of one width, a hairline below each row, the row of now bold and washed.
class ChartCells : public QStyledItemDelegate {
    Q_OBJECT
public:
    ChartCells(const ChartModel& model, QWidget* view);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    const ChartModel& model_;
};

} // namespace diffuscope::ui
