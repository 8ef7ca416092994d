// ReverseWorkspace: which tool the canvas is for, and the race.
#include "ui/reverse/compare/compare_page.h"
#include "ui/reverse/race/distance_chart.h"
#include "ui/reverse/race/race_tool.h"
#include "ui/reverse/reverse_toolbar.h"
#include "ui/reverse/reverse_workspace.h"
#include "ui/reverse/sample_canvas.h"
#include "ui/reverse/sampler/sampler_panel.h"
#include "ui/reverse/step/step_page.h"
#include "ui/reverse/step/weights_chart.h"
#include "ui/widgets/form/section.h"

#include <QStackedWidget>

#include <algorithm>

namespace diffuscope::ui {

QWidget* ReverseWorkspace::toolPage() const
{
    switch (tool_) {
    case Tool::Step:
        return step_;
    case Tool::Race:
        return race_->canvas();
    case Tool::Watch:
        break;
    }
    return canvas_;
}

void ReverseWorkspace::setTool(Tool tool)
{
    const bool changed = tool != tool_;
    tool_ = tool;
    if (comparing())
        setComparing(false);
    views_->setCurrentWidget(toolPage());
    pixelSection_->setVisible(tool == Tool::Step);
    raceSection_->setVisible(tool == Tool::Race);
    foldStrips();
    showToolbar();
    if (!changed)
        return;
    timeline_->pause();
    // Racers have stops of their own: the playhead rests anywhere.
    const bool stops = tool != Tool::Race && trajectory().started();
    timeline_->setStops(stops ? trajectory().stops() : std::vector<int>(), stops);
    if (stops)
        timeline_->setAvailableStops(trajectory().frames());
    weights_->refresh();
    race_->setStep(timeline_->step());
    showFrame(); // what was hidden has not followed
    timeline_->refreshThumbnails();
}

void ReverseWorkspace::showToolbar()
{
    const bool race = tool_ == Tool::Race;
    toolbar_->setTool(race                  ? QStringLiteral("race")
                      : tool_ == Tool::Step ? QStringLiteral("step")
                                            : QStringLiteral("watch"));
    toolbar_->setVerb(race ? tr("Start race") : QString());
    toolbar_->setProgressUnit(race ? tr("%1 / %2 calls") : QString());
    if (race)
        toolbar_->setProgress(race_->race().callsDone(), race_->race().calls());
    else
        toolbar_->setProgress(std::max(0, trajectory().frames() - 1), std::max(0, trajectory().expected() - 1));
}

void ReverseWorkspace::setSampling(bool sampling)
{
    sampling_ = sampling;
    toolbar_->setRunning(sampling_ || race_->running());
}

SampleRequest ReverseWorkspace::raceBase() const
{
    SampleRequest request = sampler_->request();
    if (opened_)
        request.model = opened_->path;
    return request;
}

void ReverseWorkspace::connectRace()
{
    connect(race_, &RaceTool::statusMessage, this, &Workspace::statusMessage);
    connect(race_, &RaceTool::stepWanted, timeline_, &TimelineModel::setStep);
    connect(race_, &RaceTool::runningChanged, this, [this] { setSampling(sampling_); });
    connect(race_, &RaceTool::progressed, this, [this](int done, int total) {
        if (tool_ == Tool::Race)
            toolbar_->setProgress(done, total);
    });
}

} // namespace diffuscope::ui
