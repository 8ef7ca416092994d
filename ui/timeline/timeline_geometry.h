#pragma once
#include <optional>

namespace diffuscope::ui {

// Where things lie on the track, as plain arithmetic. x of step s is w/42 + (w * 20/21) * s/T, so every plot of the
// same width above the timeline shares its axis.
struct TimelineGeometry {
    double width = 840;   // of the track
    int steps = 1000;     // T
    bool compact = false; // 112 px high, no loupe

    static constexpr int kMostCells = 21; // of the filmstrip

    double xOf(double step) const;
    int stepAt(double x) const; // clamped to 0..T
    int cellCount() const;      // kMostCells, or 11 when the track is narrower than 640
    double cellWidth() const;
    int stepOfCell(int cell) const; // noise level whose picture a filmstrip cell shows
    double stripTop() const { return compact ? 8 : 16; }
    double stripBottom() const { return compact ? 40 : 56; }
    double curveTop() const { return compact ? 48 : 66; }
    double curveBottom() const { return compact ? 80 : 112; }
    int height() const { return compact ? 112 : 152; }
    // What a press at (x, y) takes hold of: the mark of an in or out point, which lies between strip and axis, or the
    // playhead. Where both marks are in reach, the nearer one.
    enum class Grip { Playhead, In, Out };
    Grip gripAt(double x, double y, std::optional<int> in, std::optional<int> out) const;
    int minorTick() const; // steps between ticks, a round number near T/40
    int majorTick() const; // a round number near T/10
};

} // namespace diffuscope::ui
