#pragma once
#include "ui/export/export_panel.h"
#include "ui/forward/figures/forward_figures.h"

namespace diffuscope::ui {

class TimelineModel;

// What the Forward mode can export, and from what: pictures for the core's formats, figures for the window's. Frames
// are made on the worker that writes them; a walk is walked again there, from the same seed.
class ForwardExports {
public:
    using Scene = std::function<ForwardScene()>; // what is shown now
    ForwardExports(const ForwardState& state, const TimelineModel& timeline, Scene scene);
    ExportPanel::Content content(ExportPanel::Kind kind, const ParamValues& values) const;
    QList<FigureOffer> figures() const;
    static std::vector<ParamSpec> specs(ExportPanel::Kind kind); // of the content: "moments", "range", "labels"

private:
    const ForwardState& state_;
    const TimelineModel& timeline_;
    Scene scene_;
};

// The picture at any step, for another thread: one call at a time.
std::function<Image(int step)> picturesOf(const ForwardState& state);

} // namespace diffuscope::ui
