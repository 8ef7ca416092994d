// EditTool: the walks it asks for, and what the session tells of them.
#include "ui/reverse/edit/edit_strip.h"
#include "ui/reverse/edit/edit_tool.h"
#include "ui/reverse/start/start_picture.h"
#include "ui/reverse/when_visible.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"

#include <algorithm>

namespace diffuscope::ui {

EditWay* EditTool::wayOf(JobId job) const
{
    for (EditWay* way : ways_)
        for (int k = 0; k < way->run().count(); ++k)
            if (way->run().racer(k).job == job)
                return way;
    return nullptr;
}

void EditTool::connectBridge()
{
    connect(&bridge_, &Bridge::variationsStarted, this, [this](const VariationsStarted& started) {
        if (started.job != asked_)
            return;
        strip_->setFilm({}); // it may be of the walks that are gone now
        asking_->begin(started, requested_, askedFrom_);
        Q_EMIT progressed(0, asking_->run().calls());
        asking_ == &way() ? showResults() : showScene();
    });
    connect(&bridge_, &Bridge::sampleStarted, this, [this](const SampleStarted& started) {
        if (EditWay* way = wayOf(started.job))
            way->run().started(started);
    });
    connect(&bridge_, &Bridge::framesArrived, this, [this](JobId job, const std::vector<FramePtr>& frames) {
        EditWay* way = wayOf(job);
        if (!way || !way->run().add(job, frames))
            return;
        Q_EMIT progressed(way->run().callsDone(), way->run().calls());
        if (way == &this->way())
            showing_->ask();
    });
    connect(&bridge_, &Bridge::sampleFinished, this, [this](const SampleFinished& finished) {
        const int pictures = std::max<int>(1, int(finished.images.size()));
        if (finished.networkCalls > 0 && !finished.cancelled)
            secondsPerCall_ = finished.seconds / finished.networkCalls / pictures;
        if (EditWay* way = wayOf(finished.job); way && way->run().ended(finished) && way == &this->way())
            showing_->ask();
        describing_->ask();
    });
    connect(&bridge_, &Bridge::variationsFinished, this, [this](const VariationsFinished& finished) {
        if (finished.job != asked_)
            return;
        asked_ = 0;
        if (asking_->run().job() == finished.job) // else it ended before it began, and an earlier one is shown
            asking_->run().end(finished);
        showResults();
        Q_EMIT filmChanged();
        int calls = 0;
        double seconds = 0;
        for (const VariationsFinished::Result& result : finished.results)
            calls += result.networkCalls, seconds += result.seconds;
        Q_EMIT statusMessage(
            finished.cancelled
                ? tr("Stopped; what was drawn is kept")
                : tr("%1 in %2 s").arg(countText(calls, tr("network call"), tr("network calls")), number(seconds, 1)));
        if (!finished.cancelled)
            judge();
        Q_EMIT runningChanged();
    });
    connect(&bridge_, &Bridge::judgingProgressed, this, [this](const JudgingProgress& progress) {
        if (judging_ != 0 && progress.job == judging_)
            Q_EMIT progressed(progress.done, progress.total);
    });
    connect(&bridge_, &Bridge::picturesJudged, this, &EditTool::onJudged);
    connect(&bridge_, &Bridge::failed, this, [this](const Failed& failure) {
        if (failure.job == 0 || (failure.job != asked_ && failure.job != judging_))
            return;
        asked_ = judging_ = 0;
        Q_EMIT runningChanged();
    });
}

// What the run that has just ended is to be judged by, if it is.
void EditTool::judge()
{
    const auto request = asking_->judgement();
    if (!request)
        return;
    judged_ = asking_;
    judging_ = newest_ = bridge_.session().judge(*request);
    Q_EMIT statusMessage(tr("The network judges the pictures…"));
}

void EditTool::onJudged(const PicturesJudged& judged)
{
    if (judging_ == 0 || judged.job != judging_)
        return;
    judging_ = 0;
    judged_->setJudged(judged);
    if (judged_ == &way()) {
        showResults();
        Q_EMIT filmChanged();
    }
    Q_EMIT runningChanged();
    Q_EMIT statusMessage(judged.cancelled ? tr("Stopped; the pictures are not judged") : tr("Judged by the network"));
}

void EditTool::start()
{
    if (const QString why = reason(); !why.isEmpty()) {
        Q_EMIT statusMessage(why);
        return;
    }
    requested_ = way().request(base());
    requested_.base.trajectoryBudget = budgetOfEach(requested_);
    askedFrom_ = source()->picture();
    asking_ = &way();
    asked_ = newest_ = bridge_.session().sampleVariations(requested_);
    Q_EMIT runningChanged();
}

} // namespace diffuscope::ui
