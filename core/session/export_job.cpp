// Everything that a client has written: pictures, films, figures, tables.
#include "core/base/save_file.h"
#include "core/base/worker.h"
#include "core/export/estimate.h"
#include "core/export/format.h"
#include "core/export/shown_pixels.h"
#include "core/session/files/marks.h"
#include "core/session/files/model_export.h"
#include "core/session/files/verifiable.h"
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

namespace {

ExportContent contentOf(const ExportRequest& request)
{
    return {request.frames, request.recipe,    request.original,  request.recipeOfFrame,
            marksOf,        request.captionOf, request.equationOf};
}

} // namespace

// Writers never overtake each other: somebody wants each of the files. Unlike an overtaken job, one that is cancelled,
// or dropped when the session ends while it runs, is answered.
void Session::Impl::write(Worker& worker, const ExportQueued& queued,
                          std::function<std::vector<std::string>(const std::stop_token&)> work)
{
    const JobId job = queued.job;
    std::stop_source cancelled = writing.start(job);
    sink.send(queued); // before its worker can say anything
    post(worker, job, Task::Export, std::stop_source(),
         [this, job, cancelled, work = std::move(work)](std::stop_token ending) {
             const std::stop_callback link(ending, [cancelled]() mutable { cancelled.request_stop(); });
             const RunningJobs::End end(writing, job);
             Exported exported{job, {}};
             try {
                 if (!cancelled.stop_requested())
                     exported.files = work(cancelled.get_token());
             } catch (...) {
                 if (!cancelled.stop_requested()) // else nobody wants to know why any more
                     throw;
             }
             exported.cancelled = exported.files.empty();
             exported.verifiable =
                 exported.files.size() == 1 && shownKind(exported.files.front()) != ShownKind::Unknown;
             if (exported.verifiable)
                 exported.cannotVerify = cannotVerify(exported.files.front());
             sink.send(std::move(exported));
         });
}

JobId Session::exportImages(const ExportRequest& request)
{
    const JobId job = impl_->nextJob();
    const ExportQueued queued{job, request.target, request.format};
    impl_->write(impl_->writer, queued, [parts = impl_.get(), request, job](const std::stop_token& stop) {
        std::vector<std::string> files;
        for (const auto& file :
             exportFormat(request.format)
                 .write(contentOf(request), request.target, request.params, parts->exportReporter(job), stop))
            files.push_back(file.string());
        return files;
    });
    return job;
}

JobId Session::save(const SaveRequest& request)
{
    const JobId job = impl_->nextJob();
    impl_->write(impl_->saver, {job, request.target, {}},
                 [request](const std::stop_token& stop) -> std::vector<std::string> {
                     const std::string bytes = request.bytes();
                     if (stop.stop_requested())
                         return {};
                     saveText(request.target, bytes);
                     return {request.target};
                 });
    return job;
}

JobId Session::estimateExport(const ExportRequest& request)
{
    const JobId job = impl_->nextJob();
    const std::stop_source ticket = impl_->estimateJobs.next();
    impl_->estimating.post(
        [parts = impl_.get(), request, job, ticket](std::stop_token ending) {
            const std::stop_callback link(ending, [ticket]() mutable { ticket.request_stop(); });
            if (ticket.stop_requested())
                return;
            ExportEstimated told;
            told.job = job;
            (void)attempt([&] { // what cannot be written is said by who writes it
                const ExportEstimate found = estimate(exportFormat(request.format), contentOf(request), request.params,
                                                      ticket.get_token(), request.look);
                told = {job,          found.bytes, found.frames, found.seconds, found.width,
                        found.height, found.first, found.last,   found.shown,   found.look};
            });
            if (!ticket.stop_requested())
                parts->sink.send(std::move(told));
        },
        {});
    return job;
}

JobId Session::exportModel(const ModelExportRequest& request)
{
    const JobId job = impl_->nextJob();
    const std::string run =
        request.model == "training" && impl_->reporter ? impl_->reporter->status().folder : std::string();
    const ExportQueued queued{job, request.target, "model"};
    impl_->write(impl_->giving, queued, [parts = impl_.get(), request, run, job](const std::stop_token& stop) {
        const auto open = [&](const std::string& model) { return parts->models.open(model, stop); };
        const auto progress = [parts, job](int done, int total) { parts->sink.send(ExportProgress{job, done, total}); };
        return exportModelFolder(request, run, open, progress, stop);
    });
    return job;
}

void Session::cancelExport(JobId job) { impl_->writing.cancel(job); }

} // namespace diffuscope
