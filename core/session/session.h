#pragma once
#include "core/messages/copying.h"
#include "core/messages/events.h"
#include "core/messages/requests.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace diffuscope {

// The core as its clients see it: requests return at once, results come as events. Files are read, exported,
// saved, searched for a recipe's model, sampled from and trained on by a worker each; what is a matter of a moment
// waits for none of them. Every
// method may be called from one client thread; the listener is called on worker threads, one call at a time, and must
// not call back into the session. The destructor stops training (with a checkpoint) and joins.
class Session {
public:
    using Listener = std::function<void(Event)>;
    explicit Session(Listener listener);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    // Files. Newest request of a kind wins: an overtaken one ends without an event.
    JobId openDataset(const DatasetRequest& request);
    void cancelOpening(); // of a dataset: ends without an event, and the one that was open stays
    JobId loadImage(const ImageRequest& request); // pixels and files do not wait for a scan
    JobId openModel(const std::string& path);
    // It will be asked for in a moment: reads it, and calls its network once with so many pictures (0: never), as the
    // first call of a shape takes several times as long as the next, while the client does something else. Says
    // nothing, whatever comes of it.
    void expectModel(const std::string& path, int pictures);
    // Which weights there are beside those of `path` (a run, or what is in one; empty: nothing), and the runs that can
    // be sampled from, in `folders` (each a run, a model or a folder of runs) and in the user's data folder. Waits for
    // no opening. Answered by one ModelChoices.
    JobId findModels(const std::string& path, const std::vector<std::string>& folders = {});
    // Pictures first .. first + count - 1 of the open dataset, as far as there are so many. One DatasetPage or Failed.
    JobId browseDataset(int first, int count);
    // Of an exported picture, with its model as it was found: beside the file, or among `places` (models, runs and
    // folders of them). One RecipeRead or one Failed.
    JobId readRecipe(const std::string& path, const std::vector<std::string>& places = {});
    // Draws an exported picture again and compares, see PictureVerified. Waits for nothing, and nothing waits for it; a
    // newer one overtakes: this one then ends as cancelled. VerifyProgress on the way and one PictureVerified, or one
    // Failed (ReadRecipe) where the file cannot be read.
    JobId verify(const std::string& path, const std::vector<std::string>& places = {});
    void cancelVerifying(); // ends in a PictureVerified that says so
    // Runs that ended without being stopped, in `folders` (each a run, or a folder of runs) and in the user's data
    // folder. Answered by one InterruptedRuns.
    JobId findInterruptedRuns(const std::vector<std::string>& folders);
    // What a path is, whatever the other workers do. Every one is answered, by one PathClassified.
    JobId classify(const std::string& path);

    // Writing. Every request is carried out, one after the other, and ends in one Exported or one Failed; files appear
    // whole or not at all. The session's end cancels what runs and drops what waits.
    JobId exportImages(const ExportRequest& request); // ExportProgress on the way
    // How large it would be, without writing it. One ExportEstimated, unless a newer one overtakes it.
    JobId estimateExport(const ExportRequest& request);
    JobId save(const SaveRequest& request);
    JobId exportModel(const ModelExportRequest& request); // ExportProgress on the way: steps
    void cancelExport(JobId job); // of either kind: ends in an Exported that says so, unless it has just been written

    // Sampling. A new request of any of these kinds cancels the running one. Each request ends in one SampleFinished or
    // one Failed.
    JobId sample(const SampleRequest& request);
    // One VariationsStarted, what each variation tells under its own job's id, and one VariationsFinished; or one
    // Failed of this job.
    JobId sampleVariations(const VariationsRequest& request);
    // One FuturesStarted, FuturesProgress after each network call, a FuturesFrom for each step, and one
    // FuturesFinished; or one Failed.
    JobId sampleFutures(const FuturesRequest& request);
    JobId measureBlur(const BlurRequest& request); // one BlurMeasured, or one Failed
    JobId judge(const JudgingRequest& request);    // JudgingProgress, and one PicturesJudged, or one Failed
    // A sample of each of the model's classes, for tiles: drawn in the background and kept among the user's cached
    // files, by the hash of the weights. Waits for nothing, and nothing waits for it; a newer one overtakes. One
    // ClassSamples, without pictures where they cannot be had; never a Failed.
    JobId drawClassSamples(const std::string& model);
    void cancelSampling();
    // A sample() that runs waits before the next network call, until it goes on, or takes one step more, or is
    // cancelled; a SamplePaused says each time when it waits and when it no longer does. Of other requests, and while
    // nothing is drawn, nothing happens.
    void pauseSampling();
    void resumeSampling();
    void stepSampling();                          // of a paused one: one frame more
    JobId measure(const MeasureRequest& request); // on the sampling worker; one QualityMeasured or one Failed
    // Waits for none of these, and none waits for it; a newer one overtakes. One CopyingStarted, CopyingProgress on the
    // way and one CopyingMeasured, or one Failed.
    JobId checkCopying(const CopyingRequest& request);
    void cancelCopying();

