#include "ui/frame/frame_geometry.h"

namespace diffuscope::ui {

FrameGeometry FrameGeometry::of(const QSize& window, bool drawerOpen, int noticeHeight)
{
    constexpr int kTop = 48, kStatus = 24;
    FrameGeometry g;
    const int width = window.width(), height = window.height();
    g.railLabels = width >= 1120;
    g.shortChips = width < 1120;
    g.drawer = width < 1240;
    g.compactTimeline = height < 820;
    g.readouts = width < 1240 ? 168 : width < 1360 ? 288 : 336;

    const int railWidth = g.railLabels ? 72 : 56;
    const int inspectorWidth = width < 1360 ? 288 : 336;
    const int timelineHeight = g.compactTimeline ? 112 : 152;
    const int middle = height - kTop - timelineHeight - kStatus;
    g.rail = {0, 0, railWidth, height - kStatus};
    g.top = {railWidth, 0, width - railWidth, kTop};
    g.status = {0, height - kStatus, width, kStatus};
    g.timeline = {railWidth, kTop + middle, width - railWidth, timelineHeight};
    const bool shown = !g.drawer || drawerOpen;
    g.inspector = {width - inspectorWidth, kTop, shown ? inspectorWidth : 0, middle};
    const int canvasWidth = width - railWidth - (g.drawer ? 0 : inspectorWidth);
    g.notices = {railWidth, kTop, canvasWidth, noticeHeight};
    g.canvas = {railWidth, kTop + noticeHeight, canvasWidth, middle - noticeHeight};
    return g;
}

} // namespace diffuscope::ui
