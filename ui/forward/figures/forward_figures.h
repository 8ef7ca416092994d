#pragma once
#include "ui/export/figure.h"
#include "ui/forward/evidence/journey_plot.h"
#include "ui/forward/forward_state.h"
#include "ui/forward/picture/picture_recipe.h"

namespace diffuscope::ui {

// What the Forward mode's figures show: copies, so that drawing may take its time on a worker.
struct ForwardScene {
    ForwardState::Mix mix;
    Image original; // x_0, which files keep beside the recipe
    ForwardRecipe recipe;
    std::string json; // of the recipe
    Schedule schedule = makeSchedule({});
    JourneyPlot journey;
    QPoint probe;
    int channel = 0;
};

// The picture equation at one step. Settings: "caption", "probe".
std::vector<ParamSpec> equationFigureParams();
Figure equationFigure(const ForwardScene& scene, const ParamValues& values);

// Pictures side by side, each with its t and alpha-bar. Settings: "count", "steps", "columns", "captions", "caption".
std::vector<ParamSpec> stripFigureParams();
// The steps that a strip shows: those listed in "steps" ("0 100 250, 1000"), else "count" evenly spaced ones. Throws
// Error naming the first word that is no step of 0 .. T.
std::vector<int> stripSteps(const ParamValues& values, int timesteps);
Figure stripFigure(const ForwardScene& scene, const ParamValues& values, const std::vector<int>& steps,
                   const std::function<Image(int step)>& picture); // `picture` is called while drawing, on a worker

// The plots. Setting: "caption".
std::vector<ParamSpec> plotFigureParams();
Figure journeyFigure(const ForwardScene& scene, const ParamValues& values);
Figure scheduleFigure(const ForwardScene& scene, const ParamValues& values);
Figure histogramFigure(const ForwardScene& scene, const ParamValues& values);

} // namespace diffuscope::ui
