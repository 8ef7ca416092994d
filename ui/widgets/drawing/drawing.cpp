#include "ui/widgets/drawing/drawing.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace diffuscope::ui {

namespace {

constexpr std::size_t kMaxStrokes = 64;

QImage opaque(const QImage& picture)
{
    QImage copy = picture.convertToFormat(QImage::Format_RGB32);
    copy.setDevicePixelRatio(1);
    return copy;
}

// A disc of whole pixels around the middle of a pixel, or around a corner for even sizes.
void dab(QImage& picture, const QPoint& at, int size, QRgb colour)
{
    const double radius = size / 2.0, shift = size % 2 ? 0.5 : 0.0;
    const int reach = size / 2 + 1;
    for (int y = std::max(0, at.y() - reach); y <= std::min(picture.height() - 1, at.y() + reach); ++y) {
        auto* row = reinterpret_cast<QRgb*>(picture.scanLine(y));
        for (int x = std::max(0, at.x() - reach); x <= std::min(picture.width() - 1, at.x() + reach); ++x) {
            const double dx = x + 0.5 - (at.x() + shift), dy = y + 0.5 - (at.y() + shift);
            if (dx * dx + dy * dy <= radius * radius)
                row[x] = colour;
        }
    }
}

} // namespace

Drawing::Drawing(const QImage& start) : picture_(opaque(start)) {}

void Drawing::keep()
{
    redo_.clear();
    undo_.push_back(picture_);
    if (undo_.size() > kMaxStrokes)
        undo_.erase(undo_.begin());
}

void Drawing::begin() { keep(); }

void Drawing::end()
{
    if (!undo_.empty() && undo_.back() == picture_)
        undo_.pop_back(); // a stroke beside the picture
}

void Drawing::line(const QPoint& from, const QPoint& to, int size, QRgb colour)
{
    const QPoint way = to - from;
    const int steps = std::max({1, std::abs(way.x()), std::abs(way.y())});
    for (int k = 0; k <= steps; ++k) {
        const double share = double(k) / steps;
        dab(picture_, {int(std::lround(from.x() + share * way.x())), int(std::lround(from.y() + share * way.y()))},
            size, colour);
    }
}

void Drawing::fill(const QPoint& at, QRgb colour)
{
    if (!picture_.rect().contains(at) || picture_.pixel(at) == colour)
        return;
    keep();
    const QRgb old = picture_.pixel(at);
    std::vector<QPoint> open{at};
    picture_.setPixel(at, colour);
    while (!open.empty()) {
        const QPoint here = open.back();
        open.pop_back();
        for (const QPoint& next : {QPoint(1, 0), QPoint(-1, 0), QPoint(0, 1), QPoint(0, -1)}) {
            const QPoint there = here + next;
            if (!picture_.rect().contains(there) || picture_.pixel(there) != old)
                continue;
            picture_.setPixel(there, colour);
            open.push_back(there);
        }
    }
}

void Drawing::clear(QRgb colour)
{
    keep();
    picture_.fill(colour);
    end();
}

void Drawing::resize(int side)
{
    side = std::clamp(side, kLeastSide, kMostSide);
    if (side == this->side())
        return;
    keep();
    const bool whole = side % this->side() == 0;
    picture_ = opaque(
        picture_.scaled(side, side, Qt::IgnoreAspectRatio, whole ? Qt::FastTransformation : Qt::SmoothTransformation));
}

void Drawing::undo()
{
    if (undo_.empty())
        return;
    redo_.push_back(std::exchange(picture_, undo_.back()));
    undo_.pop_back();
}

void Drawing::redo()
{
    if (redo_.empty())
        return;
    undo_.push_back(std::exchange(picture_, redo_.back()));
    redo_.pop_back();
}

} // namespace diffuscope::ui
