#pragma once
#include "ui/forward/picture/picture_source.h"

#include <QWidget>

class QComboBox;
class QLabel;

namespace diffuscope::ui {

class SegmentedControl;

// How picture files, and pictures that are pasted or drawn, are brought to the square that is noised: its side, its
// channels, and what becomes of a picture that is not square. In words what was done to the one that is open.
class PictureShapePanel : public QWidget {
    Q_OBJECT
public:
    explicit PictureShapePanel(QWidget* parent = nullptr);
    PictureSource::Shape shape() const;
    void setShape(const PictureSource::Shape& shape); // without a signal
    void setPicture(const PictureSource::Picture& picture);

Q_SIGNALS:
    void shapeChosen();

private:
    void build();
    void chooseSide();
    QComboBox *side_, *channels_;
    SegmentedControl* fit_;
    QLabel* words_;
    PictureSource::Picture picture_;
    int chosen_ = 64;
};

} // namespace diffuscope::ui
