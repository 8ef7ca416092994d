#include "core/data/dataset.h"
#include "core/metrics/quality.h"
#include "core/session/session_impl.h"

#include <algorithm>
#include <string>

namespace diffuscope {
namespace {

constexpr int kEnoughForFid = 2000; // below it the covariances of an Inception's 2048 features are mostly made up

std::string counted(int count, const std::string& what) { return std::to_string(count) + " " + what; }

std::vector<std::string> notesOn(const Quality& quality, int pictures, int available)
{
    std::vector<std::string> notes;
    if (quality.references < available)
        notes.push_back(
            "The distances of distributions use " + std::to_string(quality.references) + " of " +
            counted(available, "training pictures, spread evenly; the nearest ones are looked for in all."));
    if (quality.fid && std::min(pictures, quality.references) < kEnoughForFid)
        notes.push_back("FID needs thousands of pictures; with " +
                        std::to_string(std::min(pictures, quality.references)) + " it is far too high.");
    if (quality.fid)
        notes.push_back(quality.resized ? "The Inception file got the pictures resized to 299 x 299."
                                        : "The Inception file does not take 299 x 299 and got the pictures' own size: "
                                          "compare its FID and KID only with numbers made the same way.");
    notes.push_back("The sliced Wasserstein distance falls as pictures are added: compare it only between results of " +
                    counted(pictures, "pictures."));
    return notes;
}

std::vector<QualityMeasured::Neighbour> neighboursOf(const Quality& quality, const Dataset& set)
{
    std::vector<QualityMeasured::Neighbour> neighbours;
    for (const NearestImage& nearest : quality.nearest.nearest)
        neighbours.push_back({nearest.index, nearest.distance, set.image(nearest.index)});
    return neighbours;
}

QualityMeasured measured(const MeasureRequest& request, const Dataset& set, std::stop_token stop)
{
    QualityOptions options;
    options.inceptionFile = request.inceptionFile;
    options.seed = request.seed;
    const Pictures training{set.size(), [&set](int index) { return set.image(index); }};
    const Quality quality = measureQuality(request.images, training, options, stop);
    QualityMeasured result;
    result.pictures = int(request.images.size());
    result.references = quality.references;
    result.slicedWasserstein = quality.slicedWasserstein;
    result.kernelDistance = quality.kernelDistance;
    result.kernelDistanceError = quality.kernelDistanceError;
    result.fid = quality.fid;
    result.kid = quality.kid;
    result.kidError = quality.kidError;
    result.nearest = neighboursOf(quality, set);
    result.medianNeighbourDistance = quality.nearest.medianNeighbourDistance;
    result.notes = notesOn(quality, result.pictures, set.size());
    return result;
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
        const Error told = ticket.stop_requested() ? Error("Cancelled", "measuring the pictures") : error;
        parts->sink.send(Failed{job, "measure", told});
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
