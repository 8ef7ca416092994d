#include "ui/bridge/bridge.h"

#include <algorithm>
#include <mutex>
#include <type_traits>
#include <utility>

namespace diffuscope::ui {

namespace {

constexpr int kDeliveryMs = 33;

// True when `newer` says all that `older` said: only then may it take its place.
bool replaces(const Event& newer, const Event& older)
{
    if (newer.index() != older.index())
        return false;
    if (const auto* progress = std::get_if<DatasetProgress>(&newer))
        return progress->job == std::get<DatasetProgress>(older).job;
    if (const auto* progress = std::get_if<ExportProgress>(&newer))
        return progress->job == std::get<ExportProgress>(older).job;
    if (const auto* progress = std::get_if<JudgingProgress>(&newer))
        return progress->job == std::get<JudgingProgress>(older).job;
    if (const auto* progress = std::get_if<VerifyProgress>(&newer))
        return progress->job == std::get<VerifyProgress>(older).job;
    if (const auto* status = std::get_if<TrainStatus>(&newer))
        return status->state == std::get<TrainStatus>(older).state;
    return std::holds_alternative<ProbeView>(newer);
}

} // namespace

// What waits to be delivered, in order. Workers add, the GUI thread takes.
struct Bridge::Inbox {
    std::mutex mutex;
    std::vector<Event> events;
    bool called = false; // a queued call is on its way

    bool put(Event event) // true: the caller should queue a call
    {
        std::lock_guard lock(mutex);
        for (auto old = events.rbegin(); old != events.rend(); ++old) {
            if (old->index() != event.index())
                continue;
            if (replaces(event, *old))
                events.erase(std::next(old).base());
            break;
        }
        events.push_back(std::move(event));
        return !std::exchange(called, true);
    }

