#include "ui/reverse/race/race_table.h"

#include "ui/reverse/race/distance_chart.h"
#include "ui/style/theme.h"

#include <QHeaderView>
#include <QSignalBlocker>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kNumberColumn = 50, kLeastRaceRows = 5; // the former in pixels
enum RaceColumn {
    kRacerColumn,
    kCallsColumn,
    kSecondsColumn,
    kDistanceColumn,
    kVarietyColumn,
    kClassColumn,
    kRaceColumns
};
constexpr int kNarrowColumns[] = {0, 40, 40, 40, 40, 42}; // the same, where there are more than four

// Sorts as a number, shows it as people write it.
class NumberItem : public QTableWidgetItem {
public:
    NumberItem(double value, const QString& text) : QTableWidgetItem(text), value_(value)
    {
        setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    }
    bool operator<(const QTableWidgetItem& other) const override
    {
        const auto* number = dynamic_cast<const NumberItem*>(&other);
        return number ? value_ < number->value_ : QTableWidgetItem::operator<(other);
    }

private:
    double value_;
};

} // namespace

RaceTable::RaceTable(QWidget* parent) : QTableWidget(0, kRaceColumns, parent)
{
    setObjectName(QStringLiteral("raceTable"));
    setAccessibleName(tr("Result of the race"));
    setToolTip(
        tr("Network calls, seconds, the distance of the pictures from those of the racer with the most calls, which "
           "has 0, how far its own pictures are from each other, and how many of them the network takes for the class "
           "that they were drawn for. A click on a head sorts."));
    setHorizontalHeaderLabels({tr("racer"), tr("calls"), tr("s"), tr("RMS"), tr("var."), tr("class")});
    horizontalHeader()->setStyleSheet(QStringLiteral("QHeaderView::section { padding: 4px 3px; }"));
    verticalHeader()->hide();
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setShowGrid(false);
    horizontalHeader()->setMinimumSectionSize(30);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    setColumnHidden(kVarietyColumn, true);
    setColumnHidden(kClassColumn, true);
    horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    setWordWrap(false);
    setSortingEnabled(true);
    sortByColumn(0, Qt::AscendingOrder);
    fitHeight();
    const auto choose = [this](int row) {
        if (const QTableWidgetItem* name = item(row, kRacerColumn); name && hasFocus())
            Q_EMIT racerChosen(name->data(Qt::UserRole).toInt());
    };
    connect(this, &QTableWidget::currentCellChanged, this, choose);
    connect(this, &QTableWidget::cellClicked, this, choose); // also the row that is the current one already
}

void RaceTable::setRace(const Race& race)
{
    const bool over = race.reference().has_value();
    const auto measured = [over](double value, int decimals) {
        return new NumberItem(value, over ? number(value, decimals) : QStringLiteral("–"));
    };
    const QSignalBlocker quiet(this);
    setSortingEnabled(false);
    setRowCount(race.count());
    for (int k = 0; k < race.count(); ++k) {
        const Race::Racer& racer = race.racer(k);
        auto* name = new QTableWidgetItem(racerLetter(k) + u' ' + racer.name);
        name->setData(Qt::UserRole, k);
        name->setToolTip(racer.name); // narrow, the letter is left of it
        setItem(k, kRacerColumn, name);
        setItem(k, kCallsColumn, new NumberItem(racer.calls, grouped(racer.calls)));
        setItem(k, kSecondsColumn,
                new NumberItem(racer.seconds, racer.seconds > 0 ? number(racer.seconds, 2) : QStringLiteral("–")));
        setItem(k, kDistanceColumn,
                race.reference() == k ? new NumberItem(0, QStringLiteral("0")) : measured(racer.distance, 3));
        setItem(k, kVarietyColumn, measured(racer.variety, 3));
        const double share = 100 * racer.asItsClass.value_or(0);
        setItem(k, kClassColumn,
                new NumberItem(share, racer.asItsClass ? tr("%1 %").arg(number(share, 0)) : QStringLiteral("–")));
    }
    setSortingEnabled(true);
    if (currentRow() < 0 && rowCount() > 0)
        setCurrentCell(0, kRacerColumn); // or coming here with Tab would choose it
    setColumnHidden(kVarietyColumn, race.picturesEach() < 2);
    setColumnHidden(kClassColumn, !race.judged());
    const bool narrow = race.picturesEach() > 1 || race.judged();
    for (int column = kCallsColumn; column < kRaceColumns; ++column)
        setColumnWidth(column, shownSize(narrow ? kNarrowColumns[column] : kNumberColumn));
    fitHeight();
}

void RaceTable::fitHeight()
{
    const int rows = std::max(kLeastRaceRows, rowCount());
    setMinimumHeight(horizontalHeader()->sizeHint().height() + rows * verticalHeader()->defaultSectionSize() + 4);
}

} // namespace diffuscope::ui
