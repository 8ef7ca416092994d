#include "core/session/files/verify.h"
#include "core/session/session_impl.h"

namespace diffuscope {

JobId Session::verify(const std::string& path, const std::vector<std::string>& places)
{
    const JobId job = impl_->nextJob();
    const std::stop_source ticket = impl_->verifyJobs.next();
    const auto work = [parts = impl_.get(), path, places, job, ticket](std::stop_token ending) {
        const std::stop_callback link(ending, [ticket]() mutable { ticket.request_stop(); });
        ModelGlance glance(parts->models, ticket.get_token());
        const auto open = [&](const std::string& model) { return glance.open(model); };
        const auto progress = [parts, job](int done, int total) { parts->sink.send(VerifyProgress{job, done, total}); };
        PictureVerified verified = verifyPicture(path, places, open, progress, ticket.get_token());
        verified.job = job;
        parts->sink.send(std::move(verified));
    };
    const auto fail = [parts = impl_.get(), path, job, ticket](const Error& error) {
        if (!ticket.stop_requested())
            return parts->sink.send(Failed{job, Task::ReadRecipe, error});
        PictureVerified cancelled; // nobody wants to know any more why it could not be read
        cancelled.job = job;
        cancelled.path = path;
        cancelled.cancelled = true;
        parts->sink.send(std::move(cancelled));
    };
    impl_->verifying.post(work, fail);
    return job;
}

void Session::cancelVerifying() { impl_->verifyJobs.cancel(); }

} // namespace diffuscope
