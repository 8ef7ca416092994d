#include "core/run/train_loop.h"

#include "core/base/memory.h"
#include "core/base/worker.h"
#include "core/data/dataset.h"
#include "core/kernels/threads.h"
#include "core/messages/event_sink.h"
#include "core/model/config/tensor_shapes.h"
#include "core/run/folder/run_folder.h"
#include "core/train/trainer.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

namespace diffuscope {
namespace {

constexpr int kSkippedLimit = 20;
constexpr double kTablesInterval = 2;     // seconds
constexpr double kCheckpointShare = 0.05; // of the time, where the interval comes round sooner

std::string stepText(std::int64_t step) { return "step " + std::to_string(step); }

std::string onDiskText(const TrainStatus& status)
{
    return status.lastCheckpoint >= 0 ? "The checkpoint of " + stepText(status.lastCheckpoint) + " is on disk."
                                      : "No checkpoint is on disk yet.";
}

bool isWrittenAnew(const std::filesystem::path& name)
{
    constexpr std::array kNames = {"config.toml",    "run.lock", "checkpoints",     "metrics.csv",
                                   "validation.csv", "log.txt",  "checkpoints.csv", "loss_by_timestep.csv"};
    return std::find(kNames.begin(), kNames.end(), name.string()) != kNames.end();
}

// Previews, events and what else lies there; a file that cannot be had is no reason to leave behind others.
void copyRest(const std::filesystem::path& from, const std::filesystem::path& to)
{
    namespace fs = std::filesystem;
    std::error_code gone;
    for (fs::recursive_directory_iterator entry(from, fs::directory_options::skip_permission_denied, gone), end;
         !gone && entry != end; entry.increment(gone)) {
        const fs::path name = entry->path().lexically_relative(from);
        std::error_code lost;
        if (isWrittenAnew(name) || fs::equivalent(entry->path(), to, lost))
            entry.disable_recursion_pending();
        else if (entry->is_directory(lost))
            fs::create_directories(to / name, lost);
        else
            fs::copy_file(entry->path(), to / name, fs::copy_options::overwrite_existing, lost);
    }
}

} // namespace

TrainLoop::TrainLoop(PreparedRun run, TrainControl& control, EventSink& sink, TrainReporter& reporter,
                     std::stop_token quit)
    : run_(std::move(run)), control_(control), sink_(sink), reporter_(reporter), quit_(std::move(quit)),
      earlier_(std::move(run_.earlier)),
      journal_(*run_.files, run_.trainer->steps(), run_.trainer->config().schedule.timesteps, earlier_),
      firstStep_(run_.trainer->steps())
{
}

TrainLoop::~TrainLoop() = default;

void TrainLoop::run()
{
    run_.files->settle();
    publish();
    tellEarlier();
    const TrainConfig& config = run_.trainer->config();
    const long long parameters = parameterCountOf(tensorShapes(config.network));
    std::string notes;
    for (const std::string& note : run_.notes) {
        journal_.log(note);
        notes += (notes.empty() ? "" : " ") + note;
    }
    reporter_.update([&](TrainStatus& status) {
        status.folder = run_.files->root().string();
        status.parameterCount = parameters;
        status.step = firstStep_;
        status.lastCheckpoint = run_.onDisk;
        status.heldOut = run_.trainer->heldOut();
        status.measuredPictures = run_.trainer->measuredPictures();
        status.measuredTimesteps = Trainer::kMeasuredTimesteps;
        status.secondsElapsed = secondsBefore_;
        status.device = run_.trainer->device();
        status.epoch = double(firstStep_) * status.batch / (run_.set->size() - status.heldOut);
        status.state = TrainState::Running;
        status.message = notes;
    });
    const int heldOut = run_.trainer->heldOut(), threads = kernels::computeInfo().threads;
    journal_.log("Training " + std::to_string(parameters) + " parameters on " +
                 std::to_string(run_.set->size() - heldOut) + " pictures of " + config.source + " (" +
                 std::to_string(heldOut) + " held out, " + std::to_string(run_.set->report.skippedFiles) +
                 " files skipped) from " + stepText(firstStep_) + " to " + std::to_string(config.steps) + ", " +
                 run_.trainer->device() + ", " + config.precision + ", " + std::to_string(threads) +
                 (threads == 1 ? " thread" : " threads"));
    nextCheckpoint_ = config.checkpointSeconds;
    planGrid();
    recallCurve();
    if (firstStep_ > 0 && firstStep_ < config.steps)
        look(); // it was stopped before it did
    while (run_.trainer->steps() < config.steps) {
        stopped_ = !answer();
        if (stopped_)
            break;
        step();
        look();
        if (checkpointIsDue())
            checkpoint();
    }
    finish();
}

bool TrainLoop::answer()
{
    for (;;) {
        control_.answer(*this);
        if (control_.stopToken().stop_requested())
            return false;
        if (!control_.pauseWanted()) {
            leavePause();
            return true;
        }
        const bool saved = enterPause();
        control_.waitForNews(saved ? 0 : run_.retrySeconds);
    }
}

// What is paused is on the disk: a pause may be long, and end with the machine. False: it could not be written, and is
// to be tried again.
bool TrainLoop::enterPause()
{
    if (reporter_.status().state == TrainState::Paused)
        return saveThePause();
    reporter_.update([](TrainStatus& status) { status.state = TrainState::Pausing; });
    writeTables();
    updateStatus(reporter_.status().gradientNorm);
    clock_.pause();
    const bool saved = saveThePause();
    reporter_.update([](TrainStatus& status) {
        status.state = TrainState::Paused;
        if (!status.diskError && !status.concern)
            status.message = {};
    });
    return saved;
}

bool TrainLoop::isSaved() const
{
    if (elsewhere_)
        return true;
    const std::int64_t steps = run_.trainer->steps();
    return reporter_.status().lastCheckpoint == steps && run_.files->newestStep() == steps;
}

bool TrainLoop::saveThePause()
{
    const bool doubtful = skippedInARow_ > 0; // perhaps these weights are of no use any more
    return doubtful || isSaved() || checkpoint();
}

void TrainLoop::leavePause()
{
    const TrainState state = reporter_.status().state;
    if (state == TrainState::Running)
        return;
    if (state == TrainState::Paused)
        clock_.resume();
    if (diskErrorReason_.empty())
        reporter_.update([](TrainStatus& status) { status.state = TrainState::Running; });
    else
        reportDiskError(TrainState::Running); // no more "the pause goes on"
}

// Out of memory ends the run with what it has learnt on the disk, and the offer of a batch half as large.
LossPoint TrainLoop::stepOrOffer()
{
    try {
        return run_.trainer->step();
    } catch (const OutOfMemory&) {
        const TrainConfig& config = run_.trainer->config();
        if (!isSaved())
            checkpoint();
        if (config.batch > 1)
            reporter_.update([&config](TrainStatus& status) {
                const long long batch = config.batch / 2, accumulation = 2LL * config.gradientAccumulation;
                status.next = {NextStep::Kind::ResumeRun,
                               {"Go on with batch %1", {std::to_string(batch)}},
                               status.folder,
                               {{"batch", batch}, {"gradient_accumulation", accumulation}},
                               status.lastCheckpoint};
            });
        throw;
    }
}

void TrainLoop::step()
{
    const LossPoint result = stepOrOffer();
    const int pictures = run_.trainer->config().picturesPerStep();
    control_.weightsChanged();
    meter_.add(clock_.seconds(), pictures, result.skipped ? std::nan("") : result.loss);
    journal_.add(result, meter_.imagesPerSecond(clock_.seconds()));
    countSkipped(result);
    if (!result.skipped)
        reporter_.add(result);
    updateStatus(result.gradientNorm);
    if (clock_.seconds() - lastTables_ > kTablesInterval)
        writeTables();
}

void TrainLoop::countSkipped(const LossPoint& result)
{
    skippedInARow_ = result.skipped ? skippedInARow_ + 1 : 0;
    if (!result.skipped)
        return;
    reporter_.update([&result](TrainStatus& status) {
        ++status.skippedSteps;
        status.lastSkipped = result.step;
    });
    journal_.log("Skipped " + stepText(result.step) + ": loss or gradient was not a finite number");
    if (skippedInARow_ < kSkippedLimit)
        return;
    writeTables();
    const double rate = run_.trainer->config().learningRate;
    const std::int64_t onDisk = run_.files->newestStep();
    const bool saved = onDisk >= 0;
    const std::vector<std::string> from = saved ? std::vector{std::to_string(onDisk)} : std::vector<std::string>();
    reporter_.update([&](TrainStatus& status) {
        status.next = {
            NextStep::Kind::ResumeRun,
            {saved ? "Go on from step %1 with half the learning rate" : "Start again with half the learning rate",
             from},
            status.folder,
            {{"learning_rate", rate / 2}},
            onDisk};
    });
    throw Error(
        {"Training has diverged: the loss was not a finite number %1 times in a row", {std::to_string(kSkippedLimit)}},
        {"learning_rate = %1", {std::to_string(rate)}},
        {saved ? "Go on from step %1 with a lower learning rate." : "Start again with a lower learning rate.", from});
}

void TrainLoop::updateStatus(double gradientNorm)
{
    const TrainConfig& config = run_.trainer->config();
    const std::int64_t step = run_.trainer->steps();
    const double time = clock_.seconds();
    reporter_.update([&](TrainStatus& status) {
        status.step = step;
        status.smoothedLoss = meter_.smoothedLoss();
        status.imagesPerSecond = meter_.imagesPerSecond(time);
        status.secondsElapsed = secondsBefore_ + time;
        status.secondsLeft = meter_.secondsLeft(time, config.steps - step, config.picturesPerStep());
        status.epoch = double(step) * config.picturesPerStep() / (run_.set->size() - status.heldOut);
        status.gradientNorm = gradientNorm;
        status.waitShare = time > 0 ? std::clamp(run_.trainer->waitedSeconds() / time, 0.0, 1.0) : 0;
        status.memoryBytes = residentMemory();
    });
}

bool TrainLoop::checkpointIsDue() const
{
    if (skippedInARow_ > 0) // perhaps these weights are of no use any more
        return false;
    const std::int64_t step = run_.trainer->steps(), every = run_.trainer->config().checkpointEvery;
    return (every > 0 && step % every == 0) || clock_.seconds() > nextCheckpoint_;
}

bool TrainLoop::checkpoint()
{
    const double start = clock_.seconds();
    const auto error = journal_.checkpoint(*run_.trainer, run_.set->classNames, secondsBefore_ + start);
    const double end = clock_.seconds();
    nextCheckpoint_ =
        end + (error ? run_.retrySeconds
                     : std::max(double(run_.trainer->config().checkpointSeconds), (end - start) / kCheckpointShare));
    if (error) {
        trouble(*error);
        return false;
    }
    journal_.log("Checkpoint of " + stepText(run_.trainer->steps()));
    reporter_.update([this](TrainStatus& status) { status.lastCheckpoint = run_.trainer->steps(); });
    clearDiskError();
    sayRestored();
    return true;
}

void TrainLoop::writeTables()
{
    lastTables_ = clock_.seconds();
    if (const auto error = journal_.write())
        trouble(*error);
    else if (nextCheckpoint_ - lastTables_ > run_.retrySeconds) // no checkpoint has to be tried again
        clearDiskError(), sayRestored();
}

void TrainLoop::sayRestored()
{
    if (!journal_.takeRestored())
        return;
    reporter_.update([this](TrainStatus& status) {
        status.lastCheckpoint = run_.files->newestStep();
        status.concern = true;
        status.message = "The run's folder had gone and was made again. Curves and log are whole; earlier checkpoints "
                         "and previews are lost.";
    });
}

void TrainLoop::trouble(const Error& error)
{
    if (!reporter_.status().diskError)
        journal_.log(error.what());
    diskErrorReason_ = error.what();
    reportDiskError(reporter_.status().state);
}

// The disk is asked what it holds: the folder may have gone with all its checkpoints.
void TrainLoop::reportDiskError(TrainState state)
{
    const std::int64_t onDisk = run_.files->newestStep();
    reporter_.update([&](TrainStatus& status) {
        status.state = state;
        status.diskError = true;
        status.lastCheckpoint = onDisk;
        const bool resting = state == TrainState::Pausing || state == TrainState::Paused;
        const bool ending = state == TrainState::Stopping, mayGiveUp = ending && !control_.closing();
        const std::string meanwhile = resting  ? " The pause goes on; saving will be retried. "
                                      : ending ? " Waiting to save the last step. "
                                               : " Training continues in memory; saving will be retried. ";
        status.concern = false;
        status.message = diskErrorReason_ + meanwhile + onDiskText(status) +
                         (mayGiveUp ? " Press \"Give up\" to end without saving." : "");
    });
}

void TrainLoop::clearDiskError()
{
    if (!reporter_.status().diskError)
        return;
    journal_.log("The disk can be written to again");
    diskErrorReason_.clear();
    reporter_.update([](TrainStatus& status) {
        status.diskError = false;
        status.message = {};
    });
}

void TrainLoop::finish()
{
    if (stopped_)
        reporter_.setState(TrainState::Stopping, "Writing the checkpoint");
    if (!stopped_ && lastPreview_ != run_.trainer->steps())
        preview(); // the last step, whatever the interval is
    if (!stopped_ && run_.trainer->heldOut() > 0 && lastValidation_ != run_.trainer->steps())
        validate();
    publish();
    updateStatus(reporter_.status().gradientNorm);
    control_.answer(*this);
    saveTheEnd();
    control_.end();
    const bool complete = run_.trainer->steps() >= run_.trainer->config().steps;
    const bool cutOff = !complete && control_.closing();
    const Message message = endMessage();
    journal_.log(message.text());
    (void)journal_.write();
    if (cutOff)
        run_.files->leave(); // so that the next start offers to go on
    run_.files.reset();      // nobody trains here any more, before anybody hears of the end
    reporter_.update([&](TrainStatus& status) {
        status.state = TrainState::Finished;
        status.diskError = false;
        status.concern = complete && !meter_.hasLearnt();
        status.nextPreview = -1;
        status.message = message;
    });
}

Message TrainLoop::endMessage() const
{
    const std::string step = std::to_string(run_.trainer->steps());
    if (run_.trainer->steps() < run_.trainer->config().steps)
        return {control_.closing() ? "The program was closed at step %1; it can be resumed"
                                   : "Stopped at step %1; it can be resumed",
                {step}};
    if (meter_.hasLearnt())
        return {"Finished at step %1", {step}};
    const auto number = [](double value) {
        char text[40];
        std::snprintf(text, sizeof text, "%.3g", value);
        return std::string(text);
    };
    return {
        "Finished at step %1, but the network learnt nothing: the loss was %2 in the first steps and is %3 now. Try "
        "a learning rate of about %4",
        {step, number(meter_.firstLoss()), number(meter_.smoothedLoss()),
         number(run_.trainer->config().learningRate > 1e-3 ? 3e-4 : 1e-3)}};
}

// The run is not over while its last step is only in memory: it waits for the disk.
void TrainLoop::saveTheEnd()
{
    const int stops = control_.stops();
    while (!isSaved() && !checkpoint()) {
        reportDiskError(TrainState::Stopping);
        if (waitToRetry(stops))
            continue;
        if (control_.closing())
            run_.files->leave(); // so that the next start offers to go on from what there is
        throw Error("The end of the run could not be saved", run_.files->root().string(),
                    {"%1 Resuming starts from there.", {onDiskText(reporter_.status())}});
    }
    if (const auto error = journal_.write())
        trouble(*error); // the weights are safe
}

// What is asked meanwhile is answered without trying the disk any sooner.
bool TrainLoop::waitToRetry(int stops)
{
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::duration<double>(run_.retrySeconds);
    for (;;) {
        const double left = std::chrono::duration<double>(end - Clock::now()).count();
        if (left <= 0)
            return true;
        if (control_.waitForStop(stops, left, quit_))
            return false;
        control_.answer(*this);
        if (isSaved())
            return true;
    }
}

void TrainLoop::saveElsewhere(const std::string& folder)
{
    RunFolder other(folder);
    other.create(run_.trainer->config());
    other.occupy();
    other.saveCheckpoint(*run_.trainer, run_.set->classNames);
    // No curve and no preview is worth the weights: what cannot be had is left behind.
    copyRest(run_.files->root(), other.root());
    journal_.log("The run was saved in " + other.root().string() + ", it could not be in " +
                 run_.files->root().string());
    (void)journal_.writeAll(other, {run_.trainer->steps(), secondsBefore_ + clock_.seconds()});
    if (control_.closing())
        other.leave(); // so that the next start offers to go on
    elsewhere_ = true;
    reporter_.update([&](TrainStatus& status) {
        status.folder = other.root().string();
        status.lastCheckpoint = run_.trainer->steps();
        status.diskError = false;
    });
}

} // namespace diffuscope
