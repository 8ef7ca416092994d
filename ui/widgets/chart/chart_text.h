#pragma once
#include "ui/widgets/chart/chart_table.h"

#include <QByteArray>
#include <QObject>
#include <QTimer>

#include <vector>

namespace diffuscope::ui {

class Chart;

// A chart's numbers as text, every digit of them, with a line of titles: fields between tabs, or as a CSV file has them
// (RFC 4180, points and commas whatever the language). It is made a few milliseconds at a time, so that a million rows
// keep nobody waiting; a small table is there at once. Deletes itself when it is done; goes with the chart.
class ChartText : public QObject {
    Q_OBJECT
public:
    enum class Style { Tabs, Csv };
    struct Cells { // a rectangle of the table, ends included
        qsizetype firstRow = 0, lastRow = -1;
        int firstColumn = 0, lastColumn = -1;
    };
    ChartText(Chart& chart, Style style);
    // Only these; what of a row or a column they leave out is left out, or empty where another has it.
    void select(std::vector<Cells> cells);
    void start();

Q_SIGNALS:
    void progressed(int percent);
    void finished(const QByteArray& utf8, qsizetype rows);
    void overtaken(); // the rows so far have gone, as when training goes back to a checkpoint

private:
    void checkRows();
    void work();
    void header();
    bool row(qsizetype at); // false: nothing of it is selected
    void add(const QString& field, bool first);

    Chart& chart_;
    Style style_;
    ChartTable table_;
    std::vector<Cells> cells_;
    std::vector<int> columns_;
    qsizetype next_ = 0, end_ = 0, written_ = 0;
    QByteArray text_;
    QTimer slices_;
};

} // namespace diffuscope::ui
