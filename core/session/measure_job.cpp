#include "core/data/dataset.h"
#include "core/metrics/quality.h"
#include "core/session/session_impl.h"

namespace diffuscope {
namespace {

QualityMeasured measured(const MeasureRequest& request, const Dataset& set, std::stop_token stop)
{
    QualityOptions options;
    options.inceptionFile = request.inceptionFile;
    options.seed = request.seed;
    const Pictures training{set.size(), [&set](int index) { return set.image(index); }};
    return measureQuality(request.images, training, options, stop);
}

std::shared_ptr<const Dataset> referencesOf(const MeasureRequest& request, JobId job, DatasetStore& datasets,
                                            EventSink& sink, std::stop_token stop)
{
    if (request.source.empty())
        return datasets.current();
    if (request.images.empty())
        throw Error("There are no pictures to measure", request.source, "Make some first.");
    DatasetRequest wanted;
    wanted.source = request.source;
    wanted.side = request.images.front().width;
    wanted.channels = request.images.front().channels;
    return datasets.open(wanted, job, sink, stop);
}

} // namespace

// On the sampling worker: a measurement ends a sampling that runs, and the next sampling ends it.
JobId Session::measure(const MeasureRequest& request)
{
    const JobId job = impl_->nextJob();
    const std::stop_source ticket = impl_->sampleJobs.next();
    Impl* const parts = impl_.get();
    const auto fail = [parts, job, ticket](const Error& error) {
        const bool cancelled = ticket.stop_requested();
        const Error told = cancelled ? Error("Cancelled", "measuring the pictures") : error;
        parts->sink.send(Failed{job, Task::Measure, told, {}, cancelled});
    };
    const auto run = [parts, request, job, ticket, fail](std::stop_token stopWorker) {
        const std::stop_callback link(stopWorker, [ticket]() mutable { ticket.request_stop(); });
        const std::stop_token stop = ticket.get_token();
        if (stop.stop_requested())
            return fail(Error("Cancelled", ""));
        const auto set = referencesOf(request, job, parts->datasets, parts->sink, stop);
        QualityMeasured result = measured(request, *set, stop);
        result.job = job;
        parts->sink.send(std::move(result));
    };
    parts->sampling.post(run, fail);
    return job;
}

} // namespace diffuscope
