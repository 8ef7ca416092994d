#pragma once
#include <QWidget>

namespace diffuscope::ui {

// Which stroke of the loss plot is which.
class LossLegend : public QWidget {
    Q_OBJECT
public:
    explicit LossLegend(QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace diffuscope::ui
