#include "ui/train/clocks/moment_picture.h"

#include "ui/style/paint_kit.h"
#include "ui/widgets/image/picture_paint.h"

#include <QPainter>

#include <algorithm>

namespace diffuscope::ui {

namespace {
constexpr double kMomentFrame = 2;
}

MomentPicture::MomentPicture(std::optional<Concept> frame, QWidget* parent) : QWidget(parent), frame_(frame)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void MomentPicture::setSide(int side)
{
    side = std::clamp(side, kLeast, kMost);
    if (side == side_)
        return;
    side_ = side;
    updateGeometry();
}

void MomentPicture::setPicture(const QImage& picture)
{
    picture_ = picture;
    update();
}

void MomentPicture::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    const double side = std::min({width(), height(), side_});
    const QRectF place(0, 0, side, side);
    if (picture_.isNull())
        return drawDashedCell(painter, place.adjusted(1, 1, -1, -1), p, frame_.value_or(Concept::State));
    const QRectF inside = place.adjusted(kMomentFrame, kMomentFrame, -kMomentFrame, -kMomentFrame);
    painter.drawImage(inside, thumbnailOf(picture_, (inside.size() * devicePixelRatioF()).toSize()));
    drawBox(painter, place.adjusted(1, 1, -1, -1), 4, {}, frame_ ? p.of(*frame_).graphic : p.text1, kMomentFrame);
}

} // namespace diffuscope::ui
