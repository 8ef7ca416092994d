#include "ui/window/frame/frame_geometry.h"

namespace diffuscope::ui {

FrameGeometry FrameGeometry::of(const QSize& window, bool drawerOpen, int noticeHeight, bool presentation)
{
    constexpr int kTop = 48;
    const int status = presentation ? 28 : 24;
    FrameGeometry g;
    const int width = window.width(), height = window.height();
    g.railLabels = width >= 1120;
    g.shortChips = width < 1120;
    g.drawer = width < 1240;
    g.compactTimeline = height < 820;
    const int broad = presentation ? 56 : 0;
    g.readouts = width < 1240 ? 168 + broad / 2 : (width < 1360 ? 288 : 336) + broad;

    const int railWidth = g.railLabels ? 72 : 56;
    const int inspectorWidth = (width < 1360 ? 288 : 336) + broad;
    const int timelineHeight = g.compactTimeline ? 112 : 152;
    const int middle = height - kTop - timelineHeight - status;
    g.rail = {0, 0, railWidth, height - status};
    g.top = {railWidth, 0, width - railWidth, kTop};
    g.status = {0, height - status, width, status};
    g.timeline = {railWidth, kTop + middle, width - railWidth, timelineHeight};
    const bool shown = !g.drawer || drawerOpen;
    g.inspector = {width - inspectorWidth, kTop, shown ? inspectorWidth : 0, middle};
    const int canvasWidth = width - railWidth - (g.drawer ? 0 : inspectorWidth);
    g.notices = {railWidth, kTop, canvasWidth, noticeHeight};
    g.canvas = {railWidth, kTop + noticeHeight, canvasWidth, middle - noticeHeight};
    return g;
}

} // namespace diffuscope::ui
