#pragma once
#include <QPointer>
#include <QWidget>

namespace diffuscope::ui {

// Something over the window for a moment, never a dialog: Escape or a click beside it closes it, what had the focus has
// it again afterwards. One at a time: a new one closes the old one. The window goes on underneath.
class Sheet : public QWidget {
    Q_OBJECT
public:
    explicit Sheet(QWidget* window, bool veiled);
    static Sheet* openIn(const QWidget* window); // null: none
    void dismiss();

protected:
    virtual QRect card() const = 0; // where the sheet itself lies, in window coordinates
    virtual void arrange() {}       // after the window's size has changed
    void appear(QWidget* focus);    // when the subclass is complete
    void paintEvent(QPaintEvent*) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    bool focusNextPrevChild(bool next) override; // the focus stays in the sheet

private:
    QPointer<QWidget> before_;
    bool veiled_, closing_ = false;
};

} // namespace diffuscope::ui
