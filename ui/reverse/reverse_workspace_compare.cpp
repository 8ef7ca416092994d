// ReverseWorkspace: A against B.
#include "ui/reverse/compare/compare_page.h"
#include "ui/reverse/compare/quality_panel.h"
#include "ui/reverse/faults/break_panel.h"
#include "ui/reverse/reverse_workspace.h"
#include "ui/reverse/sample_canvas.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"

#include <QStackedWidget>

#include <algorithm>

namespace diffuscope::ui {

namespace {
constexpr QLatin1String kNow("now"), kPrediction("guess"), kEnd("end"), kKept("kept"), kKeptEnd("keptEnd"),
    kNear("nearest"), kStart("start"), kBroken("broken"), kSample("sample:"), kWalk("walk:"), kWalkEnd("walkEnd:");

// "DPM++" and "20 steps, 1.4 s"
AgainstStrip::Made madeBy(const Trajectory& run)
{
    const QString steps = countText(run.expected() - 1, ReverseWorkspace::tr("step"), ReverseWorkspace::tr("steps"));
    return {samplerName(run),
            run.seconds() > 0 ? ReverseWorkspace::tr("%1, %2 s").arg(steps, number(run.seconds(), 1)) : steps};
}

} // namespace

void ReverseWorkspace::keepAsA()
{
    if (runs_.keepAsA() == 0) {
        Q_EMIT statusMessage(tr("Generate something first; then keep it as A."));
        return;
    }
    const QString name = nameOf(runs_.a()->trajectory);
    compare_->setKept(name);
    showAgainst();
    showComparison();
    if (comparing())
        compare_->choose(kKept, kNow);
    Q_EMIT statusMessage(tr("Kept as A: %1. Change a setting, generate, then press B.").arg(name));
}

bool ReverseWorkspace::comparing() const { return views_->currentWidget() == compare_; }

void ReverseWorkspace::setComparing(bool on)
{
    if (on && trajectory().frames() == 0) {
        nameCompare(false);
        Q_EMIT statusMessage(tr("Generate something first; then compare."));
        return;
    }
    nameCompare(on);
    if (on == comparing())
        return;
    views_->setCurrentWidget(on ? compare_ : toolPage());
    if (!on)
        return showFrame(); // the canvas has not followed meanwhile
    const bool chosen = !compare_->first().isEmpty();
    showComparison();
    if (runs_.a() && (!chosen || (compare_->first() != kKept && compare_->first() != kKeptEnd)))
        compare_->choose(kKept, kNow);
    else if (!chosen)
        compare_->choose(timeline_->step() > 0 ? kNow : kStart, kEnd); // two that differ
}

void ReverseWorkspace::showComparison()
{
    if (!comparing())
        return;
    const int step = timeline_->step();
    const bool finished = trajectory().finished();
    QList<ComparePage::Choice> choices;
    if (const auto* a = runs_.a()) {
        const QString name = nameOf(a->trajectory);
        choices << ComparePage::Choice{kKept, tr("Kept run, t = %1 (%2)").arg(step).arg(name)}
                << ComparePage::Choice{kKeptEnd, a->trajectory.finished()
                                                     ? tr("Kept run, finished (%1)").arg(name)
                                                     : tr("Kept run, as far as it went (%1)").arg(name)};
    }
    choices << ComparePage::Choice{kNow, tr("The sample now, t = %1").arg(step)}
            << ComparePage::Choice{kEnd, finished ? tr("The sample, finished") : tr("The sample, newest step")}
            << ComparePage::Choice{kStart, tr("The noise it started from")}
            << ComparePage::Choice{kPrediction, tr("Where it thinks it is going")};
    if (break_->broken().frames() > 0)
        choices << ComparePage::Choice{kBroken, tr("The broken walk, t = %1").arg(step)};
    for (const auto* walk : runs_.walks())
        if (walk->id != runs_.currentId() && walk->trajectory.frames() > 0)
            choices << ComparePage::Choice{kWalk + QString::number(walk->id), tr("Walk %1, t = %2 (%3)")
                                                                                  .arg(TrajectorySet::letterOf(*walk))
                                                                                  .arg(step)
                                                                                  .arg(walkName(*walk))}
                    << ComparePage::Choice{
                           kWalkEnd + QString::number(walk->id),
                           tr("Walk %1, its end (%2)").arg(TrajectorySet::letterOf(*walk), walkName(*walk))};
    if (quality_->nearestTo(picture_))
        choices << ComparePage::Choice{kNear, tr("The nearest training picture")};
    for (int k = 0; k < trajectory().pictures(); ++k)
        choices << ComparePage::Choice{kSample + QString::number(k), tr("Sample %1, t = %2").arg(k + 1).arg(step)};
    compare_->setChoices(choices);
    compare_->refresh();
}

// In small beside the pictures, once this run is another one than the kept one, and both are finished.
void ReverseWorkspace::showAgainst()
{
    const auto* a = runs_.a();
    const Trajectory& b = trajectory();
    const bool other = a && a->trajectory.finished() && b.finished() && a->trajectory.recipe() != b.recipe();
    if (!other)
        return canvas_->setAgainst({}, {});
    const Trajectory& run = a->trajectory;
    canvas_->setAgainst(run.state(run.frames() - 1, std::min(picture_, run.pictures() - 1)),
                        b.state(b.frames() - 1, picture_), madeBy(run), madeBy(b));
}

CompareView::Side ReverseWorkspace::comparedSide(const QString& id) const
{
    CompareView::Side side;
    const int now = trajectory().indexAt(timeline_->step()), last = trajectory().frames() - 1;
    if (now < 0)
        return side;
    const int step = trajectory().frame(now).step;
    if ((id == kKept || id == kKeptEnd) && runs_.a()) {
        const Trajectory& run = runs_.a()->trajectory;
        const int frame = id == kKept ? run.indexAt(timeline_->step()) : run.frames() - 1;
        const int picture = std::min(picture_, run.pictures() - 1);
        side.image = run.state(frame, picture);
        side.words = tr("kept run, sample %1, t = %2").arg(picture + 1).arg(run.frame(frame).step);
        side.data = run.frame(frame).step == 0;
    } else if (id.startsWith(kWalk) || id.startsWith(kWalkEnd)) {
        const bool end = id.startsWith(kWalkEnd);
        const auto* walk = runs_.find(id.mid(end ? kWalkEnd.size() : kWalk.size()).toInt());
        if (!walk || walk->trajectory.frames() == 0)
            return side;
        const Trajectory& run = walk->trajectory;
        const int frame = end ? run.frames() - 1 : run.indexAt(timeline_->step());
        side.image = run.state(frame, std::min(picture_, run.pictures() - 1));
        side.words = tr("walk %1, t = %2").arg(TrajectorySet::letterOf(*walk)).arg(run.frame(frame).step);
        side.data = run.frame(frame).step == 0;
    } else if (id == kEnd) {
        const bool done = trajectory().finished();
        side.image = trajectory().state(last, picture_);
        side.words = done ? tr("finished") : tr("newest, t = %1").arg(trajectory().frame(last).step);
        side.data = done;
    } else if (id == kBroken && break_->broken().frames() > 0) {
        const Trajectory& broken = break_->broken();
        const int frame = broken.indexAt(timeline_->step());
        side.image = broken.state(frame, break_->picture());
        side.words = tr("broken, t = %1").arg(broken.frame(frame).step);
        side.frame = Concept::Error;
        side.data = broken.frame(frame).step == 0;
    } else if (id == kStart) {
        side.image = trajectory().state(0, picture_);
        side.words = tr("the noise at the start");
        side.data = false;
    } else if (id == kPrediction) {
        const auto holder = trajectory().predictionOf(now);
        side.image = holder ? trajectory().predictedData(*holder, picture_) : Image();
        side.words = tr("where it thinks it is going");
        side.frame = Concept::Prediction;
    } else if (id == kNear) {
        const Image* nearest = quality_->nearestTo(picture_);
        side.image = nearest ? *nearest : Image();
        side.words = tr("nearest in training");
        side.frame = Concept::Signal;
    } else {
        const bool other = id.startsWith(kSample);
        const int picture = other ? id.mid(kSample.size()).toInt() : picture_;
        side.image = trajectory().state(now, picture);
        side.words = tr("sample %1, t = %2").arg(picture + 1).arg(step);
        side.data = step == 0;
    }
    return side;
}

} // namespace diffuscope::ui
