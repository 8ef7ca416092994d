#pragma once
#include "ui/widgets/image/image_view.h"

namespace diffuscope::ui {

// Two pictures of one shape in one frame: A left of a line that can be dragged, B right of it. The line belongs to the
// frame, so that what is under it changes when one pans. It is no slider for the keyboard: that stands beside.
class WipeView : public ImageView {
    Q_OBJECT
public:
    explicit WipeView(QWidget* parent = nullptr);
    void setPair(const Image& a, const Image& b, float range); // one shape
    void setShare(double share);                               // of the frame that A has, 0..1
    double share() const { return share_; }

Q_SIGNALS:
    void shareChanged(double share);

protected:
    void drawContent(QPainter& painter, const ViewTransform& t) override;
    QImage takenPicture() const override; // both, as they are shown when fitted
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    double lineAt(const ViewTransform& t) const; // on a device pixel
    bool onLine(const QPointF& position) const;
    void drawLine(QPainter& painter, const ViewTransform& t) const;
    const QImage& otherPicture() const;

    Image other_;
    mutable QImage shaded_;
    mutable bool shadedStale_ = true;
    double share_ = 0.5;
    bool dragging_ = false;
};

} // namespace diffuscope::ui
