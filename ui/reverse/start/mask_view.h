#pragma once
#include "ui/widgets/image/image_view.h"

#include <optional>

namespace diffuscope::ui {

// A picture on which a part is marked with a brush: what the sampler is to draw anew. The left button marks, with Shift
// or the right button it takes marks away.
class MaskView : public ImageView {
    Q_OBJECT
public:
    explicit MaskView(QWidget* parent = nullptr);
    void setBrush(int pixels) { brush_ = pixels; } // diameter, pixels of the picture
    const Image& mask() const { return mask_; }    // grey, 1 where it is marked and -1 where not; empty: nothing is
    double share() const;                          // of the pixels that are marked
    void setMask(const Image& mask);
    void setMaskable(bool maskable); // false: a picture like others, and no mark is shown
    void clearMask();
    void invertMask();
    void mark(const QPoint& pixel, bool marked); // as the brush does

Q_SIGNALS:
    void maskChanged();

protected:
    void drawContent(QPainter& painter, const ViewTransform& t) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    bool paints(const QMouseEvent& event);
    void strokeTo(const QPoint& pixel, bool marked);
    void stamp(const QPoint& pixel, bool marked);
    void tellMarked();
    void ensureMask();

    Image mask_;
    std::optional<QPoint> last_; // of the stroke that is being drawn
    int brush_ = 4;
    bool maskable_ = true;
};

} // namespace diffuscope::ui
