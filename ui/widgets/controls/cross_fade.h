#pragma once
#include <QPixmap>
#include <QVariantAnimation>
#include <QWidget>

namespace diffuscope::ui {

// What was shown, over what is shown now, going away: what is below is complete from the first frame. Lets the mouse
// through, deletes itself, and is gone at once when the window below gets another size or other colours.
class CrossFade : public QWidget {
    Q_OBJECT
public:
    // Takes the picture of `shown` as it is, before it changes, and lies over it in `over`, which holds it. The newest
    // fade of `over` alone is shown. Null where nothing should move or nothing is shown yet.
    static CrossFade* begin(QWidget* shown, QWidget* over, int milliseconds);

protected:
    void paintEvent(QPaintEvent*) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    CrossFade(QWidget* shown, QWidget* over, int milliseconds);
    QPixmap before_;
    QVariantAnimation motion_;
};

} // namespace diffuscope::ui
