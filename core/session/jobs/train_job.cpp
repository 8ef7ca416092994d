#include "core/session/jobs/session_parts.h"
#include "core/session/jobs/train_loop.h"
#include "core/session/jobs/train_setup.h"

namespace diffuscope {

JobId Session::startTraining(const TrainRequest& request)
{
    const JobId job = parts_->nextJob();
    Parts* const parts = parts_.get();
    if (!parts->control.begin()) {
        const Error error("A training is already running", request.source, "Stop it before starting another.");
        parts->files.post(
            [parts, job, error](std::stop_token) {
                parts->outbox.send(Failed{job, "train", error});
            },
            {});
        return job;
    }
    const auto reporter = std::make_shared<TrainReporter>(parts->outbox, job);
    const std::stop_token stop = parts->control.stopToken();
    const auto run = [parts, reporter, request, job, stop](std::stop_token stopWorker) {
        const std::stop_callback link(stopWorker, [parts] { parts->control.stop(); });
        PreparedRun prepared = prepareRun(request, job, {parts->datasets, parts->outbox, *reporter}, stop);
        TrainLoop(std::move(prepared), parts->control, parts->outbox, *reporter, stopWorker).run();
    };
    const auto fail = [parts, reporter, stop](const Error& error) {
        parts->control.end();
        const bool preparing = reporter->status().folder.empty(); // nothing trained yet, so nothing is lost
        if (stop.stop_requested() && preparing)
            return reporter->setState(TrainState::Finished, "Stopped before the first step");
        reporter->fail(error);
    };
    parts->reporter = reporter;
    parts->training.post(run, fail);
    return job;
}

// The wish is shown at once, though the worker answers only after its step.
void Session::pauseTraining()
{
    parts_->control.pause();
    if (const auto reporter = parts_->reporter)
        parts_->files.post([reporter](std::stop_token) { reporter->announce(TrainState::Pausing); }, {});
}

void Session::resumeTraining() { parts_->control.resume(); }

void Session::stopTraining()
{
    parts_->control.stop();
    if (const auto reporter = parts_->reporter)
        parts_->files.post([reporter](std::stop_token) { reporter->announce(TrainState::Stopping); }, {});
}

void Session::saveCheckpoint() { parts_->control.requestCheckpoint(); }

void Session::setProbe(int timestep, int pictureIndex) { parts_->control.setProbe(timestep, pictureIndex); }

} // namespace diffuscope
