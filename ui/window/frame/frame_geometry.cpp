#include "ui/window/frame/frame_geometry.h"

#include <algorithm>

namespace diffuscope::ui {

FrameGeometry FrameGeometry::of(const QSize& window, const FrameWishes& wishes)
{
    const bool presentation = wishes.presentation;
    const int top = wishes.lecture ? 0 : 48, status = wishes.lecture ? 0 : presentation ? 28 : 24;
    FrameGeometry g;
    const int width = window.width(), height = window.height();
    g.railLabels = width >= 1120;
    g.shortChips = width < 1120;
    g.drawer = width < 1240 && !wishes.lecture;
    g.compactTimeline = height < 820;
    const int broad = presentation ? 56 : 0;
    g.readouts = width < 1240 ? 168 + broad / 2 : (width < 1360 ? 288 : 336) + broad;

    const int railWidth = wishes.lecture ? 0 : g.railLabels ? 72 : 56;
    const int inspectorWidth = (width < 1360 ? 288 : 336) + broad;
    const int timelineHeight = !wishes.timeline ? 0 : g.compactTimeline ? 112 : 152;
    const int middle = height - top - timelineHeight - status, noticeHeight = wishes.noticeHeight;
    g.rail = {0, 0, railWidth, height - status};
    g.top = {railWidth, 0, width - railWidth, top};
    g.status = {0, height - status, width, status};
    g.timeline = {railWidth, top + middle, width - railWidth, timelineHeight};
    const bool shown = wishes.lecture ? wishes.lecturePanel : g.drawer ? wishes.drawerOpen : !wishes.inspectorHidden;
    g.inspector = {width - inspectorWidth, top, shown ? inspectorWidth : 0, middle};
    const int canvasWidth = width - railWidth - (g.drawer ? 0 : g.inspector.width());
    g.notices = {railWidth, top, canvasWidth, noticeHeight};
    g.canvas = {railWidth, top + noticeHeight, canvasWidth, middle - noticeHeight};
    return g;
}

QSize firstWindowSize(const QSize& available)
{
    constexpr QSize kUsualFrame(12, 48);
    return QSize(1440, 900).boundedTo(available - kUsualFrame);
}

QRect fittedToScreen(const QRect& window, const QMargins& frame, const QRect& available, const QSize& least)
{
    const QRect room = available.marginsRemoved(frame);
    const QSize size = window.size().boundedTo(room.size()).expandedTo(least);
    const auto held = [](int at, int length, int low, int high) { // its start stays in sight where it is too long
        return std::max(std::min(at, high - length), low);
    };
    return {QPoint(held(window.x(), size.width(), room.left(), room.left() + room.width()),
                   held(window.y(), size.height(), room.top(), room.top() + room.height())),
            size};
}

} // namespace diffuscope::ui
