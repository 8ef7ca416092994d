#pragma once
#include "core/messages/events.h"
#include "ui/widgets/controls/surface.h"

class QGridLayout;
class QLabel;
class QScrollArea;
class QVBoxLayout;

namespace diffuscope::ui {

class IconButton;
class SampleGrid;

// What the look at a dataset found, as a page in place of the canvas: counts, balance, sizes, copies, what was left
// out, and the pictures as the network will get them. Esc or the button closes it.
class DatasetReportPage : public Surface {
    Q_OBJECT
public:
    explicit DatasetReportPage(QWidget* parent = nullptr);
    void setDataset(const DatasetOpened& dataset);
    void takeFocus();

Q_SIGNALS:
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void rebuild();
    QWidget* header();
    QWidget* facts() const;
    QList<QWidget*> parts() const;
    void place();

    DatasetOpened dataset_;
    QScrollArea* scroll_;
    IconButton* close_;
    QLabel *title_, *subtitle_;
    QWidget* content_ = nullptr;
    QGridLayout* grid_ = nullptr;
    QList<QWidget*> parts_; // in reading order
    int columns_ = 0;
};

} // namespace diffuscope::ui
