#pragma once
#include "core/session/session.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace diffuscope::ui {

// The only class that knows both sides: core events become Qt signals on the GUI thread, at most 30 deliveries a
// second and in the order they happened. Waiting progress, status and probe views are replaced by newer ones; frames,
// loss points, previews and results are all kept. It also remembers the last dataset, model and training status, so a
// late-comer can ask.
class Bridge : public QObject {
    Q_OBJECT
public:
    explicit Bridge(QObject* parent = nullptr);
    ~Bridge() override;

    Session& session() { return *session_; }
    const std::optional<DatasetOpened>& dataset() const { return dataset_; }
    const std::optional<ModelOpened>& model() const { return model_; }
    const TrainStatus& training() const { return training_; }
    bool sampling() const { return !sampling_.empty(); } // as far as its events have been told

    void cancelOpening(); // of a dataset: the one that was open stays

Q_SIGNALS:
    void openingCancelled();
    void datasetProgress(const diffuscope::DatasetProgress& progress);
    void datasetOpened(const diffuscope::DatasetOpened& dataset);
    void imageLoaded(const diffuscope::ImageLoaded& image);
    void datasetPage(const diffuscope::DatasetPage& page);
    void modelOpened(const diffuscope::ModelOpened& model);
    void sampleStarted(const diffuscope::SampleStarted& sample);
    void framesArrived(diffuscope::JobId job, const std::vector<diffuscope::FramePtr>& frames);
    void samplePaused(const diffuscope::SamplePaused& paused);
    void sampleFinished(const diffuscope::SampleFinished& sample);
    void variationsStarted(const diffuscope::VariationsStarted& started);
    void variationsFinished(const diffuscope::VariationsFinished& finished);
    void futuresStarted(const diffuscope::FuturesStarted& started);
    void futuresProgressed(const diffuscope::FuturesProgress& progress);
    void futuresArrived(const diffuscope::FuturesFrom& futures);
    void futuresFinished(const diffuscope::FuturesFinished& finished);
    void trainingChanged(const diffuscope::TrainStatus& status);
    void lossPoints(const std::vector<diffuscope::LossPoint>& points);
    void validationPoints(const diffuscope::ValidationPoints& points);
    void previewArrived(const diffuscope::TrainPreview& preview);
    void runRecalled(const diffuscope::RecalledRun& run);
    void speedMeasured(const diffuscope::SpeedMeasured& speed);
    void probeArrived(const diffuscope::ProbeView& view);
    void stepDissected(const diffuscope::StepDissected& dissected);
    void microscopeErrors(const diffuscope::MicroscopeErrors& errors);
    void furtherStep(const diffuscope::FurtherStep& step);
    void furtherStepsEnded(const diffuscope::FurtherStepsEnded& ended);
    void modelChoices(const diffuscope::ModelChoices& choices);
    void interruptedRuns(const diffuscope::InterruptedRuns& runs);
    void qualityMeasured(const diffuscope::QualityMeasured& quality);
    void copyingStarted(const diffuscope::CopyingStarted& started);
    void copyingProgressed(const diffuscope::CopyingProgress& progress);
    void copyingMeasured(const diffuscope::CopyingMeasured& measured);
    void blurMeasured(const diffuscope::BlurMeasured& measured);
    void classSamplesArrived(const diffuscope::ClassSamples& samples);
    void judgingProgressed(const diffuscope::JudgingProgress& progress);
    void picturesJudged(const diffuscope::PicturesJudged& judged);
    void exportProgress(const diffuscope::ExportProgress& progress);
    void exportQueued(const diffuscope::ExportQueued& queued);
    void exported(const diffuscope::Exported& result);
    void exportEstimated(const diffuscope::ExportEstimated& estimated);
    void recipeRead(const diffuscope::RecipeRead& read);
    void verifyProgressed(const diffuscope::VerifyProgress& progress);
    void pictureVerified(const diffuscope::PictureVerified& verified);
    void pathClassified(const diffuscope::PathClassified& path);
    void galleryListed(const diffuscope::GalleryListed& listed);
    void galleryEntries(const diffuscope::GalleryEntries& entries);
    void galleryPicture(const diffuscope::GalleryPicture& picture);
    void galleryChanged(const diffuscope::GalleryChanged& changed);
    void galleryWalk(const diffuscope::GalleryWalk& walk);
    void galleryMended(const diffuscope::GalleryMended& mended);
    void previewWalksFound(const diffuscope::PreviewWalksFound& found);
    void previewWalkArrived(const diffuscope::PreviewWalkArrived& arrived);
    void previewWalksEnded(const diffuscope::PreviewWalksEnded& ended);
    void failed(const diffuscope::Failed& failure);

private:
    void receive(Event event); // worker threads
    void wake();               // GUI thread from here on
    void deliver();
    void emitFrom(std::vector<Event>& events);
    void emitOne(const Event& event);

    struct Inbox;
    std::shared_ptr<Inbox> inbox_;
    std::optional<DatasetOpened> dataset_;
    std::optional<ModelOpened> model_;
    TrainStatus training_;
    std::set<JobId> sampling_;          // that have started and not ended; of several walks all together as well
    JobId opening_ = 0, cancelled_ = 0; // of the newest progress; progress up to this one is stale
    QTimer timer_;
    std::unique_ptr<Session> session_; // last: stops its workers before the inbox goes
};

} // namespace diffuscope::ui
