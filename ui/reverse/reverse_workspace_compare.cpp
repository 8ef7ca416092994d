// ReverseWorkspace: A against B.
#include "ui/reverse/compare/compare_page.h"
#include "ui/reverse/compare/quality_panel.h"
#include "ui/reverse/reverse_workspace.h"
#include "ui/reverse/sample_canvas.h"

#include <QStackedWidget>

#include <algorithm>

namespace diffuscope::ui {

namespace {
constexpr QLatin1String kNow("now"), kGuess("guess"), kEnd("end"), kKept("kept"), kKeptEnd("keptEnd"), kNear("nearest"),
    kStart("start"), kSample("sample:");
} // namespace

QString ReverseWorkspace::runName() const
{
    const SampleRequest& request = trajectory_.request();
    return tr("%1, %2 steps, seed %3")
        .arg(QString::fromStdString(request.sampler).toUpper())
        .arg(trajectory_.expected() - 1)
        .arg(request.seed);
}

void ReverseWorkspace::keepAsA()
{
    if (trajectory_.frames() == 0) {
        Q_EMIT statusMessage(tr("Generate something first; then keep it as A."));
        return;
    }
    kept_ = KeptRun{trajectory_, runName()};
    if (!kept_->finished())
        kept_->name += tr(", up to t = %1").arg(trajectory_.frame(trajectory_.frames() - 1).step);
    compare_->setKept(kept_->name);
    showAgainst();
    showComparison();
    if (comparing())
        compare_->choose(kKept, kNow);
    Q_EMIT statusMessage(tr("Kept as A: %1. Change a setting, generate, then press B.").arg(kept_->name));
}

bool ReverseWorkspace::comparing() const { return views_->currentWidget() == compare_; }

void ReverseWorkspace::setComparing(bool on)
{
    if (on && trajectory_.frames() == 0) {
        nameCompare(false);
        Q_EMIT statusMessage(tr("Generate something first; then compare."));
        return;
    }
    nameCompare(on);
    if (on == comparing())
        return;
    views_->setCurrentIndex(on ? 1 : 0);
    if (!on)
        return showFrame(); // the canvas has not followed meanwhile
    const bool chosen = !compare_->first().isEmpty();
    showComparison();
    if (kept_ && (!chosen || (compare_->first() != kKept && compare_->first() != kKeptEnd)))
        compare_->choose(kKept, kNow);
    else if (!chosen)
        compare_->choose(timeline_->step() > 0 ? kNow : kStart, kEnd); // two that differ
}

void ReverseWorkspace::showComparison()
{
    if (!comparing())
        return;
    const int step = timeline_->step();
    const bool finished = trajectory_.frames() == trajectory_.expected();
    QList<ComparePage::Choice> choices;
    if (kept_)
        choices << ComparePage::Choice{kKept, tr("Kept run, t = %1 (%2)").arg(step).arg(kept_->name)}
                << ComparePage::Choice{kKeptEnd, kept_->finished()
                                                     ? tr("Kept run, finished (%1)").arg(kept_->name)
                                                     : tr("Kept run, as far as it went (%1)").arg(kept_->name)};
    choices << ComparePage::Choice{kNow, tr("The sample now, t = %1").arg(step)}
            << ComparePage::Choice{kEnd, finished ? tr("The sample, finished") : tr("The sample, newest step")}
            << ComparePage::Choice{kStart, tr("The noise it started from")}
            << ComparePage::Choice{kGuess, tr("Where it thinks it is going")};
    if (quality_->nearestTo(picture_))
        choices << ComparePage::Choice{kNear, tr("The nearest training picture")};
    for (int k = 0; k < trajectory_.pictures(); ++k)
        choices << ComparePage::Choice{kSample + QString::number(k), tr("Sample %1, t = %2").arg(k + 1).arg(step)};
    compare_->setChoices(choices);
    compare_->refresh();
}

// In small beside the pictures, once this run is another one than the kept one, and both are finished.
void ReverseWorkspace::showAgainst()
{
    const int frames = trajectory_.frames();
    const bool other = kept_ && kept_->finished() && frames > 0 && frames == trajectory_.expected() &&
                       kept_->trajectory.recipe() != trajectory_.recipe();
    if (!other)
        return canvas_->setAgainst({}, {});
    const Trajectory& run = kept_->trajectory;
    canvas_->setAgainst(run.state(run.frames() - 1, std::min(picture_, run.pictures() - 1)),
                        trajectory_.state(frames - 1, picture_));
}

CompareView::Side ReverseWorkspace::comparedSide(const QString& id) const
{
    CompareView::Side side;
    const int now = trajectory_.indexAt(timeline_->step()), last = trajectory_.frames() - 1;
    if (now < 0)
        return side;
    const int step = trajectory_.frame(now).step;
    if ((id == kKept || id == kKeptEnd) && kept_) {
        const Trajectory& run = kept_->trajectory;
        const int frame = id == kKept ? run.indexAt(timeline_->step()) : run.frames() - 1;
        const int picture = std::min(picture_, run.pictures() - 1);
        side.image = run.state(frame, picture);
        side.words = tr("kept run, sample %1, t = %2").arg(picture + 1).arg(run.frame(frame).step);
        side.data = run.frame(frame).step == 0;
    } else if (id == kEnd) {
        const bool done = trajectory_.frames() == trajectory_.expected();
        side.image = trajectory_.state(last, picture_);
        side.words = done ? tr("finished") : tr("newest, t = %1").arg(trajectory_.frame(last).step);
        side.data = done;
    } else if (id == kStart) {
        side.image = trajectory_.state(0, picture_);
        side.words = tr("the noise at the start");
        side.data = false;
    } else if (id == kGuess) {
        const auto holder = trajectory_.predictionOf(now);
        side.image = holder ? trajectory_.guess(*holder, picture_) : Image();
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
        side.image = trajectory_.state(now, picture);
        side.words = tr("sample %1, t = %2").arg(picture + 1).arg(step);
        side.data = step == 0;
    }
    return side;
}

} // namespace diffuscope::ui
