#pragma once
#include <QWidget>

namespace diffuscope::ui {

// Says what dropping here will do, while something is dragged over the window.
class DropOverlay : public QWidget {
    Q_OBJECT
public:
    explicit DropOverlay(QWidget* window);
    void offer(const QString& sentence);

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QString sentence_;
};

} // namespace diffuscope::ui
