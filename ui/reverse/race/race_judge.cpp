// RaceTool: the judge, who says which class each picture is taken for.
#include "core/session/walk_plan.h"
#include "ui/reverse/race/race_panel.h"
#include "ui/reverse/race/race_tool.h"
#include "ui/style/words.h"

#include <algorithm>
#include <utility>

namespace diffuscope::ui {

void RaceTool::connectJudge()
{
    connect(panel_, &RacePanel::judgeRequested, this, &RaceTool::judge);
    connect(&bridge_, &Bridge::judgingProgressed, this, [this](const JudgingProgress& progress) {
        if (judging_ == 0 || progress.job != judging_)
            return;
        judgedCalls_ = progress.done;
        describeJudge();
        Q_EMIT progressed(progress.done, progress.total);
    });
    connect(&bridge_, &Bridge::picturesJudged, this, [this](const PicturesJudged& judged) {
        if (judging_ == 0 || judged.job != judging_)
            return;
        judging_ = 0;
        if (!judged.cancelled) {
            race_.judge(judged.labels, racedWith_->classes);
            panel_->setRace(race_);
        }
        describeJudge();
        Q_EMIT runningChanged();
        Q_EMIT statusMessage(
            judged.cancelled
                ? tr("Stopped; nothing was judged")
                : tr("Judged: %1").arg(countText(judged.networkCalls, tr("network call"), tr("network calls"))));
    });
    connect(&bridge_, &Bridge::failed, this, [this](const Failed& failure) {
        if (judging_ == 0 || failure.job != judging_)
            return;
        judging_ = 0;
        describeJudge();
        Q_EMIT runningChanged();
    });
}

void RaceTool::judge()
{
    if (judging_ != 0)
        return bridge_.session().cancelSampling();
    if (!race_.reference() || !racedWith_ || !busy_.isEmpty())
        return;
    JudgingRequest request;
    request.model = race_.request().base.model;
    request.weightsHash = race_.recipe().weightsHash;
    request.pictures = race_.pictures();
    judgedCalls_ = 0;
    judging_ = newest_ = bridge_.session().judge(request);
    describeJudge();
    Q_EMIT runningChanged();
}

void RaceTool::describeJudge()
{
    const std::optional<ModelOpened>& model = race_.reference() ? racedWith_ : model_;
    const std::size_t pictures = race_.pictures().size();
    const int calls = model ? judgingCalls(*model, std::max<std::size_t>(1, pictures), JudgingRequest().draws) : 0;
    if (judging_ != 0)
        return panel_->setJudge(tr("%1 of %2").arg(judgedCalls_).arg(countText(calls, tr("call"), tr("calls"))), {},
                                true);
    if (!race_.reference())
        return panel_->setJudge({}, tr("After the race"), false);
    if (calls == 0)
        return panel_->setJudge({}, tr("This model has no classes to judge by"), false);
    QString words = tr("%1 for %2")
                        .arg(countText(calls, tr("network call"), tr("network calls")),
                             countText(int(pictures), tr("picture"), tr("pictures")));
    if (secondsPerCall_ > 0)
        words += tr(", %1 here")
                     .arg(roughDuration(model->classes * JudgingRequest().draws * secondsPerCall_ * double(pictures)));
    panel_->setJudge(words, busy_, false);
}

} // namespace diffuscope::ui
