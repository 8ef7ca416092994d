#include "ui/widgets/image/view_transform.h"

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr double kLevels[] = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, ViewTransform::kLargest};
constexpr double kHair = 1e-6; // of a scale: the same level

double whole(double scale) { return scale >= 1 ? std::round(scale) : scale; }

} // namespace

ViewTransform ViewTransform::fit(const QSize& pixels, const QRectF& room, double dpr, const QPointF& origin)
{
    ViewTransform t;
    t.pixels = pixels;
    t.dpr = dpr;
    const QSize size = pixels.expandedTo({1, 1});
    const double scale = std::min(room.width() * dpr / size.width(), room.height() * dpr / size.height());
    t.fitScale = std::max(pixels.isEmpty() || scale < 1 ? scale : std::floor(scale), kHair);
    const QSizeF place = QSizeF(size) * t.fitScale / dpr;
    const auto aligned = [dpr](double at, double shift) { return (std::round(at * dpr + shift) - shift) / dpr; };
    t.frame = {QPointF(aligned(room.center().x() - place.width() / 2, origin.x()),
                       aligned(room.center().y() - place.height() / 2, origin.y())),
               place};
    return t;
}

double ViewTransform::scale() const
{
    return look.fitted() ? fitScale : std::clamp(whole(fitScale * look.magnification), smallestScale(), largestScale());
}

double ViewTransform::cellSize() const { return scale() / dpr; }

double ViewTransform::largestScale() const
{
    const double half = std::min(frame.width(), frame.height()) * dpr / 2; // two pixels are always to be seen
    return std::max({fitScale, 1.0, std::min(kLargest, std::floor(half))});
}

QRectF ViewTransform::picture() const
{
    const QSizeF size = QSizeF(pixels) * cellSize();
    const auto start = [this](double from, double window, double length, double centre) {
        const double half = window / (2 * length);
        const double inside = half >= 0.5 ? 0.5 : std::clamp(centre, half, 1 - half);
        return from + std::round((window / 2 - inside * length) * dpr) / dpr;
    };
    return {QPointF(start(frame.left(), frame.width(), size.width(), look.centre.x()),
                    start(frame.top(), frame.height(), size.height(), look.centre.y())),
            size};
}

QRect ViewTransform::visiblePixels() const
{
    const QRectF whole = picture(), seen = whole.intersected(frame);
    const double cell = cellSize();
    if (pixels.isEmpty() || seen.isEmpty())
        return {};
    const auto first = [cell](double offset) { return int(std::floor(offset / cell + kHair)); };
    const auto last = [cell](double offset) { return int(std::ceil(offset / cell - kHair)) - 1; };
    return QRect(QPoint(first(seen.left() - whole.left()), first(seen.top() - whole.top())),
                 QPoint(last(seen.right() - whole.left()), last(seen.bottom() - whole.top())))
        .intersected(QRect(QPoint(), pixels));
}

QRectF ViewTransform::cell(const QPoint& pixel) const
{
    const double side = cellSize();
    return {picture().topLeft() + QPointF(pixel) * side, QSizeF(side, side)};
}

std::optional<QPoint> ViewTransform::pixelAt(const QPointF& position) const
{
    const QRectF place = picture();
    if (pixels.isEmpty() || !frame.contains(position) || !place.contains(position))
        return std::nullopt;
    const QPointF at = (position - place.topLeft()) / cellSize();
    return QPoint(std::min(int(at.x()), pixels.width() - 1), std::min(int(at.y()), pixels.height() - 1));
}

bool ViewTransform::canPan() const
{
    const QRectF place = picture();
    return place.width() > frame.width() + kHair || place.height() > frame.height() + kHair;
}

// Whole levels and the fitted size, which lies somewhere between them.
double ViewTransform::nextScale(int direction) const
{
    const double now = scale();
    double best = direction > 0 ? largestScale() : smallestScale();
    const auto consider = [&](double level) {
        if (level < smallestScale() || level > largestScale())
            return;
        if (direction > 0 ? level > now * (1 + kHair) && level < best : level < now * (1 - kHair) && level > best)
            best = level;
    };
    for (const double level : kLevels)
        consider(level);
    consider(fitScale);
    return best;
}

ViewLook ViewTransform::zoomed(const QPointF& about, double scale) const
{
    const double wanted = std::clamp(whole(scale), smallestScale(), largestScale());
    if (std::abs(wanted - fitScale) <= fitScale * kHair)
        return {};
    const QRectF before = picture();
    const QPointF share((about.x() - before.left()) / before.width(), (about.y() - before.top()) / before.height());
    ViewTransform after = *this;
    after.look.magnification = wanted / fitScale;
    const QSizeF size = QSizeF(pixels) * after.cellSize();
    after.look.centre = {share.x() + (frame.center().x() - about.x()) / size.width(),
                         share.y() + (frame.center().y() - about.y()) / size.height()};
    return after.panned({});
}

ViewLook ViewTransform::panned(const QPointF& by) const
{
    if (look.fitted())
        return look;
    const QSizeF size = QSizeF(pixels) * cellSize();
    const auto moved = [](double centre, double shift, double window, double length) {
        const double half = window / (2 * length);
        return half >= 0.5 ? 0.5 : std::clamp(centre - shift / length, half, 1 - half);
    };
    return {look.magnification,
            {moved(look.centre.x(), by.x(), frame.width(), size.width()),
             moved(look.centre.y(), by.y(), frame.height(), size.height())}};
}

ViewLook ViewTransform::revealing(const QPoint& pixel) const
{
    const QRectF box = cell(pixel);
    const auto shift = [](double low, double high, double from, double to) {
        return low < from ? from - low : high > to ? to - high : 0.0;
    };
    return panned({shift(box.left(), box.right(), frame.left(), frame.right()),
                   shift(box.top(), box.bottom(), frame.top(), frame.bottom())});
}

} // namespace diffuscope::ui
