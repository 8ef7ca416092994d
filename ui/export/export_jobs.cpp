#include "ui/export/export_jobs.h"

#include "ui/bridge/bridge.h"
#include "ui/style/words.h"

#include <QFileInfo>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kEndedKept = 12;

} // namespace

QString ExportJob::name() const { return QFileInfo(target).fileName(); }

double ExportJob::secondsLeft() const
{
    if (state != State::Writing || done <= doneFirst || total <= done || !begun.isValid())
        return -1;
    return double(begun.elapsed()) / 1000 / (done - doneFirst) * (total - done);
}

ExportJobs::ExportJobs(Bridge& bridge, QObject* parent) : QObject(parent), bridge_(bridge)
{
    connect(&bridge_, &Bridge::exportQueued, this, &ExportJobs::onQueued);
    connect(&bridge_, &Bridge::exportProgress, this, &ExportJobs::onProgress);
    connect(&bridge_, &Bridge::exported, this, &ExportJobs::onExported);
    connect(&bridge_, &Bridge::failed, this, &ExportJobs::onFailed);
}

int ExportJobs::running() const
{
    return int(std::count_if(jobs_.begin(), jobs_.end(), [](const ExportJob& job) { return !job.ended(); }));
}

void ExportJobs::cancel(JobId id)
{
    ExportJob* job = find(id);
    if (!job || job->ended() || job->cancelling)
        return;
    job->cancelling = true;
    bridge_.session().cancelExport(id);
    Q_EMIT changed(id);
}

void ExportJobs::forgetEnded()
{
    jobs_.removeIf([](const ExportJob& job) { return job.ended(); });
    Q_EMIT listChanged();
}

ExportJob* ExportJobs::find(JobId id)
{
    const auto found = std::find_if(jobs_.begin(), jobs_.end(), [id](const ExportJob& job) { return job.id == id; });
    return found == jobs_.end() ? nullptr : &*found;
}

void ExportJobs::onQueued(const ExportQueued& queued)
{
    ExportJob job;
    job.id = queued.job;
    job.target = QString::fromStdString(queued.target);
    job.model = queued.format == "model";
    jobs_.prepend(job);
    int ended = 0;
    jobs_.removeIf([&ended](const ExportJob& each) { return each.ended() && ++ended > kEndedKept; });
    Q_EMIT listChanged();
}

void ExportJobs::onProgress(const ExportProgress& progress)
{
    ExportJob* job = find(progress.job);
    if (!job || job->ended())
        return;
    if (!job->begun.isValid()) {
        job->begun.start();
        job->doneFirst = progress.done; // not all progress is told
    }
    job->state = ExportJob::State::Writing;
    job->done = progress.done;
    job->total = progress.total;
    Q_EMIT changed(job->id);
}

void ExportJobs::onExported(const Exported& exported)
{
    ExportJob* job = find(exported.job);
    if (!job)
        return;
    job->state = exported.cancelled ? ExportJob::State::Cancelled : ExportJob::State::Done;
    if (!exported.cancelled) {
        job->target = QString::fromStdString(exported.files.front());
        const bool folder = exported.files.size() > 1 && exported.files[1].starts_with(exported.files[0] + "/");
        job->files = int(exported.files.size()) - (folder ? 1 : 0);
    }
    job->verifiable = exported.verifiable;
    job->cannotVerify = translated(exported.cannotVerify);
    Q_EMIT changed(job->id);
}

void ExportJobs::onFailed(const Failed& failure)
{
    ExportJob* job = failure.task == Task::Export ? find(failure.job) : nullptr;
    if (!job)
        return;
    job->state = failure.cancelled ? ExportJob::State::Cancelled : ExportJob::State::Failed;
    job->trouble = translated(failure.error.happenedMessage());
    Q_EMIT changed(job->id);
}

} // namespace diffuscope::ui
