#pragma once
#include <QTimer>
#include <QWidget>

namespace diffuscope::ui {

// A ring around the pointer that can be seen from the back row. It lies over everything in the window and takes no
// clicks; shown or hidden like any widget.
class PointerSpot : public QWidget {
    Q_OBJECT
public:
    explicit PointerSpot(QWidget* window);
    void follow(const QPoint& global);

protected:
    void paintEvent(QPaintEvent*) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QTimer clock_; // widgets that track no mouse would not say where it is
};

} // namespace diffuscope::ui
