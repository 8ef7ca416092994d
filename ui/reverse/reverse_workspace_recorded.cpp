// ReverseWorkspace: walks that are kept with every step in the gallery, and are watched again without being drawn.
#include "core/recipe/recipe.h"
#include "ui/reverse/reverse_workspace.h"
#include "ui/reverse/sample_canvas.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/form/section.h"

#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace diffuscope::ui {

void ReverseWorkspace::connectRecorded()
{
    Command& keep = addCommand("keep walk", tr("Keep the walk"));
    keep.foundBy(tr("record pin film gallery disk save steps"))
        .named(tr("Keep the walk"), QStringLiteral("film"))
        .explained(tr("With every step, in the gallery: it can be watched again without being drawn, also without its "
                      "model"))
        .disabledBy([this] { return keepWalkReason(); })
        .does([this] { keepShownWalk(); });
    auto* button = new Button(tr("Keep the walk"), QStringLiteral("film"));
    button->setObjectName(QStringLiteral("keepWalk"));
    Command::bind(button, &keep);
    recordingSection_->body()->addWidget(button);
    connect(&bridge_, &Bridge::galleryWalk, this, &ReverseWorkspace::showRecorded);
    connect(&bridge_, &Bridge::galleryChanged, this, &ReverseWorkspace::onGalleryChanged);
    connect(&bridge_, &Bridge::failed, this, [this](const Failed& failure) {
        if (keeping_.erase(failure.job) > 0) // the window says why
            refreshCommands();
    });
}

QString ReverseWorkspace::keepWalkReason() const
{
    const TrajectorySet::Id shown = runs_.currentId();
    if (trajectory().frames() == 0)
        return tr("Generate something first");
    if (!trajectory().finished())
        return tr("This walk has not come to its end");
    if (recorded_.contains(shown))
        return tr("This walk is kept already");
    if (std::any_of(keeping_.begin(), keeping_.end(), [shown](const auto& one) { return one.second == shown; }))
        return tr("This walk is being kept");
    if (!inGallery_.contains(shown))
        return tr("Its pictures are not in the gallery");
    return {};
}

void ReverseWorkspace::keepShownWalk()
{
    const TrajectorySet::Id shown = runs_.currentId();
    RecordedWalk walk;
    walk.started.frameCount = trajectory().expected();
    walk.started.frameSteps = trajectory().stops();
    walk.started.betas = trajectory().schedule().betas();
    walk.started.storage = trajectory().storage();
    walk.started.recipe = trajectory().recipe();
    walk.started.up = trajectory().up();
    for (int k = 0; k < trajectory().frames(); ++k)
        walk.frames.push_back(trajectory().sharedFrame(k));
    walk.model = models_[shown];
    walk.seconds = trajectory().seconds();
    keeping_[bridge_.session().keepWalk(inGallery_.at(shown), walk)] = shown;
    Q_EMIT statusMessage(tr("Keeping the walk…"));
    refreshCommands();
}

void ReverseWorkspace::onGalleryChanged(const GalleryChanged& changed)
{
    for (const auto& [job, picture] : changed.walks)
        if (const auto drawn = drawnBy_.find(job); drawn != drawnBy_.end()) {
            inGallery_[drawn->second] = picture;
            drawnBy_.erase(drawn);
        }
    if (changed.change.forgetWalk || changed.walksPruned > 0)
        recorded_.clear(); // which they were is the gallery's to know: they may be kept once more
    if (changed.change.deleted)
        followDeleted(changed.change);
    if (const auto kept = keeping_.find(changed.job); kept != keeping_.end()) {
        recorded_.insert(kept->second);
        keeping_.erase(kept);
        Q_EMIT statusMessage(tr("The walk is kept in the gallery, with every step"));
    }
    refreshCommands();
}

// A walk whose picture is gone has no place in the gallery, until the picture is put back.
void ReverseWorkspace::followDeleted(const GalleryChange& change)
{
    auto& from = *change.deleted ? inGallery_ : deletedFrom_;
    auto& to = *change.deleted ? deletedFrom_ : inGallery_;
    const std::set<GalleryId> meant(change.ids.begin(), change.ids.end());
    for (auto walk = from.begin(); walk != from.end();) {
        if (!meant.contains(walk->second)) {
            ++walk;
            continue;
        }
        if (*change.deleted)
            recorded_.erase(walk->first);
        to.insert(*walk);
        walk = from.erase(walk);
    }
}

void ReverseWorkspace::showRecorded(const GalleryWalk& kept)
{
    if (kept.job < job_) // something is drawn that was asked for later
        return;
    if (sampling_)
        bridge_.session().cancelSampling();
    timeline_->pause();
    steered_.reset();
    leaving_.reset();
    wanted_ = {};
    job_ = shownJob_ = 0; // what the cancelled one still tells is nobody's
    setSampling(false);
    canvas_->setWaiting(false);
    if (comparing())
        setComparing(false);
    leaveWelcome();
    const RecordedWalk& walk = kept.walk;
    runs_.begin(walk.started, diffuscope::requestOf(walk.started.recipe));
    for (const FramePtr& frame : walk.frames)
        runs_.add(frame);
    runs_.setSeconds(walk.seconds);
    const TrajectorySet::Id shown = runs_.currentId();
    const bool open = opened_ && opened_->path == walk.model.path && opened_->trainedSteps == walk.model.trainedSteps;
    models_[shown] = open ? *opened_ : walk.model;
    inGallery_[shown] = kept.entry.id;
    recorded_.insert(shown);
    picture_ = kept.entry.picture;
    pages_->setCurrentIndex(1); // also where no model is open
    setTool(Tool::Watch);
    showOther();
    timeline_->setStep(0);
    refreshCommands();
    Q_EMIT statusMessage(tr("The walk is there again as it was recorded, %1")
                             .arg(countText(trajectory().frames(), tr("frame"), tr("frames"))));
}

} // namespace diffuscope::ui
