#include "core/session/jobs/train_loop.h"

#include "core/base/worker.h"
#include "core/data/dataset.h"
#include "core/model/tensor_shapes.h"
#include "core/session/jobs/outbox.h"
#include "core/train/run_folder.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace diffuscope {
namespace {

constexpr int kSkippedLimit = 20;
constexpr std::size_t kRecalledPoints = 20'000;                  // of a resumed run's curve; a screen shows fewer
constexpr double kMetricsInterval = 2, kCheckpointInterval = 60; // seconds
constexpr double kCheckpointShare = 0.05;                        // of the time, where the interval comes round sooner

LossPoint pointOf(const StepResult& result)
{
    return {result.step, result.loss, result.gradientNorm, result.learningRate, result.lossByTimestep};
}

std::string stepText(std::int64_t step) { return "step " + std::to_string(step); }

} // namespace

TrainLoop::TrainLoop(PreparedRun run, TrainControl& control, Outbox& outbox, TrainReporter& reporter)
    : run_(std::move(run)), control_(control), outbox_(outbox), reporter_(reporter),
      folder_(std::make_unique<RunFolder>(run_.folder)), firstStep_(run_.trainer->steps())
{
}

TrainLoop::~TrainLoop() = default;

void TrainLoop::run()
{
    publish();
    const long long parameters = parameterCountOf(tensorShapes(run_.trainer->config().network));
    reporter_.update([&](TrainStatus& status) {
        status.folder = run_.folder.string();
        status.parameterCount = parameters;
        status.step = firstStep_;
        status.lastCheckpoint = run_.onDisk;
        status.epoch = double(firstStep_) * status.batch / run_.set->size();
        status.state = TrainState::Running;
        status.message.clear();
    });
    appendLog(run_.folder, "Training " + std::to_string(parameters) + " parameters on " +
                               run_.trainer->config().source + " from " + stepText(firstStep_) + " to " +
                               std::to_string(run_.trainer->config().steps));
    recallEarlier();
    while (run_.trainer->steps() < run_.trainer->config().steps) {
        stopped_ = !answerCommands();
        if (stopped_)
            break;
        step();
        if (previewIsDue())
            preview();
        if (checkpointIsDue())
            checkpoint();
        updateStatus();
    }
    finish();
}

// A resumed run goes on with the curve and the smoothed loss that it had.
void TrainLoop::recallEarlier()
{
    const std::vector<LossPoint> earlier = std::exchange(run_.earlier, {});
    const std::size_t stride = 1 + earlier.size() / kRecalledPoints;
    LossPoints curve{{}, true};
    for (std::size_t k = 0; k < earlier.size(); ++k) {
        meter_.recall(earlier[k].loss);
        if (k % stride == 0 || k + 1 == earlier.size())
            curve.points.push_back(earlier[k]);
    }
    if (!curve.points.empty())
        outbox_.send(std::move(curve));
}

bool TrainLoop::answerCommands()
{
    for (;;) {
        const TrainCommands wanted = control_.take();
        if (wanted.snapshot)
            publish();
        if (wanted.checkpoint)
            checkpoint();
        if (wanted.probe)
            probe(*wanted.probe);
        if (wanted.stop)
            return false;
        if (!wanted.pause) {
            leavePause();
            return true;
        }
        enterPause();
        control_.waitForCommand();
    }
}

void TrainLoop::enterPause()
{
    if (reporter_.status().state == TrainState::Paused)
        return;
    writeMetrics();
    updateStatus();
    clock_.pause();
    reporter_.setState(TrainState::Paused, "");
}

void TrainLoop::leavePause()
{
    const TrainState state = reporter_.status().state;
    if (state == TrainState::Running)
        return;
    if (state == TrainState::Paused)
        clock_.resume();
    reporter_.update([](TrainStatus& status) { status.state = TrainState::Running; });
}

void TrainLoop::step()
{
    const StepResult result = run_.trainer->step();
    control_.weightsChanged();
    meter_.add(clock_.seconds(), run_.trainer->config().batch, result.skipped ? std::nan("") : result.loss);
    countSkipped(result);
    if (!result.skipped)
        reporter_.add(pointOf(result));
    unwritten_.push_back(result);
    unwritten_.back().lossByTimestep.clear();
    if (clock_.seconds() - lastMetrics_ > kMetricsInterval)
        writeMetrics();
}

