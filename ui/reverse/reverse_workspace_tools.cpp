// ReverseWorkspace: which tool the canvas is for, and the race.
#include "ui/export/export_panel.h"
#include "ui/reverse/edit/edit_tool.h"
#include "ui/reverse/explore/branch_request.h"
#include "ui/reverse/explore/futures_tool.h"
#include "ui/reverse/race/race_tool.h"
#include "ui/reverse/reverse_toolbar.h"
#include "ui/reverse/reverse_workspace.h"
#include "ui/reverse/sample_canvas.h"
#include "ui/reverse/sampler/sampler_panel.h"
#include "ui/reverse/start/start_panel.h"
#include "ui/reverse/start/start_picture.h"
#include "ui/reverse/step/step_page.h"
#include "ui/reverse/step/weights_chart.h"
#include "ui/reverse/welcome/welcome_page.h"
#include "ui/widgets/form/section.h"

#include <QStackedWidget>

#include <algorithm>
#include <utility>

namespace diffuscope::ui {

QWidget* ReverseWorkspace::toolPage() const
{
    switch (tool_) {
    case Tool::Step:
        return step_;
    case Tool::Explore:
        return futures_->canvas();
    case Tool::Race:
        return race_->canvas();
    case Tool::Edit:
        return edit_->canvas();
    case Tool::Watch:
        break;
    }
    if (welcoming_)
        return welcome_;
    return canvas_;
}

void ReverseWorkspace::setTool(Tool tool)
{
    const bool changed = tool != tool_;
    tool_ = tool;
    leaveWelcome();
    if (comparing())
        setComparing(false);
    views_->setCurrentWidget(toolPage());
    pixelSection_->setVisible(tool == Tool::Step);
    breakSection_->setVisible(tool == Tool::Step);
    raceSection_->setVisible(tool == Tool::Race);
    editSection_->setVisible(tool == Tool::Edit);
    startSection_->setVisible(tool != Tool::Edit); // it has its own
    foldStrips();
    showToolbar();
    showBranching(false);
    setPaused(paused_); // the second button is another one
    if (!changed)
        return;
    timeline_->pause();
    // Racers have stops of their own, and a strength is any: the playhead rests anywhere.
    showAxis();
    const bool stops = tool != Tool::Race && tool != Tool::Edit && trajectory().started();
    timeline_->setStops(stops ? trajectory().stops() : std::vector<int>(), stops);
    if (stops)
        timeline_->setAvailableStops(trajectory().frames());
    weights_->refresh();
    futures_->setStep(timeline_->step());
    race_->setStep(timeline_->step());
    if (tool == Tool::Edit)
        edit_->enter();
    showExport();
    showTitle();
    showFrame(); // what was hidden has not followed
    timeline_->refreshThumbnails();
}

// A strength is a noise level of the model that is open, whatever made the walk that is shown beside it.
void ReverseWorkspace::showAxis()
{
    const bool ofWalk = tool_ != Tool::Edit && trajectory().started();
    if (!ofWalk && !opened_)
        return;
    const Schedule schedule = ofWalk ? trajectory().schedule() : Schedule(opened_->betas);
    if (schedule.betas() != timeline_->schedule().betas())
        timeline_->setSchedule(schedule);
}

void ReverseWorkspace::showToolbar()
{
    switch (tool_) {
    case Tool::Watch:
    case Tool::Step:
        toolbar_->setTool(tool_ == Tool::Step ? QStringLiteral("step") : QStringLiteral("watch"));
        toolbar_->setVerb({});
        toolbar_->setProgressUnit({});
        toolbar_->setProgress(std::max(0, trajectory().frames() - 1), std::max(0, trajectory().expected() - 1));
        break;
    case Tool::Explore:
        toolbar_->setTool(QStringLiteral("explore"));
        toolbar_->setVerb(tr("%1 futures").arg(restoredFan_ ? restoredFan_->futures.count : FuturesRequest().futures));
        toolbar_->setProgressUnit(tr("%1 / %2 calls"));
        toolbar_->setProgress(0, 0);
        break;
    case Tool::Race:
        toolbar_->setTool(QStringLiteral("race"));
        toolbar_->setVerb(tr("Start race"));
        toolbar_->setProgressUnit(tr("%1 / %2 calls"));
        toolbar_->setProgress(race_->race().callsDone(), race_->race().calls());
        break;
    case Tool::Edit:
        toolbar_->setTool(QStringLiteral("edit"));
        toolbar_->setVerb(edit_->way().verb());
        toolbar_->setProgressUnit(tr("%1 / %2 calls"));
        toolbar_->setProgress(edit_->way().run().callsDone(), edit_->way().run().calls());
        break;
    }
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

// As the settings are now, and from the noise of the sample that is shown.
SampleRequest ReverseWorkspace::shownWalk() const
{
    SampleRequest walk = raceBase();
    const int frame = trajectory().indexAt(timeline_->step());
    if (frame >= 0 && !trajectory().request().branches.empty()) { // of a branch itself, as it is there
        walk = trajectory().request();
        walk.branches = requestAt(trajectory(), frame).branches;
    }
    walk.trajectoryBudget = 0;
    walk.count = std::max(walk.count, picture_ + 1); // the settings may ask for fewer by now
    if (frame >= 0 && opened_ && opened_->path == sampledModel_.path)
        walk.weightsHash = trajectory().recipe().weightsHash;
    return onePicture(std::move(walk), picture_, opened_ ? opened_->classes : 0);
}

void ReverseWorkspace::connectFutures()
{
    connect(futures_, &FuturesTool::statusMessage, this, &Workspace::statusMessage);
    connect(futures_->chart(), &SpreadChart::stepPicked, timeline_, &TimelineModel::setStep);
    connect(futures_, &FuturesTool::keepWanted, this, &ReverseWorkspace::keepFuture);
    connect(futures_, &FuturesTool::runningChanged, this, [this] { setSampling(sampling_); });
    connect(futures_, &FuturesTool::progressed, this, [this](int done, int total) {
        if (tool_ == Tool::Explore)
            toolbar_->setProgress(done, total);
    });
}

void ReverseWorkspace::connectEdit()
{
    connect(edit_, &EditTool::statusMessage, this, &Workspace::statusMessage);
    connect(edit_, &EditTool::stepWanted, timeline_, &TimelineModel::setStep);
    connect(edit_, &EditTool::runningChanged, this, [this] { setSampling(sampling_); });
    connect(edit_, &EditTool::wayChanged, this, [this] {
        showToolbar();
        showTitle();
        timeline_->refreshThumbnails();
    });
    connect(edit_, &EditTool::resultsChanged, this, [this] {
        if (tool_ == Tool::Edit)
            showExport();
    });
    connect(edit_->source(), &StartPicture::changed, timeline_, &TimelineModel::refreshThumbnails);
    connect(edit_, &EditTool::filmChanged, this, [this] {
        if (tool_ == Tool::Edit)
            timeline_->refreshThumbnails();
    });
    connect(edit_, &EditTool::progressed, this, [this](int done, int total) {
        if (tool_ == Tool::Edit)
            toolbar_->setProgress(done, total);
    });
    connect(edit_, &EditTool::walkWanted, this, &ReverseWorkspace::useStartNoise);
    connect(edit_, &EditTool::sampleWanted, this, [this](bool second) {
        if (!trajectory().finished()) {
            Q_EMIT statusMessage(tr("Generate something in Watch first"));
            return;
        }
        const Image sample = trajectory().state(trajectory().frames() - 1, picture_);
        edit_->source(second)->use(sample, tr("sample %1").arg(picture_ + 1));
    });
}

void ReverseWorkspace::showExport()
{
    const bool ready = tool_ == Tool::Edit ? edit_->hasResults() : trajectory().frames() > 0;
    export_->setReady(ready, ready ? QString() : tr("Generate something first."));
    toolbar_->setExportEnabled(ready);
}

void ReverseWorkspace::connectStart()
{
    connect(start_, &StartPanel::changed, this, [this] {
        if (start_->way() != StartPanel::Way::Noise && sampler_->saysSeedInstead())
            sampler_->setSeedInstead({});
        startSection_->setNote(start_->note());
        showPlans();
    });
    connect(start_, &StartPanel::statusMessage, this, &Workspace::statusMessage);
    connect(start_, &StartPanel::sampleWanted, this, [this] {
        if (!trajectory().finished()) {
            Q_EMIT statusMessage(tr("Generate something first"));
            return;
        }
        const Image sample = trajectory().state(trajectory().frames() - 1, picture_);
        start_->use(sample, tr("sample %1").arg(picture_ + 1));
    });
}

} // namespace diffuscope::ui
