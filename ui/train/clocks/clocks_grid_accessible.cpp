#include "ui/style/theme.h"
#include "ui/train/clocks/clocks_grid.h"
#include "ui/widgets/controls/painted_parts.h"

#include <QAccessibleWidget>

namespace diffuscope::ui {

namespace {

class ClockCell : public PaintedPart<ClocksGrid>, public QAccessibleTableCellInterface {
public:
    using PaintedPart::PaintedPart;

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableCellInterface ? static_cast<QAccessibleTableCellInterface*>(this) : nullptr;
    }
    QAccessible::Role role() const override { return QAccessible::Cell; }
    QString text(QAccessible::Text part) const override
    {
        return part == QAccessible::Name && isValid() ? owner()->nameOf(index()) : QString();
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.invalid = !isValid();
        state.selectable = state.focusable = isValid();
        state.selected = isSelected();
        state.focused = state.selected && owner()->hasFocus();
        return state;
    }
    bool isSelected() const override { return isValid() && owner()->currentCell() == index(); }
    QList<QAccessibleInterface*> columnHeaderCells() const override { return {}; }
    QList<QAccessibleInterface*> rowHeaderCells() const override { return {}; }
    int columnIndex() const override { return isValid() ? index() % owner()->columns() : -1; }
    int rowIndex() const override { return isValid() ? index() / owner()->columns() : -1; }
    int columnExtent() const override { return 1; }
    int rowExtent() const override { return 1; }
    QAccessibleInterface* table() const override { return parent(); }

protected:
    QRect place() const override { return owner()->cellRect(rowIndex(), columnIndex()); }
};

class ClockTable : public QAccessibleWidget, public QAccessibleTableInterface {
public:
    explicit ClockTable(ClocksGrid* grid) : QAccessibleWidget(grid, QAccessible::Table), grid_(grid), cells_(grid) {}

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableInterface ? static_cast<QAccessibleTableInterface*>(this)
                                                   : QAccessibleWidget::interface_cast(type);
    }
    int childCount() const override { return grid_->count(); }
    QAccessibleInterface* child(int index) const override { return cells_.at(index); }
    QAccessibleInterface* childAt(int x, int y) const override
    {
        return child(grid_->cellAt(grid_->mapFromGlobal(QPoint(x, y))));
    }
    int indexOfChild(const QAccessibleInterface* child) const override { return cells_.indexOf(child); }
    QAccessibleInterface* focusChild() const override
    {
        return grid_->hasFocus() ? child(grid_->currentCell()) : nullptr;
    }

    QAccessibleInterface* caption() const override { return nullptr; }
    QAccessibleInterface* summary() const override { return nullptr; }
    QAccessibleInterface* cellAt(int row, int column) const override
    {
        const bool inside = row >= 0 && column >= 0 && column < columnCount();
        return inside ? child(row * columnCount() + column) : nullptr;
    }
    int columnCount() const override { return grid_->columns(); }
    int rowCount() const override { return grid_->rows().count(); }
    QString columnDescription(int column) const override
    {
        return ClocksGrid::tr("t %1").arg(grid_->stepOfColumn(column));
    }
    QString rowDescription(int row) const override { return grid_->nameOfRow(row); }
    QList<QAccessibleInterface*> selectedCells() const override
    {
        QAccessibleInterface* const current = child(grid_->currentCell());
        return current ? QList{current} : QList<QAccessibleInterface*>();
    }
    int selectedCellCount() const override { return int(selectedCells().size()); }
    int selectedColumnCount() const override { return 0; }
    int selectedRowCount() const override { return 0; }
    QList<int> selectedColumns() const override { return {}; }
    QList<int> selectedRows() const override { return {}; }
    bool isColumnSelected(int) const override { return false; }
    bool isRowSelected(int) const override { return false; }
    bool selectRow(int) override { return false; }
    bool selectColumn(int) override { return false; }
    bool unselectRow(int) override { return false; }
    bool unselectColumn(int) override { return false; }
    void modelChange(QAccessibleTableModelChangeEvent*) override {}

private:
    ClocksGrid* grid_;
    PaintedParts<ClocksGrid, ClockCell> cells_;
};

QAccessibleInterface* accessibleClocks(const QString&, QObject* object)
{
    auto* grid = qobject_cast<ClocksGrid*>(object);
    return grid ? new ClockTable(grid) : nullptr;
}

} // namespace

void installClocksGridAccessible()
{
    static const bool once = (QAccessible::installFactory(accessibleClocks), true);
    Q_UNUSED(once)
}

} // namespace diffuscope::ui
