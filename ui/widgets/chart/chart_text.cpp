#include "ui/widgets/chart/chart_text.h"

#include "ui/widgets/chart/chart.h"

#include <QElapsedTimer>

#include <algorithm>

namespace diffuscope::ui {

namespace {
constexpr int kSliceMs = 5, kRowsAtOnce = 64;
} // namespace

ChartText::ChartText(Chart& chart, Style style) : QObject(&chart), chart_(chart), style_(style), table_(chart.table())
{
    end_ = table_.rows;
    for (int column = 0; column < table_.columns.size(); ++column)
        columns_.push_back(column);
    connect(&slices_, &QTimer::timeout, this, &ChartText::work);
    connect(&chart, &Chart::numbersChanged, this, &ChartText::checkRows);
}

void ChartText::select(std::vector<Cells> cells)
{
    cells_ = std::move(cells);
    next_ = end_;
    qsizetype last = -1;
    for (const Cells& part : cells_) {
        next_ = std::min(next_, part.firstRow);
        last = std::max(last, part.lastRow);
    }
    end_ = std::min(end_, last + 1);
    std::erase_if(columns_, [this](int column) {
        return std::none_of(cells_.begin(), cells_.end(), [column](const Cells& part) {
            return column >= part.firstColumn && column <= part.lastColumn;
        });
    });
}

void ChartText::start()
{
    header();
    slices_.start(0);
    work();
}

// The old reader is not good for the new numbers.
void ChartText::checkRows()
{
    ChartTable now = chart_.table();
    if (now.columns != table_.columns || now.rows < end_) {
        slices_.stop();
        deleteLater();
        Q_EMIT overtaken();
    }
    table_ = std::move(now);
}

void ChartText::work()
{
    QElapsedTimer clock;
    clock.start();
    while (next_ < end_ && clock.elapsed() < kSliceMs)
        for (const qsizetype stop = std::min(end_, next_ + kRowsAtOnce); next_ < stop; ++next_)
            written_ += row(next_) ? 1 : 0;
    if (next_ < end_) {
        Q_EMIT progressed(int(next_ * 100 / end_));
        return;
    }
    slices_.stop();
    deleteLater();
    Q_EMIT finished(text_, written_);
}

void ChartText::header()
{
    for (const int column : columns_)
        add(table_.columns[column].title(), column == columns_.front());
    text_ += '\n';
}

bool ChartText::row(qsizetype at)
{
    const auto selected = [this, at](int column) {
        return cells_.empty() || std::any_of(cells_.begin(), cells_.end(), [=](const Cells& part) {
                   return at >= part.firstRow && at <= part.lastRow && column >= part.firstColumn &&
                          column <= part.lastColumn;
               });
    };
    if (std::none_of(columns_.begin(), columns_.end(), selected))
        return false;
    for (const int column : columns_)
        add(selected(column) ? plainCell(table_.cell(at, column)) : QString(), column == columns_.front());
    text_ += '\n';
    return true;
}

void ChartText::add(const QString& field, bool first)
{
    if (!first)
        text_ += style_ == Style::Tabs ? '\t' : ',';
    QByteArray bytes = field.toUtf8();
    if (style_ == Style::Tabs)
        bytes.replace('\t', ' ').replace('\n', ' ');
    else if (bytes.contains(',') || bytes.contains('"') || bytes.contains('\n'))
        bytes = '"' + bytes.replace("\"", "\"\"") + '"';
    text_ += bytes;
}

} // namespace diffuscope::ui
