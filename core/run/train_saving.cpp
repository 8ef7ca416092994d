// The part of the training loop that keeps the run on the disk, or in memory until the disk takes it.
#include "core/base/worker.h"
#include "core/data/dataset.h"
#include "core/run/folder/run_folder.h"
#include "core/run/train_loop.h"
#include "core/train/trainer.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <system_error>

namespace diffuscope {
namespace {

constexpr double kCheckpointShare = 0.05; // of the time, where the interval comes round sooner

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
