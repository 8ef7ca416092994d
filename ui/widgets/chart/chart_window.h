#pragma once
#include <QDialog>

class QLabel;
class QTableView;

namespace diffuscope::ui {

class Button;
class Chart;
class ChartModel;
class WrappedLabel;

// A chart's numbers as a table, in a window beside the program's that keeps nobody from working: it follows the chart,
// stays at the newest row while one looks at it, and copies what is selected (all when nothing is) or saves all of it
// as CSV. It belongs to the chart and goes with it.
class ChartWindow : public QDialog {
    Q_OBJECT
public:
    explicit ChartWindow(Chart* chart);
    void present();                   // shown, in front, with the focus in the table
    void saveTo(const QString& file); // put together in slices, then asked for (save_request.h); saved() tells
    QSize sizeHint() const override;

public Q_SLOTS:
    void copy();
    void save(); // asks where, without blocking

Q_SIGNALS:
    void copied(qsizetype rows);
    void saved(const QString& file, bool well);

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void build();
    void arrange(); // rows and columns for the type that is in use
    void fitColumns();
    void showState();
    void follow();
    void reveal(qsizetype row);
    bool showsRow(qsizetype row) const;
    void note(const QString& words);

    Chart* chart_;
    ChartModel* model_;
    QLabel *title_, *count_, *note_;
    WrappedLabel* about_;
    QTableView* view_;
    Button *copy_, *save_;
    qsizetype shownNow_ = -1;
    bool atEnd_ = true;
};

} // namespace diffuscope::ui
