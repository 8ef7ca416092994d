#include "ui/gallery/gallery_accessible.h"

#include "ui/gallery/gallery_grid.h"
#include "ui/widgets/controls/painted_parts.h"

#include <QAccessibleWidget>

namespace diffuscope::ui {

namespace {

class GalleryCell : public PaintedPart<GalleryGrid>, public QAccessibleTableCellInterface {
public:
    using PaintedPart::PaintedPart;

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableCellInterface ? static_cast<QAccessibleTableCellInterface*>(this) : nullptr;
    }
    QAccessible::Role role() const override { return QAccessible::Cell; }
    QString text(QAccessible::Text part) const override
    {
        if (part != QAccessible::Name || !isValid())
            return {};
        const QString where = GalleryGrid::tr("picture %1 of %2").arg(index() + 1).arg(owner()->count());
        const QString name = owner()->nameOf(index());
        return name.isEmpty() ? where : where + QStringLiteral(", ") + name;
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.invalid = !isValid();
        state.selectable = state.focusable = isValid();
        state.selected = isSelected();
        state.focused = isValid() && owner()->hasFocus() && owner()->currentIndex() == index();
        return state;
    }
    bool isSelected() const override { return isValid() && owner()->isSelected(index()); }
    QList<QAccessibleInterface*> columnHeaderCells() const override { return {}; }
    QList<QAccessibleInterface*> rowHeaderCells() const override { return {}; }
    int columnIndex() const override { return isValid() ? index() % owner()->columns() : -1; }
    int rowIndex() const override { return isValid() ? index() / owner()->columns() : -1; }
    int columnExtent() const override { return 1; }
    int rowExtent() const override { return 1; }
    QAccessibleInterface* table() const override { return parent(); }

protected:
    QRect place() const override { return owner()->tileRect(index()); }
};

class GalleryTable : public QAccessibleWidget, public QAccessibleTableInterface {
public:
    explicit GalleryTable(GalleryGrid* grid) : QAccessibleWidget(grid, QAccessible::Table), grid_(grid), cells_(grid) {}

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableInterface ? static_cast<QAccessibleTableInterface*>(this)
                                                   : QAccessibleWidget::interface_cast(type);
    }
    int childCount() const override { return grid_->count(); }
    QAccessibleInterface* child(int index) const override { return cells_.at(index); }
    QAccessibleInterface* childAt(int x, int y) const override
    {
        return child(grid_->tileAt(grid_->viewport()->mapFromGlobal(QPoint(x, y))));
    }
    int indexOfChild(const QAccessibleInterface* child) const override { return cells_.indexOf(child); }
    QAccessibleInterface* focusChild() const override
    {
        return grid_->hasFocus() ? child(grid_->currentIndex()) : nullptr;
    }

    QAccessibleInterface* caption() const override { return nullptr; }
    QAccessibleInterface* summary() const override { return nullptr; }
    QAccessibleInterface* cellAt(int row, int column) const override
    {
        const bool inside = row >= 0 && column >= 0 && column < columnCount();
        return inside ? child(row * columnCount() + column) : nullptr;
    }
    int columnCount() const override { return grid_->columns(); }
    int rowCount() const override { return (grid_->count() + columnCount() - 1) / columnCount(); }
    QString columnDescription(int column) const override { return GalleryGrid::tr("column %1").arg(column + 1); }
    QString rowDescription(int row) const override { return GalleryGrid::tr("row %1").arg(row + 1); }
    QList<QAccessibleInterface*> selectedCells() const override
    {
        QList<QAccessibleInterface*> cells;
        for (int k = 0; k < grid_->count() && cells.size() < grid_->selectedCount(); ++k)
            if (grid_->isSelected(k))
                cells.append(child(k));
        return cells;
    }
    int selectedCellCount() const override { return grid_->selectedCount(); }
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
    GalleryGrid* grid_;
    PaintedParts<GalleryGrid, GalleryCell> cells_;
};

QAccessibleInterface* accessibleGallery(const QString&, QObject* object)
{
    auto* grid = qobject_cast<GalleryGrid*>(object);
    return grid ? new GalleryTable(grid) : nullptr;
}

} // namespace

void installGalleryAccessible()
{
    static const bool once = (QAccessible::installFactory(accessibleGallery), true);
    Q_UNUSED(once)
}

} // namespace diffuscope::ui
