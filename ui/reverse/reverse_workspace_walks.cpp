// ReverseWorkspace: kept walks: which one is shown, and their tree.
#include "ui/reverse/compare/compare_page.h"
#include "ui/reverse/compare/quality_panel.h"
#include "ui/reverse/explore/walk_lanes.h"
#include "ui/reverse/explore/walk_tree.h"
#include "ui/reverse/reverse_toolbar.h"
#include "ui/reverse/reverse_workspace.h"
#include "ui/reverse/sample_canvas.h"
#include "ui/reverse/step/jump_panel.h"
#include "ui/reverse/step/prediction_strip.h"
#include "ui/reverse/step/weights_chart.h"
#include "ui/reverse/welcome/welcome_page.h"
#include "ui/reverse/when_visible.h"
#include "ui/style/theme.h"
#include "ui/widgets/controls/notice_card.h"

#include <algorithm>

namespace diffuscope::ui {

void ReverseWorkspace::showWalk()
{
    const int step = timeline_->step();
    quality_->setPictures({});
    quality_->setSelected(picture_);
    moving_ = true;
    timeline_->setStops({}, false);
    timeline_->setSchedule(trajectory().schedule());
    timeline_->setAvailableStops(0);
    timeline_->setStops(trajectory().stops(), true);
    std::vector<int> changes;
    for (const Branch& branch : trajectory().request().branches)
        changes.push_back(branch.step);
    timeline_->setChanges(changes);
    if (trajectory().frames() > 0) {
        timeline_->setAvailableStops(trajectory().frames());
        timeline_->setStep(step);
    }
    moving_ = false;
    const SampleRequest& request = trajectory().request();
    canvas_->setExpected(request.count);
    welcome_->setExpected(request.count);
    QStringList names, shortNames;
    for (int k = 0; k < request.count; ++k) {
        names.append(nameOfSample(k));
        shortNames.append(className(k) + u' ' + QString::number(request.seed + std::uint64_t(k)));
    }
    canvas_->setNames(names, shortNames);
    welcome_->setNames(names, {}); // the pictures alone, as large as they go
    nameCompare(comparing());
    strip_->setTrajectory(&trajectory(), picture_);
    jump_->setTrajectory(&trajectory(), picture_);
    showWalkInTrials();
    weights_->setTrajectory(&trajectory(), QString::fromStdString(sampledModel_.predictionType));
    showTree();
    showBranching(true);
    foldStrips();
}

void ReverseWorkspace::switchTo(TrajectorySet::Id id)
{
    const TrajectorySet::Id shown = runs_.currentId();
    if (id == shown || !runs_.show(id))
        return;
    before_ = shown;
    showOther();
    const auto* walk = runs_.find(id);
    Q_EMIT statusMessage(tr("Walk %1: %2").arg(TrajectorySet::letterOf(*walk), walkName(*walk)));
}

// Another kept walk than before is the current one.
void ReverseWorkspace::showOther()
{
    sampledModel_ = models_[runs_.currentId()];
    following_ = false;
    limitNotice_->hide(); // it speaks of another walk
    picture_ = std::clamp(picture_, 0, std::max(0, trajectory().pictures() - 1));
    showWalk();
    if (trajectory().finished())
        quality_->setPictures(trajectory().states(trajectory().frames() - 1));
    showAgainst();
    showFrame();
    strip_->refresh();
    timeline_->refreshThumbnails();
    showExport();
    if (!sampling_)
        toolbar_->setProgress(std::max(0, trajectory().frames() - 1), trajectory().expected() - 1);
}

void ReverseWorkspace::switchBy(int lanes)
{
    const auto walks = runs_.walks();
    const auto shown =
        std::find_if(walks.begin(), walks.end(), [this](const auto* walk) { return walk->id == runs_.currentId(); });
    if (shown == walks.end())
        return;
    const int at = std::clamp(int(shown - walks.begin()) + lanes, 0, int(walks.size()) - 1);
    switchTo(walks[std::size_t(at)]->id);
}

void ReverseWorkspace::compareWithBefore()
{
    const auto walks = runs_.walks();
    TrajectorySet::Id other = before_;
    if (other == runs_.currentId() || !runs_.find(other))
        for (const auto* walk : walks)
            if (walk->id != runs_.currentId())
                other = walk->id;
    if (comparing())
        return setComparing(false);
    setComparing(true);
    compare_->choose(QStringLiteral("walk:%1").arg(other), QStringLiteral("now"));
}

void ReverseWorkspace::removeWalk(TrajectorySet::Id id)
{
    const auto* walk = runs_.find(id);
    if (!walk)
        return;
    if (sampling_ && id == runs_.growingId()) {
        Q_EMIT statusMessage(tr("This walk still runs: stop it first"));
        return;
    }
    const QString name = TrajectorySet::letterOf(*walk);
    const TrajectorySet::Id shown = runs_.currentId();
    if (!runs_.takeOut(id)) {
        Q_EMIT statusMessage(tr("The only walk stays"));
        return;
    }
    if (shown != runs_.currentId())
        showOther();
    showTree();
    Q_EMIT statusMessage(tr("Walk %1 is removed. Ctrl+Z in the tree brings it back.").arg(name));
}

void ReverseWorkspace::putWalkBack()
{
    const TrajectorySet::Id id = runs_.putBack();
    if (id == 0) {
        Q_EMIT statusMessage(tr("No walk has been removed"));
        return;
    }
    showTree();
    switchTo(id);
}

QString ReverseWorkspace::walkName(const TrajectorySet::Member& walk) const { return nameOfWalk(walk, models_); }

void ReverseWorkspace::showTree()
{
    laying_->ask();
    refreshCommands();
}

void ReverseWorkspace::layTree()
{
    WalkLanes::Shown shown{picture_, sampling_ ? runs_.growingId() : 0, comparing() ? before_ : 0, opened_};
    tree_->setLanes(lanes_.lanesOf(runs_, models_, shown),
                    trajectory().started() ? trajectory().schedule().timesteps() : 1000);
}

} // namespace diffuscope::ui
