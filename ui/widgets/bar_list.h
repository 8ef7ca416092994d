#pragma once
#include <QString>
#include <QWidget>

#include <vector>

namespace diffuscope::ui {

// Counts as horizontal bars, one a row: name, bar, number. Long lists keep both ends and say how many lie between.
class BarList : public QWidget {
    Q_OBJECT
public:
    struct Bar {
        QString name;
        int count = 0;
    };
    explicit BarList(const QString& accessibleName, QWidget* parent = nullptr);
    void setBars(const std::vector<Bar>& bars);
    int rows() const { return int(rows_.size()); }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {160, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<Bar> rows_; // a count below 0 is the gap
    int largest_ = 1;
};

} // namespace diffuscope::ui
