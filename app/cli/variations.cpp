#include "app/cli/variations.h"

#include "app/cli/interrupt.h"
#include "app/cli/progress.h"
#include "app/cli/samples.h"
#include "core/base/text.h"
#include "core/session/catalog.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <utility>

namespace diffuscope::cli {
namespace {

int callsOf(const VariationsStarted& started)
{
    return std::accumulate(started.variations.begin(), started.variations.end(), 0,
                           [](int sum, const auto& one) { return sum + one.networkCalls; });
}

// All variations of a request, from the first to the last.
class VariationsWatcher {
public:
    explicit VariationsWatcher(MadeVariations& made) : made_(made) {}

    void operator()(const VariationsStarted& started)
    {
        made_.started = started;
        const int calls = callsOf(started);
        progress_.note(withCount(std::int64_t(started.variations.size()), "walk") + ", " +
                       withCount(calls, "network call"));
        for (const auto& one : started.variations)
            steps_ += one.steps;
    }
    void operator()(const FrameArrived& arrived)
    {
        if (arrived.frame->index > 0)
            progress_.show("Sampling", ++done_, steps_);
    }
    void operator()(const SampleFinished& finished)
    {
        if (!finished.cancelled)
            made_.rows.push_back(finished.images);
        made_.seconds += finished.seconds;
        made_.networkCalls += finished.networkCalls;
    }
    void operator()(const VariationsFinished& finished)
    {
        made_.finished = finished;
        ended_ = true;
    }
    void operator()(const Failed& failed) { throw failed.error; }
    template <typename Other> void operator()(const Other&) {}

    bool ended() const { return ended_; }

private:
    MadeVariations& made_;
    Progress progress_;
    int steps_ = 0, done_ = 0;
    bool ended_ = false;
};

ExportRequest sheetOf(const MadeVariations& made, const std::string& target, const SampleRequest& request)
{
    std::vector<Image> pictures;
    for (const auto& row : made.rows)
        pictures.insert(pictures.end(), row.begin(), row.end());
    const auto columns = static_cast<long long>(made.rows.front().size());
    return {"contact_sheet", target, {{"columns", columns}}, pictures, keptRecipe(made.recipe, request)};
}

} // namespace

MadeVariations makeVariations(Session& session, EventQueue& events, const VariationsRequest& request,
                              const std::string& sheet)
{
    catchInterrupts();
    MadeVariations made;
    session.sampleVariations(request);
    VariationsWatcher watcher(made);
    events.watch(watcher, [&session] { session.cancelSampling(); });
    made.recipe = made.started.recipe;
    made.recipe.variations.resize(made.rows.size());
    made.recipe.step = 0; // of the finished pictures
    if (sheet.empty() || made.rows.empty())
        return made;
    session.exportImages(sheetOf(made, sheet, request.base));
    made.files = events.await<Exported>().files;
    return made;
}

std::string nameOf(const VariationsStarted::Variation& one)
{
    const auto all = samplers();
    const auto sampler =
        std::find_if(all.begin(), all.end(), [&one](const auto& entry) { return entry.id == one.sampler; });
    std::string name = (sampler == all.end() ? one.sampler : sampler->name) + ", " + withCount(one.steps, "step");
    const auto number = [](double value) {
        char text[32];
        std::snprintf(text, sizeof text, "%g", value);
        return std::string(text);
    };
    if (one.guidanceScale != 1)
        name += ", guidance " + number(one.guidanceScale);
    if (one.strength != 1)
        name += ", strength " + number(one.strength);
    return name;
}

nlohmann::ordered_json rowJson(const MadeVariations& made, std::size_t row)
{
    const auto& one = made.started.variations.at(row);
    const auto& result = made.finished.results.at(row);
    return {{"sampler", one.sampler},
            {"steps", one.steps},
            {"guidance_scale", one.guidanceScale},
            {"strength", one.strength},
            {"network_calls", result.networkCalls},
            {"seconds", result.seconds},
            {"distance", result.distance},
            {"variety", result.variety}};
}

} // namespace diffuscope::cli
