#pragma once
#include <QWidget>

#include <utility>

namespace diffuscope::ui {

// What the colours of the loss by timestep stand for: the ramp between its smallest and its largest value.
class HeatScale : public QWidget {
    Q_OBJECT
public:
    explicit HeatScale(QWidget* parent = nullptr);
    void setRange(std::pair<double, double> range); // {0, 0}: nothing yet, and nothing is shown

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString low_, high_;
};

} // namespace diffuscope::ui
