#include "app/cli/judgement.h"

#include "app/cli/interrupt.h"
#include "app/cli/progress.h"
#include "core/base/text.h"
#include "core/session/walk_plan.h"

#include <CLI/CLI.hpp>

namespace diffuscope::cli {
namespace {

class JudgeWatcher {
public:
    JudgeWatcher(int calls, std::size_t pictures)
    {
        progress_.note("Judging " + withCount(std::int64_t(pictures), "picture") + ", " +
                       withCount(calls, "network call"));
    }
    void operator()(const JudgingProgress& told) { progress_.show("Judging", told.done, told.total); }
    void operator()(const PicturesJudged& judged)
    {
        judged_ = judged;
        ended_ = true;
    }
    void operator()(const Failed& failed) { throw failed.error; }
    template <typename Other> void operator()(const Other&) {}

    bool ended() const { return ended_; }
    const PicturesJudged& judged() const { return judged_; }

private:
    Progress progress_;
    PicturesJudged judged_;
    bool ended_ = false;
};

} // namespace

int classesToJudgeBy(Session& session, EventQueue& events, const std::string& model)
{
    session.openModel(model);
    const int classes = events.await<ModelOpened>().classes;
    if (classes == 0)
        throw CLI::ValidationError("--judge", "the model has no classes to judge by");
    return classes;
}

std::optional<Judgement> judgeRows(Session& session, EventQueue& events, const VariationsRequest& request,
                                   const MadeVariations& made, int classes)
{
    JudgingRequest asked;
    asked.model = request.base.model;
    for (const auto& row : made.rows)
        asked.pictures.insert(asked.pictures.end(), row.begin(), row.end());
    JudgeWatcher watcher(classes * asked.draws, asked.pictures.size());
    session.judge(asked);
    events.watch(watcher, [&session] { session.cancelSampling(); });
    const PicturesJudged& judged = watcher.judged();
    if (judged.cancelled)
        return std::nullopt;
    Judgement judgement{{}, judged.networkCalls, judged.seconds};
    std::size_t next = 0;
    for (std::size_t row = 0; row < made.rows.size(); ++row) {
        const std::vector<int> wanted = withChange(request.base, request.changes[row]).classes;
        int right = 0;
        for (int k = 0; k < int(made.rows[row].size()); ++k)
            right += judged.labels[next++] == classOfImage(wanted, classes, k) ? 1 : 0;
        judgement.asTheirClass.push_back(double(right) / double(made.rows[row].size()));
    }
    return judgement;
}

} // namespace diffuscope::cli
