#include "core/session/session.h"

#include "core/kernels/threads.h"
#include "core/session/jobs/session_parts.h"

namespace diffuscope {

Session::Session(Listener listener)
{
    configureThreads();
    parts_ = std::make_unique<Parts>(std::move(listener));
}

// All three are asked to stop before the first is waited for.
Session::~Session()
{
    parts_->control.close();
    parts_->sampleTickets.cancel();
    parts_->datasetTickets.cancel();
}

void Session::Parts::post(Worker& worker, JobId job, const char* task, std::stop_source ticket,
                          std::function<void(std::stop_token)> work)
{
    const auto run = [ticket, work = std::move(work)](std::stop_token stopWorker) {
        if (ticket.stop_requested())
            return; // overtaken while it waited
        const std::stop_callback link(stopWorker, [ticket]() mutable { ticket.request_stop(); });
        work(ticket.get_token());
    };
    const auto fail = [this, job, task, ticket](const Error& error) {
        if (!ticket.stop_requested())
            outbox.send(Failed{job, task, error});
    };
    worker.post(run, fail);
}

void Session::waitForFiles() { parts_->files.waitUntilIdle(); }
void Session::waitForSampling() { parts_->sampling.waitUntilIdle(); }
void Session::waitForTraining() { parts_->training.waitUntilIdle(); }

} // namespace diffuscope
