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
        parts->quick.post(
            [parts, job, error](std::stop_token) {
                parts->sink.send(Failed{job, Task::Train, error});
            },
            {});
        return job;
    }
    parts->speedJobs.cancel();
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
void Session::Impl::announce(TrainState state)
{
    if (reporter)
        quick.post([told = reporter, state](std::stop_token) { told->announce(state); }, {});
}

void Session::pauseTraining()
{
    impl_->control.pause();
    impl_->announce(TrainState::Pausing);
}

void Session::resumeTraining() { impl_->control.resume(); }

void Session::stopTraining()
{
    impl_->control.stop();
    impl_->announce(TrainState::Stopping);
}

void Session::closeTraining()
{
    impl_->control.close();
    impl_->announce(TrainState::Stopping);
}

JobId Session::saveTrainingTo(const std::string& folder)
{
    const JobId job = impl_->nextJob();
    TrainQuestion question;
    question.answer = [folder](TrainLoop& loop) -> std::optional<Event> {
        loop.saveElsewhere(folder);
        return std::nullopt;
    };
    question.refuse = [job](const Error& error) { return Failed{job, Task::SaveRun, error}; };
    impl_->control.ask(std::move(question));
    return job;
}

JobId Session::changeTraining(const ParamValues& settings)
{
    const JobId job = impl_->nextJob();
    TrainQuestion question;
    question.answer = [settings](TrainLoop& loop) -> std::optional<Event> {
        loop.change(settings);
        return std::nullopt;
    };
    question.refuse = [job](const Error& error) { return Failed{job, Task::ChangeTraining, error}; };
    impl_->control.ask(std::move(question));
    return job;
}

// Its end is saved anyway, so nobody is told where it came too late.
void Session::saveCheckpoint()
{
    TrainQuestion question;
    question.kind = "checkpoint";
    question.answer = [](TrainLoop& loop) -> std::optional<Event> {
        (void)loop.checkpoint();
        loop.resendStatus(); // it says where the checkpoint is, behind whatever else waits to be said
        return std::nullopt;
    };
    impl_->control.ask(std::move(question));
}

JobId Session::setProbe(int timestep, int pictureIndex)
{
    const JobId job = impl_->nextJob();
    TrainQuestion question;
    question.kind = "probe";
    question.answer = [timestep, pictureIndex](TrainLoop& loop) { return loop.probe(timestep, pictureIndex); };
    question.refuse = [job](const Error& error) { return Failed{job, Task::Probe, error}; };
    impl_->control.keepAsking(std::move(question));
    return job;
}

} // namespace diffuscope