    // The gallery: everything that is generated and was not cancelled, by walks of any kind above; no noise that an
    // inversion has found. Opened when it is first asked for anything, by a worker of its own. Nothing is kept until
    // a client wants it. What was kept is told by a GalleryChanged of job 0, what could not be by a Failed of
    // Task::KeepPictures; a GalleryMended tells, at any time, that its database had to be made anew.
    void keepInGallery(const GallerySettings& settings);
    // One GalleryListed with the first `firstPage` entries, or Failed. A newer one overtakes.
    JobId listGallery(const GalleryQuery& query, int firstPage = 120);
    JobId readGallery(const std::vector<GalleryId>& ids); // one GalleryEntries; every one is answered
    JobId showInGallery(GalleryId id, int asker = 0);     // one GalleryPicture; a newer one of this asker overtakes
    JobId changeGallery(const GalleryChange& change);     // one GalleryChanged
    // Keeps a finished walk, as it was recorded, with one of its pictures: one GalleryChanged that says so, or one
    // Failed (KeepWalk). Written by a worker of its own, which the session's end waits for.
    JobId keepWalk(GalleryId picture, const RecordedWalk& walk);
    JobId readWalk(GalleryId picture); // one GalleryWalk, or Failed (Gallery); a newer one overtakes
    void cancelWalk();                 // what is being read is not wanted any more
    JobId exportFromGallery(const GalleryExport& request); // as exportImages(); cancelExport() is for it, too

    // Training. State changes arrive as TrainStatus; wrong-state calls are ignored, but a second start while a run is
    // active is a Failed. None of these waits for another worker.
    JobId startTraining(const TrainRequest& request);
    void pauseTraining();
    void resumeTraining();
    void stopTraining();  // after the running step, with a checkpoint
    void closeTraining(); // the same, because the program ends: the next start offers to go on
    // A run that ends and cannot be saved where it is, as one of its own in a new or empty folder: it ends there, or
    // one Failed says why not.
    JobId saveTrainingTo(const std::string& folder);
    // Other settings from the next step on, of those in liveTrainingParams(): a TrainStatus says so, or one Failed
    // (ChangeTraining). config.toml keeps what was changed and when; a repeated run does the same at the same steps.
    JobId changeTraining(const ParamValues& settings);
    void saveCheckpoint(); // after the running step; a TrainStatus says where it is
    // Asked of the run that trains (one ProbeView, or one Failed; a newer one overtakes it), and again with every
    // preview of it and of later runs.
    JobId setProbe(int timestep, int pictureIndex);

    // One real training step in its parts, on a copy, by a background worker: a running training does not notice, and
    // its bits stay the same. Works on a running or paused run, on one that has ended and on a network that has not
    // been trained; see MicroscopeRequest. One StepDissected, and MicroscopeErrors where wanted; or one Failed
    // (Dissect). A newer one overtakes.
    JobId dissect(const MicroscopeRequest& request);
    // So many real steps more on a second copy, from where the one that was dissected last began, looking at a picture
    // of it with the same timestep and noise after each: FurtherSteps, and one FurtherStepsEnded or one Failed
    // (Dissect). A newer one overtakes.
    JobId goFurther(int steps, const LookedAt& picture);
    void cancelFurther(); // what has been told stays good

    // One SpeedMeasured a preset, from small to large; none of those that a slow one (SpeedRequest::kSlow), a failure
    // or too little memory leaves out. Nothing while a run is active, and nothing more as soon as one starts; a newer
    // request overtakes.
    JobId measureSpeed(const SpeedRequest& request);
    void cancelSpeed();

    // The ways of a run's previews (core/messages/preview_walk.h); of the run that trains they are told without being
    // asked for. Answered by one PreviewWalksFound, a PreviewWalkArrived for each moment and one PreviewWalksEnded,
    // which says what went wrong; never by a Failed. Waits for no training; a newer one overtakes.
    JobId readPreviewWalks(const std::string& run);
    // The same start noises, walked with each checkpoint of the run whose moment has no walk, in the background. They
    // are kept in the run's folder. A PreviewWalkArrived for each, and one PreviewWalksEnded; a newer one overtakes.
    JobId walkCheckpoints(const std::string& run);
    void cancelCheckpointWalks(); // those that are there stay

    void waitForFiles(); // tests: until reading, writing (and what waits for neither) are idle
    void waitForSampling();
    void waitForGallery();
    void waitForTraining();
    void waitForMicroscope();
    void waitForPreviewWalks();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace diffuscope