void TrainLoop::countSkipped(const StepResult& result)
{
    skippedInARow_ = result.skipped ? skippedInARow_ + 1 : 0;
    if (!result.skipped)
        return;
    reporter_.update([](TrainStatus& status) { ++status.skippedSteps; });
    if (skippedInARow_ < kSkippedLimit)
        return;
    const std::int64_t onDisk = reporter_.status().lastCheckpoint;
    throw Error("Training has diverged: the loss was not a finite number " + std::to_string(kSkippedLimit) +
                    " times in a row",
                "learning_rate = " + std::to_string(run_.trainer->config().learningRate),
                std::string("Start again with a lower learning rate.") +
                    (onDisk >= 0 ? " The checkpoint of " + stepText(onDisk) + " is kept." : ""));
}

void TrainLoop::updateStatus()
{
    const TrainConfig& config = run_.trainer->config();
    const std::int64_t step = run_.trainer->steps();
    const double time = clock_.seconds();
    reporter_.update([&](TrainStatus& status) {
        status.step = step;
        status.smoothedLoss = meter_.smoothedLoss();
        status.imagesPerSecond = meter_.imagesPerSecond(time);
        status.secondsElapsed = time;
        status.secondsLeft = meter_.secondsLeft(time, config.steps - step, config.batch);
        status.epoch = double(step) * config.batch / run_.set->size();
    });
}

bool TrainLoop::checkpointIsDue() const
{
    const std::int64_t step = run_.trainer->steps();
    if (step % std::max<std::int64_t>(1, run_.trainer->config().checkpointEvery) == 0)
        return true;
    return clock_.seconds() - lastCheckpoint_ > std::max(kCheckpointInterval, checkpointCost_ / kCheckpointShare);
}

void TrainLoop::checkpoint()
{
    const double start = clock_.seconds();
    writeMetrics();
    const auto error = attempt([this] { folder_->saveCheckpoint(*run_.trainer, run_.set->classNames); });
    lastCheckpoint_ = clock_.seconds();
    checkpointCost_ = lastCheckpoint_ - start;
    if (error)
        return trouble(*error);
    appendLog(run_.folder, "Checkpoint of " + stepText(run_.trainer->steps()));
    reporter_.update([this](TrainStatus& status) {
        status.lastCheckpoint = run_.trainer->steps();
        status.message.clear();
    });
}

// Rows that could not be written stay for the next time.
void TrainLoop::writeMetrics()
{
    lastMetrics_ = clock_.seconds();
    if (unwritten_.empty())
        return;
    const auto error = attempt([this] { folder_->appendMetrics(unwritten_); });
    if (error)
        return trouble(*error);
    unwritten_.clear();
}

void TrainLoop::trouble(const Error& error)
{
    appendLog(run_.folder, error.what());
    reporter_.update([&error](TrainStatus& status) {
        status.message = std::string(error.what()) + " Training goes on and will try again; " +
                         (status.lastCheckpoint >= 0 ? stepText(status.lastCheckpoint) : "nothing") + " is on disk.";
    });
}

void TrainLoop::finish()
{
    if (stopped_)
        reporter_.setState(TrainState::Stopping, "Writing the checkpoint");
    if (!stopped_ && lastPreview_ != run_.trainer->steps())
        preview();
    publish();
    updateStatus();
    const std::int64_t step = run_.trainer->steps();
    if (reporter_.status().lastCheckpoint != step) {
        folder_->saveCheckpoint(*run_.trainer, run_.set->classNames);
        reporter_.update([step](TrainStatus& status) { status.lastCheckpoint = step; });
    }
    if (!unwritten_.empty())
        folder_->appendMetrics(unwritten_);
    unwritten_.clear();
    control_.end();
    const bool complete = step >= run_.trainer->config().steps;
    const std::string message =
        (complete ? "Finished at " : "Stopped at ") + stepText(step) + (complete ? "" : "; it can be resumed");
    appendLog(run_.folder, message);
    reporter_.setState(TrainState::Finished, message);
}

} // namespace diffuscope
