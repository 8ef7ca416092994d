#pragma once
#include <QPixmap>
#include <QVariantAnimation>
#include <QWidget>

namespace diffuscope::ui {

// What was shown fades out over what is shown now: 250 ms, at once where the desktop wants no motion. Lets the mouse
// through.
class PictureFade : public QWidget {
    Q_OBJECT
public:
    explicit PictureFade(QWidget* parent);
    void from(QWidget* shown); // grabs it as it is, before it changes

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QPixmap before_;
    QVariantAnimation motion_;
};

} // namespace diffuscope::ui
