#include "core/run/preview_walks.h"

#include "core/run/folder/run_folder.h"
#include "core/session/session_impl.h"

#include <functional>
#include <memory>
#include <utility>

namespace diffuscope {
namespace {

// One job that tells walks of a run, and how it ended.
class WalkTelling {
public:
    WalkTelling(EventSink& sink, JobId job, std::string run) : sink_(sink), job_(job), run_(std::move(run)) {}
    void tell(PreviewWalk walk)
    {
        ++walks_;
        sink_.send(PreviewWalkArrived{job_, std::make_shared<const PreviewWalk>(std::move(walk))});
    }
    void end(bool cancelled) { sink_.send(PreviewWalksEnded{job_, run_, walks_, cancelled, {}, {}, {}}); }
    void fail(const Error& error)
    {
        sink_.send(PreviewWalksEnded{job_, run_, walks_, false, error.happenedMessage(), error.subjectMessage(),
                                     error.adviceMessage()});
    }

private:
    EventSink& sink_;
    JobId job_;
    std::string run_;
    int walks_ = 0;
};

using WalkWork = std::function<void(WalkTelling& telling, const std::stop_token& stop)>;

void postWalks(Worker& worker, const std::shared_ptr<WalkTelling>& telling, const std::stop_source& ticket,
               WalkWork work)
{
    const auto run = [telling, ticket, work = std::move(work)](std::stop_token stopWorker) {
        const std::stop_callback link(stopWorker, [ticket]() mutable { ticket.request_stop(); });
        if (!ticket.stop_requested())
            work(*telling, ticket.get_token());
        telling->end(ticket.stop_requested());
    };
    worker.post(run, [telling](const Error& error) { telling->fail(error); });
}

} // namespace

JobId Session::readPreviewWalks(const std::string& run)
{
    const JobId job = impl_->nextJob();
    Impl* const parts = impl_.get();
    const auto telling = std::make_shared<WalkTelling>(parts->sink, job, run);
    const WalkWork work = [parts, run, job](WalkTelling& told, const std::stop_token& stop) {
        const TrainConfig config = RunFolder::readConfig(run);
        PreviewWalksFound found = describePreviewWalks(run, config);
        found.job = job;
        parts->sink.send(std::move(found));
        diffuscope::readPreviewWalks(run, config, stop, [&told](PreviewWalk walk) { told.tell(std::move(walk)); });
    };
    postWalks(parts->previewWalks, telling, parts->previewWalkJobs.next(), work);
    return job;
}

JobId Session::walkCheckpoints(const std::string& run)
{
    const JobId job = impl_->nextJob();
    Impl* const parts = impl_.get();
    const auto telling = std::make_shared<WalkTelling>(parts->sink, job, run);
    const WalkWork work = [run](WalkTelling& told, const std::stop_token& stop) {
        diffuscope::walkCheckpoints(run, stop, [&told](PreviewWalk walk) { told.tell(std::move(walk)); });
    };
    postWalks(parts->checkpoints, telling, parts->checkpointJobs.next(), work);
    return job;
}

void Session::cancelCheckpointWalks() { impl_->checkpointJobs.cancel(); }

} // namespace diffuscope
