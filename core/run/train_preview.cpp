// The part of the training loop that looks at the network: previews, validation, probes and published weights.
#include "core/base/worker.h"
#include "core/data/dataset.h"
#include "core/export/format.h"
#include "core/messages/event_sink.h"
#include "core/recipe/recipe.h"
#include "core/run/folder/run_folder.h"
#include "core/run/train_loop.h"
#include "core/sampling/generate.h"

#include <algorithm>
#include <cmath>

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

bool TrainLoop::previewIsDue() const
{
    const std::int64_t step = run_.trainer->steps(), done = step - firstStep_;
    if (lastPreview_ < 0)
        return done >= kFirstPreviewStep || clock_.seconds() > kFirstPreviewSeconds;
    return step >= nextPreview_;
}

void TrainLoop::preview()
{
    const double start = clock_.seconds();
    const TrainConfig& config = run_.trainer->config();
    const std::shared_ptr<const ModelSnapshot> model = publish();
    SampleRequest request;
    request.model = "training";
    request.steps = std::min(config.previewSteps, config.schedule.timesteps);
    request.params = {{"eta", 1.0}}; // fresh noise in every step repairs what a young network gets wrong
    request.seed = config.seed;
    request.count = config.previewCount;
    SampleFinished made;
    const auto error = attempt([&] { made = generate(model, request, {}, control_.stopToken()); });
    lastPreview_ = run_.trainer->steps();
    if (error)
        journal_.log(std::string("No preview: ") + error->what());
    if (!made.images.empty()) {
        sink_.send(TrainPreview{lastPreview_, made.images});
        savePreview(made.images);
        control_.answerStanding(*this);
    }
    planNextPreview(clock_.seconds() - start);
}

void TrainLoop::savePreview(const std::vector<Image>& images)
{
    if (const auto error = journal_.write()) // and the folder is there
        return trouble(*error);
    const auto error = attempt([&] {
        const std::string recipe = toJson(recipeOf(run_.trainer->config(), lastPreview_));
        exportFormat("contact_sheet").write({images, recipe}, run_.files->previewPath(lastPreview_), {});
    });
    if (error)
        trouble(*error);
}

void TrainLoop::planNextPreview(double cost)
{
    nextPreview_ = nextMultiple(run_.trainer->config().previewEvery, cost, kPreviewShare);
}

// What costs much is done less often, so that it takes at most `share` of the time, at multiples of its interval.
std::int64_t TrainLoop::nextMultiple(int interval, double cost, double share) const
{
    const double perStep = meter_.secondsPerStep();
    const double apart = perStep > 0 ? std::min(1e9, cost / (share * perStep)) : 0;
    const std::int64_t earliest = run_.trainer->steps() + std::max<std::int64_t>(1, std::int64_t(std::ceil(apart)));
    return (earliest + interval - 1) / interval * interval;
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
    nextValidation_ = nextMultiple(run_.trainer->config().validateEvery, clock_.seconds() - start, kValidationShare);
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

std::shared_ptr<const ModelSnapshot> TrainLoop::publish()
{
    SnapshotPtr snapshot = run_.trainer->snapshot();
    control_.publish(snapshot);
    return snapshot;
}

} // namespace diffuscope
