#pragma once
#include <QWidget>

namespace diffuscope::ui {

// Sheet of all keys and of how to begin, over the window; any key or click closes it.
class HelpSheet : public QWidget {
    Q_OBJECT
public:
    explicit HelpSheet(QWidget* window);

protected:
    void paintEvent(QPaintEvent*) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace diffuscope::ui
