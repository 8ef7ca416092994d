#include "ui/widgets/contact_sheet/contact_sheet_accessible.h"

#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/controls/painted_parts.h"

#include <QAccessibleWidget>

#include <algorithm>

namespace diffuscope::ui {

namespace {

class SampleCell : public PaintedPart<ContactSheetView>, public QAccessibleTableCellInterface {
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
        const QString name = owner()->nameOf(index());
        const QString where = ContactSheetView::tr("sample %1 of %2").arg(index() + 1).arg(owner()->count());
        return name.isEmpty() ? where : where + QStringLiteral(", ") + name;
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.invalid = !isValid();
        state.selectable = state.focusable = isValid() && owner()->focusPolicy() != Qt::NoFocus;
        state.selected = isSelected();
        state.focused = state.selected && owner()->hasFocus();
        return state;
    }
    bool isSelected() const override
    {
        return isValid() && owner()->focusPolicy() != Qt::NoFocus && owner()->selected() == index();
    }
    QList<QAccessibleInterface*> columnHeaderCells() const override { return {}; }
    QList<QAccessibleInterface*> rowHeaderCells() const override { return {}; }
    int columnIndex() const override { return isValid() ? index() % owner()->columns() : -1; }
    int rowIndex() const override { return isValid() ? index() / owner()->columns() : -1; }
    int columnExtent() const override { return 1; }
    int rowExtent() const override { return 1; }
    QAccessibleInterface* table() const override { return parent(); }

protected:
    QRect place() const override { return owner()->cellRect(index()); }
};

class SheetTable : public QAccessibleWidget, public QAccessibleTableInterface {
public:
    explicit SheetTable(ContactSheetView* sheet)
        : QAccessibleWidget(sheet, QAccessible::Table), sheet_(sheet), cells_(sheet)
    {
    }

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableInterface ? static_cast<QAccessibleTableInterface*>(this)
                                                   : QAccessibleWidget::interface_cast(type);
    }
    int childCount() const override { return sheet_->count(); }
    QAccessibleInterface* child(int index) const override { return cells_.at(index); }
    QAccessibleInterface* childAt(int x, int y) const override
    {
        return child(sheet_->cellAt(sheet_->mapFromGlobal(QPoint(x, y))));
    }
    int indexOfChild(const QAccessibleInterface* child) const override { return cells_.indexOf(child); }
    QAccessibleInterface* focusChild() const override
    {
        return sheet_->hasFocus() ? child(sheet_->selected()) : nullptr;
    }

    QAccessibleInterface* caption() const override { return nullptr; }
    QAccessibleInterface* summary() const override { return nullptr; }
    QAccessibleInterface* cellAt(int row, int column) const override
    {
        const bool inside = row >= 0 && column >= 0 && column < columnCount();
        return inside ? child(row * columnCount() + column) : nullptr;
    }
    int columnCount() const override { return sheet_->columns(); }
    int rowCount() const override { return (sheet_->count() + columnCount() - 1) / columnCount(); }
    QString columnDescription(int column) const override { return ContactSheetView::tr("column %1").arg(column + 1); }
    QString rowDescription(int row) const override { return ContactSheetView::tr("row %1").arg(row + 1); }
    QList<QAccessibleInterface*> selectedCells() const override
    {
        const bool any = sheet_->focusPolicy() != Qt::NoFocus && sheet_->count() > 0;
        return any ? QList{child(sheet_->selected())} : QList<QAccessibleInterface*>();
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
    ContactSheetView* sheet_;
    PaintedParts<ContactSheetView, SampleCell> cells_;
};

QAccessibleInterface* accessibleSheet(const QString&, QObject* object)
{
    auto* sheet = qobject_cast<ContactSheetView*>(object);
    return sheet ? new SheetTable(sheet) : nullptr;
}

} // namespace

void installContactSheetAccessible()
{
    static const bool once = (QAccessible::installFactory(accessibleSheet), true);
    Q_UNUSED(once)
}

} // namespace diffuscope::ui
