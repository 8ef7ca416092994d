// The part of the training loop that tells what a resumed run did before.
#include "core/base/worker.h"
#include "core/messages/event_sink.h"
#include "core/run/folder/run_folder.h"
#include "core/run/preview_walks.h"
#include "core/run/train_loop.h"
#include "core/train/trainer.h"

#include <algorithm>
#include <set>
#include <utility>

namespace diffuscope {
namespace {

constexpr std::size_t kRecalledPoints = 20'000; // of a resumed run's curve; a screen shows fewer
constexpr std::int64_t kStartOfCurve = 20;      // a curve that begins later has lost its first steps

} // namespace

// Where no times were recorded, as in older runs, they say from which step on they count, now and whenever this run is
// resumed again.
void TrainLoop::tellEarlier()
{
    if (firstStep_ == 0)
        return;
    RecalledRun recalled;
    const int timesteps = run_.trainer->config().schedule.timesteps;
    for (const LossByTimestep::Column& column : earlier_.byTimestep)
        recalled.byTimestep.add(column, timesteps);
    std::set<std::int64_t> checkpoints;
    for (const CheckpointMark& mark : earlier_.checkpoints)
        checkpoints.insert(mark.step);
    for (const auto& folder : RunFolder::checkpoints(run_.files->root()))
        checkpoints.insert(RunFolder::stepOf(folder));
    recalled.checkpoints.assign(checkpoints.begin(), checkpoints.upper_bound(firstStep_));
    for (const LossPoint& point : earlier_.steps)
        if (point.skipped)
            recalled.skipped.push_back(point.step);
    if (earlier_.checkpoints.empty())
        journal_.beginTimes(firstStep_);
    else
        secondsBefore_ = earlier_.checkpoints.back().seconds;
    reporter_.update([&](TrainStatus& status) {
        status.timedFrom = timedFrom(earlier_.checkpoints).value_or(firstStep_);
        status.skippedSteps = std::int64_t(recalled.skipped.size());
        status.lastSkipped = recalled.skipped.empty() ? -1 : recalled.skipped.back();
    });
    sink_.send(std::move(recalled));
    for (TrainPreview& preview : run_.drawn) {
        lastPreview_ = preview.step;
        sink_.send(std::move(preview));
    }
    run_.drawn.clear();
}

// A walk that cannot be read costs its moment, no more.
void TrainLoop::tellWalks()
{
    const TrainConfig& config = run_.trainer->config();
    const auto error = attempt([&] {
        sink_.send(describePreviewWalks(run_.files->root(), config));
        if (firstStep_ == 0)
            return;
        readPreviewWalks(run_.files->root(), config, control_.stopToken(), [this](PreviewWalk walk) {
            if (!walk.problem.empty())
                journal_.log("No pictures of " + stepText(walk.step) + ": " + walk.problem.text());
            sink_.send(PreviewWalkArrived{0, std::make_shared<const PreviewWalk>(std::move(walk))});
        });
    });
    if (error)
        journal_.log(std::string("The ways of earlier previews cannot be told: ") + error->what());
}

// A resumed run goes on with the curve and the smoothed loss that it had.
void TrainLoop::recallCurve()
{
    std::vector<LossPoint> earlier = std::exchange(earlier_.steps, {});
    std::erase_if(earlier, [](const LossPoint& point) { return point.skipped; });
    const std::size_t stride = 1 + earlier.size() / kRecalledPoints;
    if (firstStep_ > 0 && (earlier.empty() || earlier.front().step > kStartOfCurve))
        meter_.missStart();
    LossPoints curve{{}, true};
    for (std::size_t k = 0; k < earlier.size(); ++k) {
        meter_.recall(earlier[k].loss);
        if (k % stride == 0 || k + 1 == earlier.size())
            curve.points.push_back(earlier[k]);
    }
    if (!curve.points.empty())
        sink_.send(std::move(curve));
    if (!earlier_.validations.empty()) {
        const double loss = earlier_.validations.back().loss;
        reporter_.update([loss](TrainStatus& status) { status.validationLoss = loss; });
        sink_.send(ValidationPoints{std::move(earlier_.validations), true});
    }
    earlier_ = {};
}

} // namespace diffuscope
