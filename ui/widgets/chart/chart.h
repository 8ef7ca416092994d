#pragma once
#include "ui/widgets/chart/chart_table.h"

#include <QPointer>
#include <QWidget>

namespace diffuscope::ui {

class ChartWindow;

// What every chart of the program has: it is reached with Tab and shows it, Enter or its context menu shows its numbers
// as a table, Ctrl+Shift+C copies them, and assistive programs see a Graphic with a summary and the action "Show as
// table". A chart says what its numbers are in table(), and numbersChanged() when they are others. GUI thread.
class Chart : public QWidget {
    Q_OBJECT
public:
    explicit Chart(const QString& title, QWidget* parent = nullptr); // the title is the accessible name
    virtual ChartTable table() const = 0; // cheap: it is asked for at every change while it is shown
    QString summary() const { return summaryOf(table()); }
    ChartWindow* tableWindow() const; // null: not shown

public Q_SLOTS:
    void showTable(); // in a window of its own, which stays beside the chart and follows it
    void copyNumbers();

Q_SIGNALS:
    void numbersChanged(); // rows came, went or are others, or the cursor has moved

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    QPointer<ChartWindow> window_;
};

} // namespace diffuscope::ui
