#pragma once
#include <QPixmap>
#include <QVariantAnimation>
#include <QWidget>

namespace diffuscope::ui {

// The canvas as it was, over the canvas as it is, going away in 160 ms: what is below is complete from the first frame.
class CanvasFade : public QWidget {
    Q_OBJECT
public:
    // Takes the picture of `page`; null where nothing should move or nothing is shown yet. Deletes itself.
    static CanvasFade* begin(QWidget* page, QWidget* window);

protected:
    void paintEvent(QPaintEvent*) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    CanvasFade(QWidget* page, QWidget* window);
    QPixmap before_;
    QVariantAnimation fade_;
};

} // namespace diffuscope::ui
