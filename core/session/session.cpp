#include "core/session/session.h"

#include "core/kernels/threads.h"
#include "core/session/session_impl.h"

namespace diffuscope {

Session::Session(Listener listener)
{
    kernels::configureThreads();
    impl_ = std::make_unique<Impl>(std::move(listener));
}

// All are asked to stop before the first is waited for.
Session::~Session()
{
    impl_->control.close();
    impl_->speedJobs.cancel();
    for (Worker* worker :
         {&impl_->sampling, &impl_->classes, &impl_->copying, &impl_->verifying, &impl_->estimating, &impl_->dissecting,
          &impl_->further, &impl_->previewWalks, &impl_->checkpoints, &impl_->files, &impl_->pictures, &impl_->recipes,
          &impl_->writer, &impl_->giving, &impl_->saver, &impl_->paths, &impl_->quick})
        worker->cancel();
    // What was generated is kept, whatever ends.
    impl_->sampling.waitUntilIdle();
    impl_->galleryLists.cancel();
    impl_->walkJobs.cancel();
    impl_->recorded.waitUntilIdle(); // somebody wanted to have this walk again
    for (auto& [asker, pictures] : impl_->galleryPictures)
        pictures.cancel();
    impl_->gallery.waitUntilIdle();
}

void Session::Impl::post(Worker& worker, JobId job, Task task, std::stop_source ticket,
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
            sink.send(Failed{job, task, error});
    };
    worker.post(run, fail);
}

void Session::waitForFiles()
{
    for (Worker* worker : {&impl_->files, &impl_->pictures, &impl_->recipes, &impl_->writer, &impl_->giving,
                           &impl_->saver, &impl_->paths, &impl_->quick, &impl_->estimating})
        worker->waitUntilIdle();
}

void Session::waitForSampling()
{
    impl_->sampling.waitUntilIdle();
    impl_->copying.waitUntilIdle();
    impl_->verifying.waitUntilIdle();
    impl_->classes.waitUntilIdle();
}

void Session::waitForGallery()
{
    impl_->recorded.waitUntilIdle();
    impl_->gallery.waitUntilIdle();
}

void Session::waitForMicroscope()
{
    impl_->dissecting.waitUntilIdle();
    impl_->further.waitUntilIdle();
}

void Session::waitForTraining() { impl_->training.waitUntilIdle(); }

void Session::waitForPreviewWalks()
{
    impl_->previewWalks.waitUntilIdle();
    impl_->checkpoints.waitUntilIdle();
}

} // namespace diffuscope
