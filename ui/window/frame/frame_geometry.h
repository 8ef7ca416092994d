#pragma once
#include <QRect>

namespace diffuscope::ui {

// Where the parts of the window lie, as plain arithmetic (visual design: grid and sizes, small windows).
struct FrameGeometry {
    QRect rail, top, notices, canvas, inspector, timeline, status;
    bool railLabels = true;       // icons only below 1120
    bool drawer = false;          // the inspector lies over the canvas and may be hidden
    bool shortChips = false;      // below 1120
    bool compactTimeline = false; // below 820 high
    int readouts = 336;

    // `presentation`: larger type needs broader panels.
    static FrameGeometry of(const QSize& window, bool drawerOpen, int noticeHeight, bool presentation = false);
};

} // namespace diffuscope::ui
