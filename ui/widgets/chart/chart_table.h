#pragma once
#include <QList>
#include <QString>
#include <QVariant>

#include <functional>

namespace diffuscope::ui {

struct ChartColumn {
    QString name;      // "smoothed"; of the first column: what a row is at, "step"
    QString unit = {}; // "dB"; empty: a pure number
    int decimals = 0;  // as shown; copies and files have every digit
    bool operator==(const ChartColumn&) const = default;
    QString title() const { return unit.isEmpty() ? name : name + QStringLiteral(" (%1)").arg(unit); }
};

// The numbers that a chart draws, described once: its table, what it says to assistive programs, copies and files all
// come from here. Nothing is copied: `cell` reads where the chart keeps them, and is good until the chart's next
// numbersChanged(). GUI thread.
struct ChartTable {
    QString title; // "Loss over training steps"
    QString about; // what is true of all of it: "KL to the normal bell 0.102 nat"; may be empty
    QList<ChartColumn> columns;
    qsizetype rows = 0;
    // A qlonglong, a double or a QString; invalid where nothing is known. As good as immediate, however many rows.
    std::function<QVariant(qsizetype row, int column)> cell;
    qsizetype now = -1; // the row where the chart's cursor, or a run, is; -1: nowhere
};

QString shownCell(const ChartColumn& column, const QVariant& cell); // "1,200", "−0.0312"; empty where nothing is known
// Every digit that the number has, in the language of programs: "0.0312", "-1e-05"; empty where nothing is known.
QString plainCell(const QVariant& cell);

// The table in a sentence or two, without reading more than a few rows of it: "KL to the normal bell 0.102 nat; 1,200
// rows, step 1 to 1,200; at step 1,200: batch 0.0312, smoothed 0.0411". Rows that have names are all said.
QString summaryOf(const ChartTable& table);

} // namespace diffuscope::ui
