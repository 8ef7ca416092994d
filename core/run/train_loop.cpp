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
#include <cmath>
#include <cstdio>
#include <utility>

namespace diffuscope {
namespace {

constexpr int kSkippedLimit = 20;
constexpr double kTablesInterval = 2; // seconds

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
    tellWalks();
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
    const int pictures = run_.trainer->config().picturesPerStep();
    const bool changes =
        std::any_of(run_.trainer->wholeConfig().changes.begin(), run_.trainer->wholeConfig().changes.end(),
                    [this](const SettingChange& change) { return change.step == run_.trainer->steps() + 1; });
    const ParamValues before = changes ? trainValues(run_.trainer->config()) : ParamValues();
    LossPoint result = stepOrOffer();
    control_.weightsChanged();
    meter_.add(clock_.seconds(), pictures, result.skipped ? std::nan("") : result.loss);
    result.imagesPerSecond = meter_.imagesPerSecond(clock_.seconds());
    journal_.add(result, result.imagesPerSecond);
    countSkipped(result);
    if (!result.skipped)
        reporter_.add(result);
    updateStatus(result.gradientNorm);
    if (changes)
        settingsChanged(before);
    if (clock_.seconds() - lastTables_ > kTablesInterval)
        writeTables();
}

void TrainLoop::change(const ParamValues& settings)
{
    const ParamValues before = trainValues(run_.trainer->config());
    run_.trainer->change(settings);
    settingsChanged(before);
    if (const auto error = attempt([&] { run_.files->saveConfig(run_.trainer->wholeConfig()); }))
        trouble(*error);
}

// By somebody, or by the run that is repeated or resumed.
void TrainLoop::settingsChanged(const ParamValues& before)
{
    const TrainConfig& config = run_.trainer->config();
    const std::int64_t step = run_.trainer->steps();
    for (const auto& [key, value] : trainValues(config))
        if (before.at(key) != value)
            journal_.log("From " + stepText(step) + " on: " + key + " = " + valueText(value) + ", before " +
                         valueText(before.at(key)));
    showConfig(reporter_, config, step);
    if (before.at("preview_every") != ParamValue((long long)config.previewEvery))
        nextPreview_ = nextMultiple(config.previewEvery, kAutoPreviewEvery, 0, 1, previewsLeftOut_);
    if (before.at("validate_every") != ParamValue((long long)config.validateEvery))
        nextValidation_ = nextMultiple(config.validateEvery, kAutoValidateEvery, 0, 1, validationsLeftOut_);
    nextCheckpoint_ = std::min(nextCheckpoint_, clock_.seconds() + config.checkpointSeconds);
    reporter_.update([this](TrainStatus& status) { status.nextPreview = nextPreview_; });
    updateStatus(reporter_.status().gradientNorm);
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

} // namespace diffuscope
