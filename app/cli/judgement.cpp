#include "app/cli/judgement.h"

#include "app/cli/interrupt.h"
#include "core/base/text.h"
#include "core/session/walk_plan.h"

#include <CLI/CLI.hpp>

namespace diffuscope::cli {
ModelOpened judgingModel(Session& session, EventQueue& events, const std::string& model)
{
    session.openModel(model);
    ModelOpened opened = events.await<ModelOpened>();
    if (opened.classes == 0)
        throw CLI::ValidationError("--judge", "the model has no classes to judge by");
    return opened;
}

std::optional<Judgement> judgeRows(Session& session, EventQueue& events, const VariationsRequest& request,
                                   const MadeVariations& made, const ModelOpened& model)
{
    JudgingRequest asked;
    asked.model = request.base.model;
    std::vector<Image> pictures;
    for (const auto& row : made.rows)
        pictures.insert(pictures.end(), row.begin(), row.end());
    asked.pictures = std::move(pictures);
    AnswerWatcher<PicturesJudged, JudgingProgress> watcher("Judging");
    watcher.progress().note("Judging " + withCount(std::int64_t(asked.pictures.size()), "picture") + ", " +
                            withCount(judgingCalls(model, asked.pictures.size(), asked.draws), "network call"));
    session.judge(asked);
    events.watch(watcher, [&session] { session.cancelSampling(); });
    const PicturesJudged& judged = watcher.answer();
    if (judged.cancelled)
        return std::nullopt;
    Judgement judgement{{}, judged.networkCalls, judged.seconds};
    std::size_t next = 0;
    for (std::size_t row = 0; row < made.rows.size(); ++row) {
        const std::vector<int> wanted = withChange(request.base, request.changes[row]).classes;
        int right = 0;
        for (int k = 0; k < int(made.rows[row].size()); ++k)
            right += judged.labels[next++] == classOfImage(wanted, model.classes, k) ? 1 : 0;
        judgement.asTheirClass.push_back(double(right) / double(made.rows[row].size()));
    }
    return judgement;
}

} // namespace diffuscope::cli
