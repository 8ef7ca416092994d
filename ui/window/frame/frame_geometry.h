#pragma once
#include <QMargins>
#include <QRect>

namespace diffuscope::ui {

// What is wanted of the frame.
struct FrameWishes {
    bool drawerOpen = false;      // in a narrow window the inspector lies over the canvas
    bool inspectorHidden = false; // in a broad one it gives its room to the canvas
    bool presentation = false;    // larger type needs broader panels
    bool lecture = false;         // the canvas and the timeline, nothing else
    bool lecturePanel = false;    // but for one panel of the inspector
    bool timeline = true;
    int noticeHeight = 0;
};

// Where the parts of the window lie, as plain arithmetic (visual design: grid and sizes, small windows).
struct FrameGeometry {
    QRect rail, top, notices, canvas, inspector, timeline, status;
    bool railLabels = true;       // icons only below 1120
    bool drawer = false;          // the inspector lies over the canvas and may be hidden
    bool shortChips = false;      // below 1120
    bool compactTimeline = false; // below 820 high
    int readouts = 336;

    static FrameGeometry of(const QSize& window, const FrameWishes& wishes);
};

// A first window, before the desktop has said how thick its frame is: with room for the usual one.
QSize firstWindowSize(const QSize& available);

// Where a window goes whose frame must lie within `available`, as far as `least` lets it be smaller. `frame`: the
// margins that the desktop puts around `window`.
QRect fittedToScreen(const QRect& window, const QMargins& frame, const QRect& available, const QSize& least);

} // namespace diffuscope::ui
