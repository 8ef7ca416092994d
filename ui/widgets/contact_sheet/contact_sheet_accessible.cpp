#include "ui/widgets/contact_sheet/contact_sheet_accessible.h"

#include "ui/widgets/contact_sheet/contact_sheet_view.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QHash>
#include <QPointer>

#include <algorithm>

namespace diffuscope::ui {

namespace {

// One sample. It outlives its sheet for as long as somebody holds on to it.
class SampleCell : public QAccessibleInterface, public QAccessibleTableCellInterface {
public:
    SampleCell(ContactSheetView* sheet, int index) : sheet_(sheet), index_(index) {}

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableCellInterface ? static_cast<QAccessibleTableCellInterface*>(this) : nullptr;
    }
    bool isValid() const override { return sheet_ && index_ < sheet_->count(); }
    QObject* object() const override { return nullptr; }
    QAccessible::Role role() const override { return QAccessible::Cell; }
    QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(sheet_); }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QWindow* window() const override { return isValid() ? parent()->window() : nullptr; }
    void setText(QAccessible::Text, const QString&) override {}
    QString text(QAccessible::Text part) const override
    {
        if (part != QAccessible::Name || !isValid())
            return {};
        const QString name = sheet_->nameOf(index_);
        const QString place = ContactSheetView::tr("sample %1 of %2").arg(index_ + 1).arg(sheet_->count());
        return name.isEmpty() ? place : place + QStringLiteral(", ") + name;
    }
    QRect rect() const override
    {
        if (!isValid())
            return {};
        const QRect cell = sheet_->cellRect(index_);
        return {sheet_->mapToGlobal(cell.topLeft()), cell.size()};
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.invalid = !isValid();
        state.selectable = state.focusable = isValid() && sheet_->focusPolicy() != Qt::NoFocus;
        state.selected = isSelected();
        state.focused = state.selected && sheet_->hasFocus();
        return state;
    }
    bool isSelected() const override
    {
        return isValid() && sheet_->focusPolicy() != Qt::NoFocus && sheet_->selected() == index_;
    }
    QList<QAccessibleInterface*> columnHeaderCells() const override { return {}; }
    QList<QAccessibleInterface*> rowHeaderCells() const override { return {}; }
    int columnIndex() const override { return isValid() ? index_ % sheet_->columns() : -1; }
    int rowIndex() const override { return isValid() ? index_ / sheet_->columns() : -1; }
    int columnExtent() const override { return 1; }
    int rowExtent() const override { return 1; }
    QAccessibleInterface* table() const override { return parent(); }
    int index() const { return index_; }

private:
    QPointer<ContactSheetView> sheet_;
    int index_;
};

class SheetTable : public QAccessibleWidget, public QAccessibleTableInterface {
public:
    explicit SheetTable(ContactSheetView* sheet) : QAccessibleWidget(sheet, QAccessible::Table), sheet_(sheet) {}
    ~SheetTable() override
    {
        for (const QAccessible::Id id : std::as_const(cells_))
            QAccessible::deleteAccessibleInterface(id);
    }

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableInterface ? static_cast<QAccessibleTableInterface*>(this)
                                                   : QAccessibleWidget::interface_cast(type);
    }
    int childCount() const override { return sheet_->count(); }
    QAccessibleInterface* child(int index) const override
    {
        if (index < 0 || index >= sheet_->count())
            return nullptr;
        auto found = cells_.constFind(index);
        if (found == cells_.cend())
            found = cells_.insert(index, QAccessible::registerAccessibleInterface(new SampleCell(sheet_, index)));
        return QAccessible::accessibleInterface(*found);
    }
    QAccessibleInterface* childAt(int x, int y) const override
    {
        return child(sheet_->cellAt(sheet_->mapFromGlobal(QPoint(x, y))));
    }
    int indexOfChild(const QAccessibleInterface* child) const override
    {
        const auto* cell = dynamic_cast<const SampleCell*>(child);
        return cell ? cell->index() : -1;
    }
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
    mutable QHash<int, QAccessible::Id> cells_;
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
