#pragma once
#include "ui/style/theme.h"
#include "ui/timeline/timeline_geometry.h"
#include "ui/timeline/timeline_model.h"

#include <QPixmap>

#include <optional>

namespace diffuscope::ui {

// The track's parts that don't change while scrubbing, as pixmaps in device pixels: the filmstrip, the curves as they
// are everywhere, the stronger curve that is shown where the playhead has been, and ticks and labels above both.
class TimelineLayers {
public:
    void invalidateStrip() { strip_ = {}; }
    void invalidateCurve() { curve_ = played_ = marks_ = {}; }
    void invalidate();
    // Renders what is missing for this geometry; keeps the rest.
    void prepare(const TimelineModel& model, const TimelineGeometry& geometry, const Palette& palette, double dpr);
    const QPixmap& strip() const { return strip_; }
    const QPixmap& curve() const { return curve_; }
    const QPixmap& played() const { return played_; }
    const QPixmap& marks() const { return marks_; }

private:
    QPixmap blank(const TimelineGeometry& geometry) const;
    void renderStrip(const TimelineModel& model, const TimelineGeometry& geometry, const Palette& palette);
    void renderCurve(const TimelineModel& model, const TimelineGeometry& geometry, const Palette& palette);
    void drawAxis(QPainter& painter, const TimelineModel& model, const TimelineGeometry& geometry,
                  const Palette& palette) const;

    QPixmap strip_, curve_, played_, marks_;
    double width_ = 0, dpr_ = 1;
    int steps_ = 0;
    bool compact_ = false, dark_ = false;
};

std::optional<int> halfwayStep(const Schedule& schedule); // first with more noise than signal: 0 dB
double noiseLevel(const Schedule& schedule, int step);    // sqrt(1 - alpha-bar)
double signalLevel(const Schedule& schedule, int step);   // sqrt(alpha-bar)
double curveNamesLeft(const TimelineGeometry& geometry);  // x where the words "noise level" and "signal" begin
double curveHeight(const TimelineGeometry& geometry, double level); // y of a level 0..1

} // namespace diffuscope::ui
