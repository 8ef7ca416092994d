// ReverseWorkspace: what is asked of the sampler, and when.
#include "core/session/walk_plan.h"
#include "ui/reverse/compare/quality_panel.h"
#include "ui/reverse/edit/edit_tool.h"
#include "ui/reverse/explore/futures_tool.h"
#include "ui/reverse/faults/break_panel.h"
#include "ui/reverse/race/race_tool.h"
#include "ui/reverse/reverse_toolbar.h"
#include "ui/reverse/reverse_workspace.h"
#include "ui/reverse/sample_canvas.h"
#include "ui/reverse/sampler/draw_panel.h"
#include "ui/reverse/sampler/recording_panel.h"
#include "ui/reverse/sampler/sampler_panel.h"
#include "ui/reverse/start/start_panel.h"
#include "ui/reverse/step/blur_panel.h"
#include "ui/reverse/when_visible.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/form/section.h"

#include <utility>

namespace diffuscope::ui {

void ReverseWorkspace::generate()
{
    if (!opened_) {
        Q_EMIT statusMessage(tr("Train a model or open one first."));
        return;
    }
    if (restoring_) { // what is open is not what the recipe means
        generateWhenOpen_ = true;
        return;
    }
    if (const QString why = busyReason(); !why.isEmpty()) {
        Q_EMIT statusMessage(why);
        return;
    }
    if (tool_ == Tool::Edit) {
        notice_->hide();
        return edit_->start();
    }
    if (const QString why = start_->problem(); !why.isEmpty()) {
        startSection_->setOpen(true);
        Q_EMIT statusMessage(why);
        return;
    }
    notice_->hide();
    if (tool_ == Tool::Race)
        return race_->start();
    if (tool_ == Tool::Explore)
        return futures_->start(restoredFutures());
    drawSamples();
}

void ReverseWorkspace::drawSamples()
{
    if (!sampler_->seedLocked() && !sampler_->saysSeedInstead() && generated_)
        sampler_->drawSeed();
    generated_ = true;
    SampleRequest request = raceBase();
    request.branches = std::exchange(restoredBranches_, {});
    const Moment shown = std::exchange(restored_, {});
    sample(request);
    wanted_ = shown;
}

bool ReverseWorkspace::drawsAlone() const
{
    return sampling_ && !race_->running() && !futures_->running() && !edit_->running() && !break_->running() &&
           !blur_->running();
}

// A class was chosen to be drawn, whatever is being drawn of another one. The other tools draw when they are told to.
void ReverseWorkspace::drawClass()
{
    if (tool_ != Tool::Watch && tool_ != Tool::Step)
        return;
    if (!opened_ || restoring_ || !start_->problem().isEmpty() || (!drawsAlone() && !busyReason().isEmpty()))
        return generate(); // says why not
    notice_->hide();
    drawSamples();
}

// Once somebody sees the tiles, and while nothing else is drawn that somebody waits for.
void ReverseWorkspace::wantClassSamples()
{
    const bool wanted = opened_ && opened_->path != "training" && sampler_->drawing()->wantsSamples();
    if (wanted && busyReason().isEmpty() && classesFor_ != opened_->path)
        classesJob_ = bridge_.session().drawClassSamples(classesFor_ = opened_->path);
}

void ReverseWorkspace::sample(const SampleRequest& request)
{
    limitNotice_->hide();
    SampleRequest whole = request;
    whole.trajectoryBudget = recording_->budget();
    leaving_.reset();
    wanted_ = {};
    sampleNow(whole);
}

void ReverseWorkspace::showPlans()
{
    blur_->refresh(); // the guess is of these settings
    toolbar_->setCount(sampler_->count());
    drawSection_->setNote(sampler_->drawing()->className());
    const std::optional<int> calls = opened_ ? networkCalls(*opened_, raceBase()) : std::nullopt;
    samplerSection_->setNote(calls ? countText(*calls, tr("network call"), tr("network calls")) : QString());
    if (!trajectory().started())
        canvas_->setExpected(sampler_->count());
    recording_->setNext(opened_.value_or(ModelOpened{}), raceBase());
    race_->setBudget(recording_->budget());
    race_->describe();
    futures_->describe();
    edit_->setBudget(recording_->budget());
    edit_->refresh();
}

void ReverseWorkspace::newSeed()
{
    if (const QString why = busyReason(); !why.isEmpty()) {
        Q_EMIT statusMessage(why);
        return;
    }
    sampler_->drawSeed();
    if (tool_ == Tool::Edit)
        edit_->drawSeeds();
    generated_ = false; // this seed is the one wanted
    generate();
}

void ReverseWorkspace::setSampling(bool sampling)
{
    sampling_ = sampling;
    if (!sampling)
        paused_ = pausing_ = false;
    toolbar_->setRunning(sampling_ || race_->running() || futures_->running() || edit_->running() || break_->running());
    setPaused(paused_);
    const QString busy = busyReason(); // everything that could start a sampling besides
    blur_->setBusy(busy);
    break_->setBusy(busy);
    futures_->setBusy(busy);
    race_->setBusy(busy);
    quality_->setBusy(busy);
    classing_->ask();
}

QString ReverseWorkspace::busyReason() const
{
    return toolbar_->running() || blur_->running() ? tr("Something is being sampled: wait for it, or stop it")
                                                   : QString();
}

SampleRequest ReverseWorkspace::samplerSettings() const
{
    SampleRequest request = sampler_->request();
    if (opened_)
        request.model = opened_->path;
    return request;
}

SampleRequest ReverseWorkspace::raceBase() const
{
    SampleRequest request = samplerSettings();
    start_->addTo(request);
    if (!startNoise_ || !sampler_->saysSeedInstead() || request.from.given())
        return request;
    request.weightsHash = startWeights_;
    request.between = startNoise_; // a picture's own noise: one picture, of one class or none
    request.count = 1;
    if (opened_ && opened_->classes > 0 && request.classes.empty())
        request.classes = {opened_->guidable ? opened_->classes : 0};
    return request;
}

// With the sampler and the steps that the noise was found for; both may then be others.
void ReverseWorkspace::useStartNoise(const SampleRequest& request)
{
    if (const QString why = busyReason(); !why.isEmpty()) {
        Q_EMIT statusMessage(why);
        return;
    }
    start_->setWay(StartPanel::Way::Noise);
    sampler_->setRequest(request);
    holdNoise(request);
    setTool(Tool::Watch);
    sample(raceBase());
}

void ReverseWorkspace::holdNoise(const SampleRequest& request)
{
    startNoise_ = request.between;
    startWeights_ = request.weightsHash;
    sampler_->setSeedInstead(tr("from picture"));
}

} // namespace diffuscope::ui
