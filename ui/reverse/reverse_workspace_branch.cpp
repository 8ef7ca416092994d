// ReverseWorkspace: kept walks, branches of them, and walks that are told something while they run.
#include "core/base/worker.h"
#include "core/recipe/recipe.h"
#include "core/session/walk_plan.h"
#include "ui/reverse/explore/branch_panel.h"
#include "ui/reverse/explore/branch_request.h"
#include "ui/reverse/explore/futures_page.h"
#include "ui/reverse/explore/futures_tool.h"
#include "ui/reverse/explore/paint_palette.h"
#include "ui/reverse/explore/paint_view.h"
#include "ui/reverse/explore/walk_tree.h"
#include "ui/reverse/reverse_toolbar.h"
#include "ui/reverse/reverse_workspace.h"
#include "ui/reverse/sample_canvas.h"
#include "ui/reverse/sampler/recording_panel.h"
#include "ui/reverse/when_visible.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"
#include "ui/widgets/form/section.h"

#include <QSignalBlocker>

#include <algorithm>
#include <utility>

namespace diffuscope::ui {

void ReverseWorkspace::connectBranches()
{
    connect(branch_, &BranchPanel::changed, this, [this] { showBranching(false); });
    connect(branch_, &BranchPanel::wanted, this, &ReverseWorkspace::branchHere);
    connect(recording_, &RecordingPanel::noteChanged, this, [this] { // how much there is room for
        refreshCommands();
        showBranching(false);
    });
    connect(tree_, &WalkTree::chosen, this, &ReverseWorkspace::switchTo);
    connect(tree_, &WalkTree::removeWanted, this, &ReverseWorkspace::removeWalk);
    connect(tree_, &WalkTree::undoWanted, this, &ReverseWorkspace::putWalkBack);
    connect(tree_, &WalkTree::renamed, this, [this](int id, const QString& name) {
        runs_.rename(id, name);
        showTree();
    });
    connect(futures_->page()->paint(), &PaintView::strokesChanged, this, [this] { showBranching(false); });
    connect(&bridge_, &Bridge::samplePaused, this, [this](const SamplePaused& told) {
        if (told.job == job_ && sampling_)
            setPaused(told.paused);
    });
}

// As if all frames were new: those in common are in memory already.
std::size_t ReverseWorkspace::budgetOfBranch(int frame) const
{
    const auto all = std::size_t(trajectory().expected()), fresh = std::max<std::size_t>(1, all - std::size_t(frame));
    return std::max<std::size_t>(1, runs_.bytesLeft(recording_->budget()) / fresh * all);
}

QString ReverseWorkspace::branchReason(int frame) const
{
    if (!opened_ || frame < 0 || frame >= trajectory().frames())
        return tr("Generate something first");
    if (trajectory().frame(frame).step < 1)
        return tr("At t = 0 there is nothing left to change");
    if (opened_->path != sampledModel_.path)
        return tr("Open %1 first: this walk is of that model").arg(QString::fromStdString(sampledModel_.name));
    if (!trajectory().request().imageFiles.empty() || trajectory().request().between)
        return tr("This walk has no branches");
    if (!steers())
        if (const QString why = busyReason(); !why.isEmpty())
            return why;
    const ModelOpened& model = sampledModel_;
    const auto error = attempt([&] {
        (void)trajectoryStorage(std::size_t(trajectory().expected()), std::size_t(trajectory().pictures()),
                                std::size_t(model.channels) * std::size_t(model.side) * std::size_t(model.side),
                                budgetOfBranch(frame));
    });
    if (error)
        return tr("No room for another walk: %1 of %2 MB are used. Remove a walk, allow more memory under Recording, "
                  "or "
                  "take fewer steps.")
            .arg(number(double(runs_.bytes()) / 1e6, 0), number(double(recording_->budget()) / 1e6, 0));
    return {};
}

// A walk that runs is stopped, and goes on from where it was as a branch of what there is of it.
void ReverseWorkspace::branchHere()
{
    painting_->settle();
    Branch branch;
    branch.change = branch_->change();
    if (steers()) {
        const int newest = trajectory().frames() - 1;
        if (newest < 0)
            return;
        if (const QString why = branchReason(newest); !why.isEmpty()) { // before anything is stopped
            Q_EMIT statusMessage(why);
            return;
        }
        steered_ = Leaving{runs_.currentId(), newest, false};
        steering_ = std::move(branch);
        return bridge_.session().cancelSampling();
    }
    const int frame = trajectory().indexAt(timeline_->step());
    branch.strokes = strokesAt(frame);
    if (!branch.strokes.empty())
        branch.picture = picture_;
    branchFrom(frame, std::move(branch));
}

// What was painted at another moment, or on another sample, stays there: the view may be hidden, and has not followed.
std::vector<PaintStroke> ReverseWorkspace::strokesAt(int frame) const
{
    const bool here = painted_.walk == runs_.currentId() && painted_.frame == frame && painted_.picture == picture_;
    return here ? futures_->page()->paint()->strokes() : std::vector<PaintStroke>();
}

void ReverseWorkspace::showPaint()
{
    const int frame = trajectory().indexAt(timeline_->step());
    if (frame < 0)
        return;
    PaintView* view = futures_->page()->paint();
    PaintedOn on{trajectory().state(frame, picture_), {}, {}, trajectory().frame(frame).alphaBar};
    const int side = on.state.width;
    const auto holder = trajectory().predictionOf(frame);
    if (holder && *holder == frame + 1) { // the network has been asked about this very state
        on.data = trajectory().predictedData(*holder, picture_);
        on.noise = trajectory().predictedNoise(*holder, picture_);
    }
    futures_->page()->palette()->setColourful(on.state.channels == 3);
    const std::uint64_t seed = branch_->change().seed.value_or(requestAt(trajectory(), frame).seed);
    view->setState(on, seed + std::uint64_t(picture_));
    painted_ = {runs_.currentId(), frame, picture_};
    futures_->page()->setMoment(trajectory().frame(frame).step, side);
}

// As a branch of the walk that is shown, where the futures are its own; else as a walk beside it.
void ReverseWorkspace::keepFuture(const FuturesTool::Kept& future)
{
    if (const QString why = busyReason(); !why.isEmpty()) {
        Q_EMIT statusMessage(why);
        return;
    }
    Branch branch;
    branch.step = future.step;
    const int frame = trajectory().indexAt(future.step);
    if (frame >= 0 && trajectory().frame(frame).step == future.step) {
        SampleRequest own = trajectory().request();
        own.branches = requestAt(trajectory(), frame).branches;
        own = onePicture(std::move(own), picture_, sampledModel_.classes);
        if (diffuscope::recipeOf(own) == diffuscope::recipeOf(future.walk)) {
            branch.change.seed = future.seed - std::uint64_t(picture_); // picture k draws from seed + k
            return branchFrom(frame, std::move(branch));
        }
    }
    branch.change.seed = future.seed;
    SampleRequest request = future.walk;
    request.branches.push_back(std::move(branch));
    request.trajectoryBudget = std::max<std::size_t>(1, runs_.bytesLeft(recording_->budget()));
    leaving_.reset();
    wanted_ = {};
    sampleNow(request);
    beside_ = true;
}

void ReverseWorkspace::branchFrom(int frame, Branch branch)
{
    if (const QString why = branchReason(frame); !why.isEmpty()) {
        Q_EMIT statusMessage(why);
        return;
    }
    const bool painted = !branch.strokes.empty();
    SampleRequest request = branchedRequest(trajectory(), frame, std::move(branch));
    request.trajectoryBudget = budgetOfBranch(frame);
    leaving_ = Leaving{runs_.currentId(), frame, painted};
    for (const auto* walk = runs_.find(leaving_->parent); walk && frame < walk->splitFrame;) { // it is whose it was
        leaving_->parent = walk->parent;
        walk = runs_.find(walk->parent);
    }
    wanted_ = {};
    sampleNow(request);
}

void ReverseWorkspace::sampleNow(const SampleRequest& request)
{
    timeline_->pause();
    steered_.reset();
    beside_ = false;
    pending_ = request;
    paused_ = pausing_ = false; // that was the one before
    setSampling(true);
    toolbar_->setProgress(0, pending_.steps);
    canvas_->setWaiting(true);
    job_ = bridge_.session().sample(pending_);
}

void ReverseWorkspace::beginWalk(const SampleStarted& started)
{
    const auto leaving = std::exchange(leaving_, {});
    const TrajectorySet::Member* parent = leaving ? runs_.find(leaving->parent) : nullptr;
    const bool sameWeights = parent && parent->trajectory.recipe().weightsHash == started.recipe.weightsHash;
    const TrajectorySet::Id shown = runs_.currentId();
    if (sameWeights && runs_.branch(leaving->parent, leaving->frame, started, pending_, leaving->painted) != 0) {
        before_ = shown;
    } else {
        const bool kept = std::exchange(beside_, false);
        runs_.begin(started, pending_, kept);
        if (kept)
            before_ = shown;
        if (leaving)
            Q_EMIT statusMessage(tr("The model has other weights by now: the whole walk is made anew"));
    }
    shownJob_ = job_;
    drawnBy_[job_] = runs_.currentId();
    models_[runs_.currentId()] = sampledModel_ = *opened_;
    following_ = tool_ != Tool::Explore; // where one explores, the moment stays
    picture_ = std::clamp(wanted_.picture.value_or(picture_), 0, std::max(0, pending_.count - 1));
    showWalk();
    canvas_->setAgainst({}, {}); // B isn't finished
    toolbar_->setProgress(0, trajectory().expected() - 1);
    showFrame(); // a branch has frames from the start
}
bool ReverseWorkspace::steers() const
{
    return sampling_ && runs_.growingId() == runs_.currentId() && shownJob_ == job_;
}

// The frame that a branch would leave now; -1: there is none.
int ReverseWorkspace::branchFrame() const
{
    return steers() ? trajectory().frames() - 1 : trajectory().indexAt(timeline_->step());
}

void ReverseWorkspace::showBranching(bool anew)
{
    const int from = branchFrame();
    const bool here = tool_ == Tool::Explore || (tool_ == Tool::Watch && steers() && !welcoming_);
    branchSection_->setVisible(from >= 0 && here);
    if (from < 0 || branchSection_->isHidden())
        return;
    const auto& all = trajectory().request().branches;
    const auto before = std::count_if(all.begin(), all.end(),
                                      [&](const Branch& branch) { return trajectory().indexAt(branch.step) <= from; });
    const std::pair<TrajectorySet::Id, int> shown{runs_.currentId(), int(before)};
    if (anew || shown != branchShown_) {
        branchShown_ = shown;
        const QSignalBlocker quiet(branch_);
        branch_->setWalk(requestAt(trajectory(), from));
    }
    describing_->ask();
}

// What a branch takes, and why there can be none.
void ReverseWorkspace::describeBranch()
{
    const int from = branchFrame();
    if (from < 0)
        return;
    const QString why = branchReason(from);
    Branch branch;
    branch.change = branch_->change();
    if (!steers())
        branch.strokes = strokesAt(from);
    const std::optional<int> calls =
        networkCallsOfBranch(sampledModel_, branchedRequest(trajectory(), from, std::move(branch)));
    QString note = calls ? tr("%1 to go").arg(countText(*calls, tr("call"), tr("calls"))) : QString();
    if (calls && secondsPerCall_ > 0)
        note += QStringLiteral(", ") + roughDuration(*calls * secondsPerCall_);
    branchSection_->setNote(why.isEmpty() ? note : QString());
    const auto* walk = runs_.find(runs_.currentId());
    const QString letter = walk ? TrajectorySet::letterOf(*walk) : QString();
    const QString memory = tr("%1, %2 of %3 MB.")
                               .arg(countText(int(runs_.walks().size()), tr("walk"), tr("walks")),
                                    number(double(runs_.bytes()) / 1e6, runs_.bytes() < 10'000'000 ? 1 : 0),
                                    number(double(recording_->budget()) / 1e6, 0));
    const QString holds =
        !why.isEmpty() ? why
        : steers()
            ? tr("What you change holds from the next step on. What walk %1 has come to so far stays.").arg(letter)
            : tr("What you change holds from t = %1 to the picture. Walk %2 stays as it is.")
                  .arg(trajectory().frame(from).step)
                  .arg(letter);
    branch_->setWords(holds + QStringLiteral("\n") + memory);
    branch_->setAct(steers() ? tr("From the next step on") : tr("Branch here"), why);
}

void ReverseWorkspace::setPaused(bool paused)
{
    paused_ = paused;
    if (paused)
        pausing_ = false;
    Command& pause = *command("pause");
    pause.named(paused_    ? tr("Go on")
                : pausing_ ? tr("Pausing…")
                           : tr("Pause"),
                paused_ || pausing_ ? QStringLiteral("play") : QStringLiteral("pause"));
    pause.explained(paused_ ? tr("Go on with this walk (P)") : tr("Wait before the next step (P)"));
    if (sampling_)
        toolbar_->setSecond(&pause, paused_ ? command("one step") : nullptr);
    else
        toolbar_->setSecond(command(tool_ == Tool::Explore ? "branch" : "new seed"));
    refreshCommands();
    showBranching(false);
}

} // namespace diffuscope::ui
