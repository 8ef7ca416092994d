// The part of the training loop that looks at the network: previews, validation, probes and published weights.
#include "core/base/worker.h"
#include "core/data/dataset.h"
#include "core/export/format.h"
#include "core/messages/event_sink.h"
#include "core/recipe/recipe.h"
#include "core/run/folder/run_folder.h"
#include "core/run/folder/walk_files.h"
#include "core/run/preview_walks.h"
#include "core/run/train_loop.h"
#include "core/sampling/generate.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace diffuscope {
namespace {

constexpr int kFirstPreviewStep = 20;
constexpr double kFirstPreviewSeconds = 8; // so that there is something to see within half a minute
constexpr double kPreviewShare = 0.1;      // of the time, at most
constexpr double kValidationShare = 0.05;

TrainingRecipe recipeOf(const TrainConfig& config, std::int64_t step)
{
    return {config.source, config.preset, trainValues(config), step};
}

} // namespace

void TrainLoop::look()
{
    if (previewIsDue())
        preview();
    if (validationIsDue())
        validate();
}

// What is due at the step of a resumed run was perhaps done before it was stopped.
void TrainLoop::planGrid()
{
    const TrainConfig& config = run_.trainer->config();
    const auto first = [this](int interval, int usual, std::int64_t last) {
        const std::int64_t every = interval == kAuto ? usual : interval;
        const std::int64_t from = last == firstStep_ ? firstStep_ + 1 : std::max<std::int64_t>(1, firstStep_);
        return (from + every - 1) / every * every;
    };
    if (!earlier_.validations.empty())
        lastValidation_ = earlier_.validations.back().step;
    nextPreview_ = first(config.previewEvery, kAutoPreviewEvery, lastPreview_);
    nextValidation_ = first(config.validateEvery, kAutoValidateEvery, lastValidation_);
    const bool early = config.previewEvery == kAuto && firstStep_ == 0;
    reporter_.update([this, early](TrainStatus& status) {
        status.nextPreview = early ? std::min<std::int64_t>(kFirstPreviewStep, nextPreview_) : nextPreview_;
    });
}

bool TrainLoop::previewIsDue() const
{
    const TrainConfig& config = run_.trainer->config();
    const std::int64_t step = run_.trainer->steps();
    const bool early = config.previewEvery == kAuto && firstStep_ == 0 && lastPreview_ < 0;
    if (early && (step >= kFirstPreviewStep || clock_.seconds() > kFirstPreviewSeconds))
        return true;
    return step > 0 && step >= nextPreview_;
}

void TrainLoop::preview()
{
    const double start = clock_.seconds();
    const TrainConfig& config = run_.trainer->config();
    const std::shared_ptr<const ModelSnapshot> model = publish();
    PreviewWalkRecord record(config);
    SampleFinished made;
    const auto error =
        attempt([&] { made = generate(model, previewRequest(config), record.observer(), control_.stopToken()); });
    lastPreview_ = run_.trainer->steps();
    if (error)
        journal_.log(std::string("No preview: ") + error->what());
    if (!made.images.empty()) {
        sink_.send(TrainPreview{lastPreview_, made.images});
        savePreview(made.images);
        keepWalk(record.taken(made.images), record.moments());
        control_.answerStanding(*this);
    }
    const double cost = clock_.seconds() - start;
    const std::int64_t leftOut = previewsLeftOut_;
    nextPreview_ = nextMultiple(config.previewEvery, kAutoPreviewEvery, cost, kPreviewShare, previewsLeftOut_);
    noteLeftOut("previews", leftOut, previewsLeftOut_, cost, kPreviewShare);
    reporter_.update([this](TrainStatus& status) {
        status.nextPreview = nextPreview_;
        status.previewsLeftOut = previewsLeftOut_;
    });
}

void TrainLoop::savePreview(const std::vector<Image>& images)
{
    if (const auto error = journal_.write()) // and the folder is there
        return trouble(*error);
    const auto error = attempt([&] {
        const std::string recipe = toJson(recipeOf(run_.trainer->config(), lastPreview_));
        const auto marks = [](const std::string&, const Image&) { return Marks{{}, "trainedAlgorithmicMedia"}; };
        exportFormat("contact_sheet").write({images, recipe, {}, {}, marks}, run_.files->previewPath(lastPreview_), {});
    });
    if (error)
        trouble(*error);
}

