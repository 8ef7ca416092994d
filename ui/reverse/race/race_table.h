#pragma once
#include <QTableWidget>

namespace diffuscope::ui {

class Race;

// How a race ended, a row for each racer, sorted by any column. GUI thread.
class RaceTable : public QTableWidget {
    Q_OBJECT
public:
    explicit RaceTable(QWidget* parent = nullptr);
    void setRace(const Race& race);

Q_SIGNALS:
    void racerChosen(int racer); // by the user: a click, or keys in the list

private:
    void fitHeight(); // all rows are seen
};

} // namespace diffuscope::ui
