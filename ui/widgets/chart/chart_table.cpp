#include "ui/widgets/chart/chart_table.h"

#include "ui/style/theme.h"

#include <QCoreApplication>
#include <QStringList>

#include <charconv>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr qsizetype kMostNamed = 40; // rows with names that are all said

QString tr(const char* text) { return QCoreApplication::translate("ChartTable", text); }

template <typename Number> QString shortest(Number value)
{
    char text[40];
    const auto end = std::to_chars(std::begin(text), std::end(text), value).ptr;
    return QString::fromLatin1(text, end - text);
}

QString withUnit(const ChartColumn& column, const QVariant& cell)
{
    const QString shown = shownCell(column, cell);
    return column.unit.isEmpty() ? shown : shown + u' ' + column.unit;
}

// "batch 0.0312, smoothed 0.0411"
QString valuesIn(const ChartTable& table, qsizetype row, bool named)
{
    QStringList words;
    for (int column = 1; column < table.columns.size(); ++column) {
        const QVariant cell = table.cell(row, column);
        const ChartColumn& about = table.columns[column];
        if (const QString shown = shownCell(about, cell); !shown.isEmpty())
            words << (named ? about.name + u' ' : QString()) + withUnit(about, cell);
    }
    return words.join(QStringLiteral(", "));
}

QString namedRows(const ChartTable& table)
{
    const bool several = table.columns.size() > 2;
    QStringList lines;
    for (qsizetype row = 0; row < std::min(table.rows, kMostNamed); ++row)
        lines << table.cell(row, 0).toString() + (several ? QStringLiteral(": ") : QStringLiteral(" ")) +
                     valuesIn(table, row, several);
    if (table.rows > kMostNamed)
        lines << tr("%1 more").arg(grouped(table.rows - kMostNamed));
    return lines.join(several ? QStringLiteral("; ") : QStringLiteral(", "));
}

} // namespace

QString shownCell(const ChartColumn& column, const QVariant& cell)
{
    if (!cell.isValid())
        return {};
    if (cell.typeId() == QMetaType::QString)
        return cell.toString();
    if (cell.typeId() != QMetaType::Double)
        return grouped(cell.toLongLong());
    const double value = cell.toDouble();
    if (std::isnan(value))
        return tr("not a number");
    const double smallest = 0.5 * std::pow(10.0, -column.decimals);
    if (value != 0 && std::abs(value) < smallest) { // it isn't 0: two figures
        QString digits = QString::number(std::abs(value), 'e', 1);
        return value < 0 ? u'−' + digits : digits;
    }
    return number(value, column.decimals);
}

QString plainCell(const QVariant& cell)
{
    if (!cell.isValid() || cell.typeId() == QMetaType::QString)
        return cell.toString();
    if (cell.typeId() != QMetaType::Double)
        return QString::number(cell.toLongLong());
    const double value = cell.toDouble();
    const auto single = float(value); // many come from single precision: 0.1, not 0.10000000149011612
    return double(single) == value ? shortest(single) : shortest(value);
}

QString summaryOf(const ChartTable& table)
{
    QStringList parts;
    if (!table.about.isEmpty())
        parts << table.about;
    if (table.rows == 0 || table.columns.isEmpty())
        parts << tr("no numbers yet");
    else if (table.cell(0, 0).typeId() == QMetaType::QString)
        parts << namedRows(table);
    else {
        const ChartColumn& first = table.columns.front();
        parts << tr("%1 rows, %2 %3 to %4")
                     .arg(grouped(table.rows), first.name, shownCell(first, table.cell(0, 0)),
                          withUnit(first, table.cell(table.rows - 1, 0)));
        if (table.now >= 0 && table.now < table.rows)
            parts << tr("at %1 %2: %3")
                         .arg(first.name, withUnit(first, table.cell(table.now, 0)), valuesIn(table, table.now, true));
    }
    return parts.join(QStringLiteral("; "));
}

} // namespace diffuscope::ui
