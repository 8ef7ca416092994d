#include "app/cli/fans.h"

#include "app/cli/interrupt.h"
#include "app/cli/progress.h"
#include "app/cli/samples.h"
#include "core/base/text.h"

#include <utility>

namespace diffuscope::cli {
namespace {

class FanWatcher {
public:
    explicit FanWatcher(Fan& fan) : fan_(fan) {}

    void operator()(const FuturesStarted& started)
    {
        fan_.started = started;
        progress_.note(withCount((long long)(started.steps.size()), "fan") + ", " +
                       withCount(started.networkCalls, "network call"));
    }
    void operator()(const FuturesProgress& progress)
    {
        progress_.show("Sampling", progress.networkCalls, fan_.started.networkCalls);
    }
    void operator()(const FuturesFrom& from) { fan_.points.push_back(from); }
    void operator()(const FuturesFinished& finished)
    {
        fan_.finished = finished;
        ended_ = true;
    }
    void operator()(const Failed& failed) { throw failed.error; }
    template <typename Other> void operator()(const Other&) {}

    bool ended() const { return ended_; }

private:
    Fan& fan_;
    Progress progress_;
    bool ended_ = false;
};

} // namespace

Fan makeFan(Session& session, EventQueue& events, const FuturesRequest& request, const std::string& sheet)
{
    catchInterrupts();
    Fan fan;
    session.sampleFutures(request);
    FanWatcher watcher(fan);
    events.watch(watcher, [&session] { session.cancelSampling(); });
    if (auto& kept = fan.started.recipe.futures; kept && kept->steps.size() > fan.points.size())
        kept->steps.resize(fan.points.size());
    if (sheet.empty() || fan.points.empty())
        return fan;
    std::vector<Image> futures;
    for (const FuturesFrom& from : fan.points)
        futures.insert(futures.end(), from.futures.begin(), from.futures.end());
    const auto columns = static_cast<long long>(request.futures);
    session.exportImages(
        {"contact_sheet", sheet, {{"columns", columns}}, futures, keptRecipe(fan.started.recipe, request.walk)});
    fan.files = events.await<Exported>().files;
    return fan;
}

} // namespace diffuscope::cli
