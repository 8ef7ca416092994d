#pragma once
#include "core/messages/events.h"

#include <QImage>
#include <QWidget>

namespace diffuscope::ui {

// The classes of a dataset, two in a row: example, name, count. A set without classes shows examples only.
class ClassGrid : public QWidget {
    Q_OBJECT
public:
    explicit ClassGrid(QWidget* parent = nullptr);
    void setDataset(const DatasetOpened& dataset);
    void setAllShown(bool all); // otherwise the first six
    int hiddenCount() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {80, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Cell {
        QImage picture;
        QString name, count;
    };
    int shownCount() const;
    std::vector<Cell> cells_;
    bool named_ = false, all_ = false;
};

} // namespace diffuscope::ui