// The step was just trained: what an earlier, longer run has left of it is replaced.
void TrainLoop::keepWalk(PreviewWalk walk, int moments)
{
    const std::filesystem::path& root = run_.files->root();
    walk.folder = root.string();
    walk.step = lastPreview_;
    walk.loss = meter_.smoothedLoss();
    const auto kept = std::make_shared<const PreviewWalk>(std::move(walk));
    sink_.send(PreviewWalkArrived{0, kept});
    if (const auto error = attempt([&] {
            writePreviewWalk(root, *kept);
            thinPreviewWalks(root, moments);
        }))
        trouble(*error);
}

std::int64_t TrainLoop::nextMultiple(int interval, int usual, double cost, double share, std::int64_t& leftOut) const
{
    const std::int64_t step = run_.trainer->steps();
    if (interval != kAuto)
        return (step / interval + 1) * interval;
    const double perStep = meter_.secondsPerStep();
    const double apart = perStep > 0 ? std::min(1e9, cost / (share * perStep)) : 0;
    const std::int64_t earliest = step + std::max<std::int64_t>(1, std::int64_t(std::ceil(apart)));
    const std::int64_t next = (earliest + usual - 1) / usual * usual;
    const std::int64_t end = std::min<std::int64_t>(next, run_.trainer->config().steps);
    leftOut += std::max<std::int64_t>(0, (end - 1) / usual - step / usual);
    return next;
}

void TrainLoop::noteLeftOut(const char* what, std::int64_t before, std::int64_t after, double cost, double share)
{
    if (after == before)
        return;
    char text[160];
    std::snprintf(text, sizeof text,
                  "auto leaves out the next %lld %s: one took %.1f s, and they are to take at most %.0f %% of the time",
                  static_cast<long long>(after - before), what, cost, 100 * share);
    journal_.log(text);
}

bool TrainLoop::validationIsDue() const
{
    return run_.trainer->heldOut() > 0 && skippedInARow_ == 0 && run_.trainer->steps() >= nextValidation_;
}

void TrainLoop::validate()
{
    const double start = clock_.seconds();
    ValidationPoint result;
    const auto error = attempt([&] { result = run_.trainer->validate(); });
    if (error) {
        journal_.log(std::string("No validation: ") + error->what());
    } else {
        journal_.add(result);
        reporter_.update([&result](TrainStatus& status) { status.validationLoss = result.loss; });
        sink_.send(ValidationPoints{{std::move(result)}, false});
    }
    lastValidation_ = run_.trainer->steps();
    const double cost = clock_.seconds() - start;
    const std::int64_t leftOut = validationsLeftOut_;
    nextValidation_ = nextMultiple(run_.trainer->config().validateEvery, kAutoValidateEvery, cost, kValidationShare,
                                   validationsLeftOut_);
    noteLeftOut("validations", leftOut, validationsLeftOut_, cost, kValidationShare);
    reporter_.update([this](TrainStatus& status) { status.validationsLeftOut = validationsLeftOut_; });
}

ProbeView TrainLoop::probe(int timestep, int picture)
{
    timestep = std::clamp(timestep, 0, run_.trainer->config().schedule.timesteps - 1);
    picture = std::clamp(picture, 0, run_.set->size() - 1);
    try {
        return run_.trainer->view(timestep, picture);
    } catch (...) { // the run goes on, so its log says it
        journal_.log(std::string("The probe failed: ") + currentError().what());
        throw;
    }
}

std::shared_ptr<const TrainerCopy> TrainLoop::copy() const { return run_.trainer->copy(); }

std::shared_ptr<const ModelSnapshot> TrainLoop::publish()
{
    SnapshotPtr snapshot = run_.trainer->snapshot();
    control_.publish(snapshot);
    return snapshot;
}

} // namespace diffuscope
