#include "ui/gallery/gallery_geometry.h"

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kMargin = 24, kLeastGap = 12, kRowGap = 10, kHeading = 40, kBelow = 10;

} // namespace

GalleryGeometry::GalleryGeometry(const std::vector<GalleryGroup>& groups, int width, int side)
    : width_(width), side_(side)
{
    const int room = std::max(side, width - 2 * kMargin);
    columns_ = std::max(1, (room + kLeastGap) / (side + kLeastGap));
    pitch_ = columns_ > 1 ? std::min(side * 1.25, double(room - side) / (columns_ - 1)) : side;
    bands_.reserve(groups.size());
    for (const GalleryGroup& group : groups) {
        bands_.push_back({height_, count_, group.count});
        count_ += group.count;
        height_ += kHeading + rowsOf(bands_.back()) * (side_ + kRowGap) + kBelow;
    }
}

QRect GalleryGeometry::heading(int band) const
{
    return {kMargin, bands_[std::size_t(band)].top, width_ - 2 * kMargin, kHeading};
}

QRect GalleryGeometry::tile(int index) const
{
    const int in = bandOf(index);
    if (in < 0)
        return {};
    const Band& band = bands_[std::size_t(in)];
    const int at = index - band.first;
    return {kMargin + int(std::round(at % columns_ * pitch_)), band.top + kHeading + at / columns_ * (side_ + kRowGap),
            side_, side_};
}

int GalleryGeometry::bandOf(int index) const
{
    if (index < 0 || index >= count_)
        return -1;
    const auto next = std::upper_bound(bands_.begin(), bands_.end(), index,
                                       [](int value, const Band& band) { return value < band.first; });
    return int(next - bands_.begin()) - 1;
}

int GalleryGeometry::bandAt(int y) const
{
    if (y < 0 || y >= height_)
        return -1;
    const auto next =
        std::upper_bound(bands_.begin(), bands_.end(), y, [](int value, const Band& band) { return value < band.top; });
    return int(next - bands_.begin()) - 1;
}

int GalleryGeometry::headingAt(const QPoint& place) const
{
    const int band = bandAt(place.y());
    return band >= 0 && heading(band).contains(place) ? band : -1;
}

int GalleryGeometry::tileAt(const QPoint& place) const
{
    const int in = bandAt(place.y());
    if (in < 0 || place.x() < kMargin)
        return -1;
    const Band& band = bands_[std::size_t(in)];
    const int row = (place.y() - band.top - kHeading) / (side_ + kRowGap);
    const int column = std::min(columns_ - 1, int((place.x() - kMargin) / std::max(1.0, pitch_)));
    if (place.y() < band.top + kHeading)
        return -1;
    const int at = row * columns_ + column;
    return at < band.count && tile(band.first + at).contains(place) ? band.first + at : -1;
}

std::pair<int, int> GalleryGeometry::within(int top, int bottom) const
{
    if (bands_.empty() || bottom <= 0 || top >= height_)
        return {0, 0};
    const Band& first = bands_[std::size_t(std::max(0, bandAt(std::max(0, top))))];
    const Band& last = bands_[std::size_t(std::max(0, bandAt(std::min(bottom, height_ - 1))))];
    const auto rowAt = [this](const Band& band, int y) { return (y - band.top - kHeading) / (side_ + kRowGap); };
    const int from = first.first + std::clamp(rowAt(first, top) * columns_, 0, first.count);
    const int to = last.first + std::clamp((rowAt(last, bottom) + 1) * columns_, 0, last.count);
    return {from, std::max(0, to - from)};
}

int GalleryGeometry::rowsAway(int index, int rows) const
{
    const int in = bandOf(index);
    if (in < 0)
        return -1;
    const int column = (index - bands_[std::size_t(in)].first) % columns_;
    int band = in, row = (index - bands_[std::size_t(in)].first) / columns_ + rows;
    while (row < 0) {
        if (band == 0)
            return -1;
        row += rowsOf(bands_[std::size_t(--band)]);
    }
    while (row >= rowsOf(bands_[std::size_t(band)])) {
        row -= rowsOf(bands_[std::size_t(band)]);
        if (++band == int(bands_.size()))
            return -1;
    }
    const Band& target = bands_[std::size_t(band)];
    return target.first + std::min(target.count - 1, row * columns_ + column);
}

} // namespace diffuscope::ui
