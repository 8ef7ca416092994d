#pragma once
#include "ui/widgets/chart/chart.h"

#include <QWidget>

namespace diffuscope::ui {

class Button;
class ImageView;
class MicroscopeState;
class WrappedLabel;

// The error of the followed picture after each of the further steps; the pointer chooses one of them.
class FurtherChart : public Chart {
    Q_OBJECT
public:
    explicit FurtherChart(MicroscopeState& state, QWidget* parent = nullptr);
    ChartTable table() const override;
    QSize sizeHint() const override { return {304, 84}; }

Q_SIGNALS:
    void looked(int step); // -1: at none

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QPointF placeOf(int step, double error) const;
    MicroscopeState& state_;
    double most_ = 0;
    int looked_ = -1;
};

// "100 more steps": what further training makes of this picture, with the same t and noise, on a second copy.
class FurtherPanel : public QWidget {
    Q_OBJECT
public:
    explicit FurtherPanel(MicroscopeState& state, QWidget* parent = nullptr);
    Button* button() const { return button_; }

private:
    void showFurther();
    void showPictures();

    MicroscopeState& state_;
    FurtherChart* chart_;
    QList<ImageView*> pictures_;
    Button* button_;
    WrappedLabel* words_;
    int looked_ = -1;
};

} // namespace diffuscope::ui
