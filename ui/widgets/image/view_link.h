#pragma once
#include "ui/widgets/image/view_transform.h"

#include <QList>
#include <QObject>
#include <QRect>

#include <functional>
#include <utility>

namespace diffuscope::ui {

class ImageView;

// What several ImageViews share: views of one link zoom, pan and probe together, whatever their sizes on the screen and
// their pictures' sizes. Made by whoever lays out the views (usually its child), given to each with
// ImageView::setLink(); a view without one has its own. GUI thread.
class ViewLink : public QObject {
    Q_OBJECT
public:
    explicit ViewLink(QObject* parent = nullptr) : QObject(parent) {}

    const ViewLook& look() const { return look_; }
    void setLook(const ViewLook& look);
    void fit() { setLook({}); }

    // The probed place in shares of the picture: the middle of a pixel.
    const std::optional<QPointF>& probe() const { return probe_; }
    void setProbe(const std::optional<QPointF>& share);

    // Kept: the probe stays where it was when the mouse leaves the pictures. Otherwise it goes.
    bool keepsProbe() const { return keepsProbe_; }
    void setKeepsProbe(bool keeps) { keepsProbe_ = keeps; }

    // What lies beside the pictures and belongs to them, in the window: the plate with a pixel's numbers does not hide
    // it.
    void setBeside(std::function<QList<QRect>()> beside) { beside_ = std::move(beside); }
    QList<QRect> beside() const { return beside_ ? beside_() : QList<QRect>(); }

    const QList<ImageView*>& views() const { return views_; } // in the order in which they were linked

Q_SIGNALS:
    void lookChanged();
    void probeChanged();

private:
    friend class ImageView;
    ViewLook look_;
    std::optional<QPointF> probe_;
    QList<ImageView*> views_;
    std::function<QList<QRect>()> beside_;
    bool keepsProbe_ = false;
};

} // namespace diffuscope::ui
