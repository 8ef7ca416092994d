#pragma once
#include "core/messages/gallery.h"
#include "ui/widgets/controls/surface.h"

#include <QImage>

#include <array>
#include <optional>

class QGridLayout;
class QLabel;

namespace diffuscope::ui {

class Button;
class ElidedLabel;
class NumberLabel;

// A against B below the grid: both, their difference with its size, and only what differs in how they were made.
class GalleryTray : public Surface {
    Q_OBJECT
public:
    explicit GalleryTray(QWidget* parent = nullptr);
    void setSide(int side, const std::optional<GalleryPicture>& picture); // 0: A, 1: B; empty: not chosen
    const std::optional<GalleryPicture>& side(int side) const { return sides_[std::size_t(side)]; }
    bool comparable() const; // both are there

Q_SIGNALS:
    void wipeRequested();
    void closed();

protected:
    void changeEvent(QEvent* event) override;

private:
    void refresh();
    void fillDifferences();

    std::array<std::optional<GalleryPicture>, 2> sides_;
    std::array<QLabel*, 3> pictures_; // A, B, their difference
    NumberLabel* rms_;
    QLabel* rmsName_;
    QWidget* table_;
    QGridLayout* rows_;
    ElidedLabel* same_;
    Button *wipe_, *close_;
};

} // namespace diffuscope::ui
