#include "core/sampling/generate.h"
#include "core/session/session_impl.h"

namespace diffuscope {

JobId Session::sample(const SampleRequest& request)
{
    const JobId job = impl_->nextJob();
    const std::stop_source ticket = impl_->sampleJobs.next();
    Impl* const parts = impl_.get();
    const auto cancelled = [parts, job] {
        SampleFinished finished;
        finished.job = job;
        finished.cancelled = true;
        parts->sink.send(std::move(finished));
    };
    const auto run = [parts, request, job, ticket, cancelled](std::stop_token stopWorker) {
        const std::stop_callback link(stopWorker, [ticket]() mutable { ticket.request_stop(); });
        if (ticket.stop_requested())
            return cancelled();
        parts->sampleNow(request, job, ticket.get_token());
    };
    const auto fail = [parts, job, ticket, cancelled](const Error& error) {
        if (ticket.stop_requested())
            return cancelled();
        parts->sink.send(Failed{job, Task::Sample, error});
    };
    parts->sampling.post(run, fail);
    return job;
}

void Session::cancelSampling() { impl_->sampleJobs.cancel(); }

void Session::Impl::sampleNow(const SampleRequest& request, JobId job, std::stop_token stop)
{
    GenerationObserver observer;
    observer.started = [this, job](SampleStarted started) {
        started.job = job;
        sink.send(std::move(started));
    };
    observer.frame = [this, job](FramePtr frame) { sink.send(FrameArrived{job, std::move(frame)}); };
    SampleFinished finished = generate(models.open(request.model, stop), request, observer, stop);
    finished.job = job;
    sink.send(std::move(finished));
}

} // namespace diffuscope