    std::vector<Event> takeAll()
    {
        std::lock_guard lock(mutex);
        called = false;
        return std::exchange(events, {});
    }
};

Bridge::Bridge(QObject* parent) : QObject(parent), inbox_(std::make_shared<Inbox>())
{
    timer_.setSingleShot(true);
    timer_.setInterval(kDeliveryMs);
    connect(&timer_, &QTimer::timeout, this, &Bridge::deliver);
    session_ = std::make_unique<Session>([this](Event event) { receive(std::move(event)); });
}

// The workers are joined first; calls they have queued die with this object.
Bridge::~Bridge() { session_.reset(); }

void Bridge::cancelOpening()
{
    session_->cancelOpening();
    cancelled_ = opening_;
    Q_EMIT openingCancelled();
}

void Bridge::receive(Event event)
{
    if (inbox_->put(std::move(event)))
        QMetaObject::invokeMethod(this, &Bridge::wake, Qt::QueuedConnection);
}

void Bridge::wake()
{
    if (!timer_.isActive())
        deliver();
}

void Bridge::deliver()
{
    std::vector<Event> events = inbox_->takeAll();
    if (events.empty())
        return;
    timer_.start();
    emitFrom(events);
}

void Bridge::emitFrom(std::vector<Event>& events)
{
    for (std::size_t i = 0; i < events.size();) {
        if (const auto* first = std::get_if<FrameArrived>(&events[i])) {
            const JobId job = first->job;
            std::vector<FramePtr> frames;
            for (; i < events.size(); ++i) {
                const auto* next = std::get_if<FrameArrived>(&events[i]);
                if (!next || next->job != job)
                    break;
                frames.push_back(next->frame);
            }
            Q_EMIT framesArrived(job, frames);
        } else if (std::holds_alternative<LossPoints>(events[i])) {
            std::vector<LossPoint> points;
            for (; i < events.size() && std::holds_alternative<LossPoints>(events[i]); ++i) {
                auto& more = std::get<LossPoints>(events[i]).points;
                points.insert(points.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
            }
            Q_EMIT lossPoints(points);
        } else {
            emitOne(events[i++]);
        }
    }
}

void Bridge::emitOne(const Event& event)
{
    std::visit(
        [this](const auto& value) {
            using Kind = std::decay_t<decltype(value)>;
            if constexpr (std::is_same_v<Kind, DatasetProgress>) {
                opening_ = std::max(opening_, value.job);
                if (value.job > cancelled_)
                    Q_EMIT datasetProgress(value);
            } else if constexpr (std::is_same_v<Kind, DatasetOpened>) {
                dataset_ = value;
                Q_EMIT datasetOpened(value);
            } else if constexpr (std::is_same_v<Kind, ImageLoaded>) {
                Q_EMIT imageLoaded(value);
            } else if constexpr (std::is_same_v<Kind, DatasetPage>) {
                Q_EMIT datasetPage(value);
            } else if constexpr (std::is_same_v<Kind, ModelOpened>) {
                model_ = value;
                Q_EMIT modelOpened(value);
            } else if constexpr (std::is_same_v<Kind, ModelChoices>) {
                Q_EMIT modelChoices(value);
            } else if constexpr (std::is_same_v<Kind, SampleStarted>) {
                sampling_.insert(value.job);
                Q_EMIT sampleStarted(value);
            } else if constexpr (std::is_same_v<Kind, SamplePaused>) {
                Q_EMIT samplePaused(value);
            } else if constexpr (std::is_same_v<Kind, SampleFinished>) {
                sampling_.erase(value.job);
                Q_EMIT sampleFinished(value);
            } else if constexpr (std::is_same_v<Kind, VariationsStarted>) {
                sampling_.insert(value.job);
                Q_EMIT variationsStarted(value);
            } else if constexpr (std::is_same_v<Kind, VariationsFinished>) {
                sampling_.clear(); // its walks', too: one that failed tells no end of its own
                Q_EMIT variationsFinished(value);
            } else if constexpr (std::is_same_v<Kind, FuturesStarted>) {
                sampling_.insert(value.job);
                Q_EMIT futuresStarted(value);
            } else if constexpr (std::is_same_v<Kind, FuturesProgress>) {
                Q_EMIT futuresProgressed(value);
            } else if constexpr (std::is_same_v<Kind, FuturesFrom>) {
                Q_EMIT futuresArrived(value);
            } else if constexpr (std::is_same_v<Kind, FuturesFinished>) {
                sampling_.erase(value.job);
                Q_EMIT futuresFinished(value);
            } else if constexpr (std::is_same_v<Kind, TrainStatus>) {
                training_ = value;
                Q_EMIT trainingChanged(value);
            } else if constexpr (std::is_same_v<Kind, TrainPreview>) {
                Q_EMIT previewArrived(value);
            } else if constexpr (std::is_same_v<Kind, RecalledRun>) {
                Q_EMIT runRecalled(value);
            } else if constexpr (std::is_same_v<Kind, SpeedMeasured>) {
                Q_EMIT speedMeasured(value);
            } else if constexpr (std::is_same_v<Kind, ProbeView>) {
                Q_EMIT probeArrived(value);
            } else if constexpr (std::is_same_v<Kind, StepDissected>) {
                Q_EMIT stepDissected(value);
            } else if constexpr (std::is_same_v<Kind, MicroscopeErrors>) {
                Q_EMIT microscopeErrors(value);
            } else if constexpr (std::is_same_v<Kind, FurtherStep>) {
                Q_EMIT furtherStep(value);
            } else if constexpr (std::is_same_v<Kind, FurtherStepsEnded>) {
                Q_EMIT furtherStepsEnded(value);
            } else if constexpr (std::is_same_v<Kind, ValidationPoints>) {
                Q_EMIT validationPoints(value);
            } else if constexpr (std::is_same_v<Kind, InterruptedRuns>) {
                Q_EMIT interruptedRuns(value);
            } else if constexpr (std::is_same_v<Kind, QualityMeasured>) {
                Q_EMIT qualityMeasured(value);
            } else if constexpr (std::is_same_v<Kind, CopyingStarted>) {
                Q_EMIT copyingStarted(value);
            } else if constexpr (std::is_same_v<Kind, CopyingProgress>) {
                Q_EMIT copyingProgressed(value);
            } else if constexpr (std::is_same_v<Kind, CopyingMeasured>) {
                Q_EMIT copyingMeasured(value);
            } else if constexpr (std::is_same_v<Kind, BlurMeasured>) {
                Q_EMIT blurMeasured(value);
            } else if constexpr (std::is_same_v<Kind, ClassSamples>) {
                Q_EMIT classSamplesArrived(value);
            } else if constexpr (std::is_same_v<Kind, JudgingProgress>) {
                sampling_.insert(value.job);
                Q_EMIT judgingProgressed(value);
            } else if constexpr (std::is_same_v<Kind, PicturesJudged>) {
                sampling_.erase(value.job);
                Q_EMIT picturesJudged(value);
            } else if constexpr (std::is_same_v<Kind, ExportProgress>) {
                Q_EMIT exportProgress(value);
            } else if constexpr (std::is_same_v<Kind, ExportQueued>) {
                Q_EMIT exportQueued(value);
            } else if constexpr (std::is_same_v<Kind, Exported>) {
                Q_EMIT exported(value);
            } else if constexpr (std::is_same_v<Kind, RecipeRead>) {
                Q_EMIT recipeRead(value);
            } else if constexpr (std::is_same_v<Kind, ExportEstimated>) {
                Q_EMIT exportEstimated(value);
            } else if constexpr (std::is_same_v<Kind, VerifyProgress>) {
                Q_EMIT verifyProgressed(value);
            } else if constexpr (std::is_same_v<Kind, PictureVerified>) {
                Q_EMIT pictureVerified(value);
            } else if constexpr (std::is_same_v<Kind, PathClassified>) {
                Q_EMIT pathClassified(value);
            } else if constexpr (std::is_same_v<Kind, GalleryListed>) {
                Q_EMIT galleryListed(value);
            } else if constexpr (std::is_same_v<Kind, GalleryEntries>) {
                Q_EMIT galleryEntries(value);
            } else if constexpr (std::is_same_v<Kind, GalleryPicture>) {
                Q_EMIT galleryPicture(value);
            } else if constexpr (std::is_same_v<Kind, GalleryChanged>) {
                Q_EMIT galleryChanged(value);
            } else if constexpr (std::is_same_v<Kind, GalleryWalk>) {
                Q_EMIT galleryWalk(value);
            } else if constexpr (std::is_same_v<Kind, GalleryMended>) {
                Q_EMIT galleryMended(value);
            } else if constexpr (std::is_same_v<Kind, PreviewWalksFound>) {
                Q_EMIT previewWalksFound(value);
            } else if constexpr (std::is_same_v<Kind, PreviewWalkArrived>) {
                Q_EMIT previewWalkArrived(value);
            } else if constexpr (std::is_same_v<Kind, PreviewWalksEnded>) {
                Q_EMIT previewWalksEnded(value);
            } else if constexpr (std::is_same_v<Kind, Failed>) {
                if (value.task == Task::Sample)
                    sampling_.clear();
                Q_EMIT failed(value);
            }
        },
        event);
}

} // namespace diffuscope::ui
