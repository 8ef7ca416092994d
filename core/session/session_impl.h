#pragma once
#include "core/base/worker.h"
#include "core/data/dataset_store.h"
#include "core/export/format.h"
#include "core/gallery/gallery.h"
#include "core/messages/event_sink.h"
#include "core/run/train_control.h"
#include "core/run/train_reporter.h"
#include "core/sampling/generate.h"
#include "core/session/gallery_keeper.h"
#include "core/session/latest_job.h"
#include "core/session/model_cache.h"
#include "core/session/running_jobs.h"
#include "core/session/session.h"
#include "core/session/training_weights.h"
#include "core/session/usual_distance.h"
#include "core/session/walk_control.h"

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <stop_token>

namespace diffuscope {

class Microscope;
class WalkMemory;

// Private to the session's sources: what its workers share, and the workers themselves.
struct Session::Impl {
    explicit Impl(Listener listener) : sink(std::move(listener)) {}

    JobId nextJob() { return ++lastJob; }
    void announce(TrainState state);
    GenerationObserver observerOf(JobId job); // tells the clients
    void sampleNow(const SampleRequest& request, JobId job, std::stop_token stop);
    void sampleVariationsNow(const VariationsRequest& request, JobId job, std::stop_token stop);
    void measureBlurNow(const BlurRequest& request, JobId job, std::stop_token stop);
    void judgeNow(const JudgingRequest& request, JobId job, std::stop_token stop);
    void drawClassSamplesNow(const std::string& model, JobId job, std::stop_token stop);
    void checkCopyingNow(const CopyingRequest& asked, JobId job, std::stop_token stop);
    // The request's model, with the weights that it asks for.
    std::shared_ptr<const ModelSnapshot> modelOf(const SampleRequest& request, std::stop_token stop);
    // Of a training those that the hash says, where they are remembered; else the newest.
    std::shared_ptr<const ModelSnapshot> modelOf(const std::string& model, const std::string& weightsHash,
                                                 std::stop_token stop);
    void sampleFuturesNow(const FuturesRequest& request, JobId job, std::stop_token stop);
    template <typename Finished, typename Request> JobId
    ask(const Request& request, JobId job, void (Impl::*now)(const Request& request, JobId job, std::stop_token stop));
    // Runs `work` on the sampling worker as the newest request there; `cancelled` answers one that never ran to its
    // end.
    void postSampling(JobId job, std::function<void(std::stop_token)> work, std::function<void()> cancelled);

    // Runs `work` unless a newer request of its kind came first; a failure becomes a Failed event.
    void post(Worker& worker, JobId job, Task task, std::stop_source ticket, std::function<void(std::stop_token)> work);
    FramesDone exportReporter(JobId job); // tells the clients
    // Says that `queued` will be written, runs `work` and answers with the files that it wrote; none: it was cancelled.
    void write(Worker& worker, const ExportQueued& queued,
               std::function<std::vector<std::string>(const std::stop_token&)> work);

    // All walks of one request. Returns at once, and does nothing where nobody wants them kept.
    void keep(std::vector<KeptWalk> kept, std::vector<JobId> drawnBy);
    void writeWalk(GalleryId picture, const RecordedWalk& walk, JobId job);
    GalleryTotals totalsOf(Gallery& gallery) const; // with the limits
    // Has `ask` run on the gallery's worker; its answer, or the Error that it threw, is for a worker that goes before
    // that one does.
    template <typename Answer> std::shared_future<Answer> askGallery(std::function<Answer(Gallery&)> ask)
    {
        const auto answer = std::make_shared<std::promise<Answer>>();
        gallery.post(
            [this, ask = std::move(ask), answer](std::stop_token) { answer->set_value(ask(keeper.gallery())); },
            [answer](const Error& error) { answer->set_exception(std::make_exception_ptr(error)); });
        return answer->get_future().share();
    }
    void onGallery(JobId job, std::stop_source ticket, std::function<void(Gallery&, std::stop_token)> work);

    EventSink sink;
    GalleryKeeper keeper;
    DatasetStore datasets;
    TrainControl control{sink};
    ModelCache models{control};
    JobId lastJob = 0; // client thread only
    WalkControl walking;
    std::shared_ptr<WalkMemory> walks;                   // sampling worker only; made there
    TrainingWeights trained;                             // sampling worker only
    std::shared_ptr<Microscope> microscope;              // made by the first that asks; client thread only
    UsualDistance usual;                                 // of the set that was asked about last
    std::map<int, LatestJob> imageJobs, galleryPictures; // of each asker; client thread only
    LatestJob datasetJobs, pageJobs, modelJobs, sampleJobs, recipeJobs, speedJobs, copyingJobs, galleryLists,
        verifyJobs, estimateJobs, classJobs, walkJobs, dissectJobs, furtherJobs, previewWalkJobs, checkpointJobs;
    RunningJobs writing;
    std::shared_ptr<TrainReporter> reporter; // of the newest run; client thread only

    // Last: joined before anything above goes.
    Worker gallery{"gallery"};                                     // outlives sampling, whose pictures it keeps
    Worker recorded{"walks"};                                      // writes and reads recorded walks
    Worker training{"training", Worker::Priority::Background};     // and what measures its speed
    Worker dissecting{"dissecting", Worker::Priority::Background}; // a copy of what trains
    Worker further{"further", Worker::Priority::Background};       // a second one
    Worker sampling{"sampling"};
    Worker copying{"copying", Worker::Priority::Background};         // reads a whole training set
    Worker estimating{"estimating", Worker::Priority::Background};   // encodes what nobody may ever want
    Worker classes{"classes", Worker::Priority::Background};         // draws what nobody waits for
    Worker previewWalks{"preview walks"};                            // reads what previews have kept
    Worker checkpoints{"checkpoints", Worker::Priority::Background}; // walks with what a run has kept of its weights
    Worker verifying{"verifying", Worker::Priority::Background};     // draws again what has been drawn
    Worker files{"files"};
    Worker pictures{"pictures"};                           // single picture files: nobody's own one waits for a set
    Worker recipes{"recipes"};                             // opens every model that a recipe may mean
    Worker writer{"writer"};                               // exports
    Worker giving{"giving", Worker::Priority::Background}; // models with their cards, whose pictures take their time
    Worker saver{"saver"};                                 // what is in memory, and must not wait for an export
    Worker paths{"paths"};                                 // asks a disk that may be slow what a path is
    Worker quick{"quick"}; // never touches a disk: words about training, pixels that are in memory already
};

} // namespace diffuscope
