#include "ui/widgets/chart/chart_model.h"

#include "ui/widgets/chart/chart.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace diffuscope::ui {

namespace {
constexpr int kRefreshMs = 100;
} // namespace

ChartModel::ChartModel(Chart& chart, QObject* parent)
    : QAbstractTableModel(parent), chart_(chart), table_(chart.table())
{
    pending_.setSingleShot(true);
    pending_.setInterval(kRefreshMs);
    connect(&pending_, &QTimer::timeout, this, &ChartModel::refresh);
    connect(&chart, &Chart::numbersChanged, this, &ChartModel::noteChange);
}

// The reader of before is no longer good; a painted row must not be asked for where none is any more.
void ChartModel::noteChange()
{
    ChartTable now = chart_.table();
    if (now.columns != table_.columns || now.rows < table_.rows)
        return refresh();
    table_.cell = std::move(now.cell);
    if (!pending_.isActive())
        pending_.start();
}

void ChartModel::refresh()
{
    pending_.stop();
    ChartTable now = chart_.table();
    const qsizetype before = table_.rows;
    if (now.columns != table_.columns || now.rows < before) {
        beginResetModel();
        table_ = std::move(now);
        endResetModel();
    } else {
        const qsizetype rows = now.rows;
        now.rows = before;
        table_ = std::move(now);
        if (rows > before) {
            beginInsertRows({}, int(before), int(rows) - 1);
            table_.rows = rows;
            endInsertRows();
        }
        if (before > 0)
            Q_EMIT dataChanged(index(0, 0), index(int(before) - 1, columnCount() - 1));
    }
    Q_EMIT refreshed();
}

int ChartModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(std::min<qsizetype>(table_.rows, std::numeric_limits<int>::max()));
}

int ChartModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(table_.columns.size());
}

QVariant ChartModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::DisplayRole)
        return shownCell(table_.columns[index.column()], table_.cell(index.row(), index.column()));
    if (role == Qt::EditRole)
        return table_.cell(index.row(), index.column());
    if (role == Qt::TextAlignmentRole) {
        const bool words = table_.cell(index.row(), index.column()).typeId() == QMetaType::QString;
        return int((words ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    if (role == Qt::AccessibleTextRole)
        return table_.columns[index.column()].title() + u' ' + data(index).toString() +
               (index.row() == table_.now ? tr(", here now") : QString());
    return {};
}

QVariant ChartModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= table_.columns.size())
        return {};
    if (role == Qt::DisplayRole)
        return table_.columns[section].title();
    if (role == Qt::TextAlignmentRole) {
        const bool words = table_.rows > 0 && table_.cell(0, section).typeId() == QMetaType::QString;
        return int((words ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    return {};
}

} // namespace diffuscope::ui
