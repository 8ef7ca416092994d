// Everything that a client has written: pictures, films, figures, tables.
#include "core/base/save_file.h"
#include "core/export/format.h"
#include "core/session/session_impl.h"

#include <chrono>
#include <stop_token>
#include <utility>

namespace diffuscope {

// Every frame is heard of, the client only as often as somebody can look.
FramesDone Session::Impl::exportReporter(JobId job)
{
    using Clock = std::chrono::steady_clock;
    return [this, job, last = Clock::time_point()](std::size_t done, std::size_t total) mutable {
        const auto now = Clock::now();
        if (done < total && now - last < std::chrono::milliseconds(33))
            return;
        last = now;
        sink.send(ExportProgress{job, int(done), int(total)});
    };
}

// Writers never overtake each other: somebody wants each of the files. Unlike an overtaken job, one that is cancelled,
// or dropped when the session ends while it runs, is answered.
void Session::Impl::write(Worker& worker, JobId job,
                          std::function<std::vector<std::string>(const std::stop_token&)> work)
{
    std::stop_source cancelled = writing.start(job);
    post(worker, job, Task::Export, std::stop_source(),
         [this, job, cancelled, work = std::move(work)](std::stop_token ending) {
             const std::stop_callback link(ending, [cancelled]() mutable { cancelled.request_stop(); });
             const RunningJobs::End end(writing, job);
             Exported exported{job, {}};
             try {
                 if (!cancelled.stop_requested())
                     exported.files = work(cancelled.get_token());
             } catch (...) {
                 if (!ending.stop_requested()) // else nobody wants to know why any more
                     throw;
             }
             exported.cancelled = exported.files.empty();
             sink.send(std::move(exported));
         });
}

JobId Session::exportImages(const ExportRequest& request)
{
    const JobId job = impl_->nextJob();
    impl_->write(impl_->writer, job, [parts = impl_.get(), request, job](const std::stop_token& stop) {
        std::vector<std::string> files;
        const ExportContent content{request.frames, request.recipe, request.original, request.recipeOfFrame};
        for (const auto& file : exportFormat(request.format)
                                    .write(content, request.target, request.params, parts->exportReporter(job), stop))
            files.push_back(file.string());
        return files;
    });
    return job;
}

JobId Session::save(const SaveRequest& request)
{
    const JobId job = impl_->nextJob();
    impl_->write(impl_->saver, job, [request](const std::stop_token& stop) -> std::vector<std::string> {
        const std::string bytes = request.bytes();
        if (stop.stop_requested())
            return {};
        saveText(request.target, bytes);
        return {request.target};
    });
    return job;
}

void Session::cancelExport(JobId job) { impl_->writing.cancel(job); }

} // namespace diffuscope
