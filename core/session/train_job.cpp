#include "core/run/train_loop.h"
#include "core/run/train_setup.h"
#include "core/session/session_impl.h"

namespace diffuscope {

JobId Session::startTraining(const TrainRequest& request)
{
    const JobId job = impl_->nextJob();
    Impl* const parts = impl_.get();
    if (!parts->control.begin()) {
        const Error error("A training is already running", request.source, "Stop it before starting another.");
        parts->files.post(
            [parts, job, error](std::stop_token) {
                parts->sink.send(Failed{job, Task::Train, error});
            },
            {});
        return job;
    }
    const auto reporter = std::make_shared<TrainReporter>(parts->sink, job);
    const std::stop_token stop = parts->control.stopToken();
    const auto run = [parts, reporter, request, job, stop](std::stop_token stopWorker) {
        const std::stop_callback link(stopWorker, [parts] { parts->control.stop(); });
        PreparedRun prepared = prepareRun(request, job, {parts->datasets, parts->sink, *reporter}, stop);
        TrainLoop(std::move(prepared), parts->control, parts->sink, *reporter, stopWorker).run();
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
    impl_->control.pause();
    if (const auto reporter = impl_->reporter)
        impl_->files.post([reporter](std::stop_token) { reporter->announce(TrainState::Pausing); }, {});
}

void Session::resumeTraining() { impl_->control.resume(); }

void Session::stopTraining()
{
    impl_->control.stop();
    if (const auto reporter = impl_->reporter)
        impl_->files.post([reporter](std::stop_token) { reporter->announce(TrainState::Stopping); }, {});
}

void Session::saveCheckpoint() { impl_->control.requestCheckpoint(); }

void Session::setProbe(int timestep, int pictureIndex) { impl_->control.setProbe(timestep, pictureIndex); }

} // namespace diffuscope
